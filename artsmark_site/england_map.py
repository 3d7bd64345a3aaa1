"""England as a halftone of dots, a path for each region.

`england_dots.json` is made by `artsmark_site/build/england_dots.py`, which names its sources.
"""

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MARGIN = 6


@cache
def draw() -> SafeString:
    """The map, as decoration: the list of regions beside it is what people use."""
    dots = json.loads((Path(__file__).parent / "england_dots.json").read_text(encoding="utf-8"))
    return format_html(
        '<svg class="england" viewBox="-{} -{} {} {}" aria-hidden="true" focusable="false">'
        "{}</svg>",
        MARGIN,
        MARGIN,
        dots["width"] + 2 * MARGIN,
        dots["height"] + 2 * MARGIN,
        format_html_join("", '<path class="region-{}" d="{}"/>', dots["paths"].items()),
    )
