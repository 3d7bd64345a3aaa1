"""The map on a profile: no database needed, only positions."""

import re
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from partners.local_map import HEIGHT, LETTER, LINE, WIDTH, Box, draw, radius_shown
from reference.positions import METRES_PER_MILE, GridPoint

HULL = GridPoint(509_000, 428_000)


@dataclass(frozen=True)
class Town:
    name: str
    position: GridPoint


BEVERLEY = Town("Beverley", GridPoint(503_500, 439_500))
HEDON = Town("Hedon", GridPoint(518_800, 428_700))
PENZANCE = Town("Penzance", GridPoint(147_000, 30_000))

towns = st.lists(
    st.builds(
        Town,
        st.text("abcdefgh -", min_size=3, max_size=24),
        st.builds(
            GridPoint,
            st.integers(HULL.easting - 40_000, HULL.easting + 40_000),
            st.integers(HULL.northing - 40_000, HULL.northing + 40_000),
        ),
    ),
    max_size=40,
)


def labels(svg: str) -> list[Box]:
    found = re.findall(
        r'<text x="(-?\d+)" y="(-?\d+)" text-anchor="(start|end)">([^<]+)</text>', svg
    )
    boxes = []
    for x_text, y_text, anchor, name in found:
        x, y, width = float(x_text), float(y_text) - 4, len(name) * LETTER
        left = x if anchor == "start" else x - width
        boxes.append(Box(left, y - LINE / 2 + 1, left + width, y + LINE / 2 - 1))
    return boxes


def test_the_circle_of_travel_fits_into_the_drawing():
    svg = draw(HULL, travel_miles=25).svg

    [radius] = re.findall(r'class="reach" cx="160.0" cy="130.0" r="([\d.]+)"', svg)
    assert 100 < float(radius) < HEIGHT / 2


def test_who_does_not_travel_has_no_circle():
    assert 'class="reach"' not in draw(HULL).svg


def test_a_far_venue_widens_the_map():
    assert radius_shown([PENZANCE.position], HULL, 10) > 300 * METRES_PER_MILE / 2


def test_towns_are_listed_in_words_nearest_first_and_those_outside_are_left_out():
    drawn = draw(HULL, travel_miles=15, towns=[PENZANCE, BEVERLEY, HEDON])

    assert drawn.towns == ["Hedon (6 miles)", "Beverley (8 miles)"]
    assert "Penzance" not in drawn.svg


def test_names_are_escaped():
    svg = draw(HULL, travel_miles=15, towns=[Town("<b>", BEVERLEY.position)]).svg

    assert "<b>" not in svg
    assert "&lt;b&gt;" in svg


def test_only_towns_that_they_come_to_are_listed():
    beyond = Town("Ox", GridPoint(HULL.easting - 11_500, HULL.northing))
    drawn = draw(HULL, travel_miles=7, towns=[beyond, HEDON])
    assert drawn.towns == ["Hedon (6 miles)"]
    assert ">Ox<" in drawn.svg


@given(towns=towns, travel_miles=st.integers(1, 40))
def test_no_name_lies_on_another_or_outside_the_drawing(towns: list[Town], travel_miles: int):
    drawn = draw(HULL, travel_miles=travel_miles, towns=towns)

    boxes = labels(drawn.svg)
    assert len(boxes) >= len(drawn.towns)
    for i, box in enumerate(boxes):
        assert box.left >= 0
        assert box.right <= WIDTH
        assert not any(box.meets(other) for other in boxes[i + 1 :])


def test_it_is_silent_and_holds_no_inline_style():
    svg = draw(HULL, venues=[BEVERLEY.position], travel_miles=10, towns=[HEDON]).svg

    assert 'aria-hidden="true"' in svg
    assert "style" not in svg
