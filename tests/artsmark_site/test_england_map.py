"""The dots that stand for England."""

import re

from django.conf import settings

from artsmark_site.england_map import draw, one_path

REGIONS = {
    "north-east",
    "north-west",
    "yorkshire-and-the-humber",
    "east-midlands",
    "west-midlands",
    "east-of-england",
    "london",
    "south-east",
    "south-west",
}


def test_each_region_has_its_dots_under_the_name_its_link_uses():
    assert set(re.findall(r'class="region-([a-z-]+)"', draw())) == REGIONS


def test_the_map_is_small_and_silent():
    assert len(draw()) < 4_000
    assert 'aria-hidden="true"' in draw()
    assert "style" not in draw()


def test_the_sprite_that_maps_use_has_the_same_dots():
    file = (settings.BASE_DIR / "static" / "icons.svg").read_text(encoding="utf-8")
    assert f'<path id="england" d="{one_path()}"/>' in file
