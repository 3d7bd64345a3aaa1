"""England as a halftone of dots, a path for each region.

`england_dots.json` is made by `artsmark_site/build/england_dots.py`, which names its sources, and
writes all of them as one path into the sprite of icons.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MARGIN = 6
# Where on the National Grid the drawing's corner is, and a unit of it, in metres.
WEST, NORTH, UNIT = 88_000, 657_313, 1_375


def on_the_grid(west: float, north: float, metres_per_unit: float) -> SafeString:
    """The dots, in one colour, as a part of another drawing, whose corner lies there.

    Out of the sprite, which a browser keeps: they are the same on every map.
    """
    return format_html(
        '<use class="england" href="{}#england" transform="translate({} {}) scale({})"/>',
        static("icons.svg"),
        round((WEST - west) / metres_per_unit, 2),
        round((north - NORTH) / metres_per_unit, 2),
        round(UNIT / metres_per_unit, 4),
    )


def one_path() -> str:
    """What the sprite `static/icons.svg` holds."""
    return "".join(_dots()["paths"].values())


@cache
def draw() -> SafeString:
    """The map, as decoration: the list of regions beside it is what people use."""
    dots = _dots()
    return format_html(
        '<svg class="england" viewBox="-{} -{} {} {}" aria-hidden="true">{}</svg>',
        MARGIN,
        MARGIN,
        dots["width"] + 2 * MARGIN,
        dots["height"] + 2 * MARGIN,
        _paths(),
    )


def _paths() -> SafeString:
    paths = _dots()["paths"].items()
    return format_html_join("", '<path class="region-{}" d="{}"/>', paths)


@cache
def _dots() -> dict[str, Any]:
    file = Path(__file__).parent / "england_dots.json"
    return json.loads(file.read_text(encoding="utf-8"))
