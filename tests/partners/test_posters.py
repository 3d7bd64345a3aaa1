"""The pictures of organisations that have none."""

import re

import pytest

from partners.posters import SHAPES, mosaic, poster, shape, tiles
from reference.models import PosterFamily

USED = re.compile(r'href="#p-([a-z-]+)"')
DEFINED = set(re.findall(r'id="p-([a-z-]+)"', SHAPES))


def test_the_same_seed_gives_the_same_picture():
    assert poster("17", ["music", "dance"]) == poster("17", ["music", "dance"])


def test_neighbours_in_a_list_differ():
    drawn = {poster(str(seed), ["museum"]) for seed in range(200)}

    assert len(drawn) == 200


@pytest.mark.parametrize("family", PosterFamily.values)
def test_each_family_draws_in_its_own_colours_with_shapes_that_exist(family: str):
    for seed in range(50):
        drawn = poster(str(seed), [family])

        assert f'class="poster poster-{family}"' in drawn
        assert set(USED.findall(drawn)) <= DEFINED
        assert "<use" in drawn


@pytest.mark.parametrize("families", [[], ["nothing-known"]])
def test_without_a_known_family_it_is_combined_arts(families: list[str]):
    assert "poster-combined" in poster("1", families)


def test_an_unknown_family_is_left_out_and_the_known_ones_stay():
    assert poster("1", ["nothing-known", "dance"]) == poster("1", ["dance"])


def test_pictures_are_silent_and_hold_no_inline_style_or_script():
    for drawn in (poster("<script>", ["film"]), mosaic(), shape("arch", "music"), SHAPES):
        assert 'aria-hidden="true"' in drawn
        assert "style" not in drawn
        assert "script" not in drawn


def test_the_size_is_that_asked_for():
    assert 'viewBox="0 0 160 120"' in poster("1", ["craft"], columns=4, rows=3)


def test_art_forms_of_one_family_have_tiles_of_their_own():
    drawn = tiles(["literature", "museum", "museum", "literature"])

    assert len(set(drawn)) == 4


@pytest.mark.parametrize("family", PosterFamily.values)
def test_every_family_has_a_tile_of_shapes_that_exist(family: str):
    [drawn] = tiles([family])

    assert f"poster-{family}" in drawn
    assert set(USED.findall(drawn)) <= DEFINED


def test_a_list_of_twenty_posters_stays_small():
    drawn = [poster(str(seed), ["visual", "music"]) for seed in range(20)]

    assert max(len(one.encode()) for one in drawn) < 2_000
    assert sum(one.count("<use") for one in drawn) < 350
