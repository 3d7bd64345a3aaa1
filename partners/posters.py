"""Pictures of cut paper for organisations that have no photograph.

The same seed and families always give the same picture. It is inline SVG made of classes alone,
so the content security policy holds; shapes and colours are in `static/css/parts.css` and below.
A page that shows posters includes `SHAPES` once.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

CELL = 40
COLOURS = "abcd"
DEFAULT_FAMILY = "combined"

# Path data of the shapes, each in a cell of 40 by 40.
_PATHS = {
    "quarter": "M0 40V0a40 40 0 0 1 40 40z",
    "half": "M0 40a20 20 0 0 1 40 0z",
    "half-high": "M0 20a20 20 0 0 1 40 0z",
    "disc": "M20 0a20 20 0 1 1 0 40 20 20 0 0 1 0-40z",
    "dot": "M20 9a11 11 0 1 1 0 22 11 11 0 0 1 0-22z",
    "arch": "M0 40V20a20 20 0 0 1 40 0v20z",
    "arch-in": "M10 40V22a10 10 0 0 1 20 0v18z",
    "leaf": "M0 0h20a20 20 0 0 1 20 20v20H20A20 20 0 0 1 0 20z",
    "triangle": "M0 40 40 0v40z",
    "diamond": "m20 0 20 20-20 20L0 20z",
    "stripes": "M0 0h40v8H0zm0 16h40v8H0zm0 16h40v8H0z",
    "zigzag": (
        "m0 14 10-14 10 14L30 0l10 14v13L30 13 20 27 10 13 0 27z"
        "m0 26V27l10 13zm10 0 10-13 10 13zm20 0 10-13v13z"
    ),
    "four-dots": (
        "M3 10a7 7 0 1 1 14 0 7 7 0 0 1-14 0zm20 0a7 7 0 1 1 14 0 7 7 0 0 1-14 0z"
        "M3 30a7 7 0 1 1 14 0 7 7 0 0 1-14 0zm20 0a7 7 0 1 1 14 0 7 7 0 0 1-14 0z"
    ),
    "arcs": ("M0 0a40 40 0 0 1 40 40H29A29 29 0 0 0 0 11zm0 20a20 20 0 0 1 20 20H9a9 9 0 0 0-9-9z"),
    "wave": "M0 20a10 10 0 0 1 20 0 10 10 0 0 0 20 0v20H0z",
    "steps": "M0 40V30h10V20h10V10h10V0h10v40z",
    "sun": (
        "m20 0 4.6 8.9 9.5-3-3 9.5L40 20l-8.9 4.6 3 9.5-9.5-3L20 40l-4.6-8.9-9.5 3 3-9.5"
        "L0 20l8.9-4.6-3-9.5 9.5 3z"
    ),
    "bg": "M0 0h40v40H0z",
}

# What each family is cut from. A shape listed twice comes twice as often.
_FAMILIES: dict[str, tuple[str, ...]] = {
    "visual": ("disc", "diamond", "quarter", "bg", "dot", "triangle"),
    "craft": ("zigzag", "diamond", "triangle", "zigzag", "steps"),
    "theatre": ("half-high", "quarter", "triangle", "half", "arch", "disc"),
    "dance": ("leaf", "wave", "leaf", "half-high", "quarter"),
    "music": ("arcs", "arcs", "disc", "arcs", "half", "dot"),
    "literature": ("stripes", "leaf", "arch", "stripes", "quarter"),
    "film": ("four-dots", "bg", "steps", "disc", "four-dots", "stripes"),
    "museum": ("arch", "arch-in", "stripes", "arch", "half-high"),
    "outdoor": ("sun", "triangle", "half-high", "sun", "diamond", "four-dots"),
    "combined": ("arch", "disc", "triangle", "quarter", "sun", "leaf", "stripes"),
}

# What may lie upon a shape, and which shapes look the same however they are turned.
_INSIDE = {"arch": "arch-in", "disc": "dot", "bg": "dot"}
_ROUND = {"disc", "dot", "four-dots", "diamond", "sun", "bg"}

# The tile that stands for a family: four cells, each “shape turn colour [ground]”.
_TILES: dict[str, tuple[str, str, str, str]] = {
    "visual": ("disc 0 b", "quarter 90 a c", "diamond 0 c a", "half 0 b"),
    "craft": ("zigzag 0 a", "diamond 0 b c", "diamond 0 b c", "zigzag 0 a"),
    "theatre": ("quarter 180 a", "quarter 270 a", "half-high 180 c", "half-high 0 c"),
    "dance": ("wave 0 b", "leaf 90 a", "leaf 0 a", "wave 180 b"),
    "music": ("arcs 0 b", "arcs 90 a", "arcs 270 a", "arcs 180 b"),
    "literature": ("stripes 0 a", "leaf 0 b", "leaf 180 b", "stripes 90 a"),
    "film": ("four-dots 0 a", "disc 0 c b", "steps 0 b", "four-dots 0 a"),
    "museum": ("arch 0 b", "arch 0 a", "stripes 0 a", "arch 0 b"),
    "outdoor": ("sun 0 c", "triangle 0 b", "triangle 90 b", "sun 0 c"),
    "combined": ("arch 0 a", "disc 0 b", "triangle 0 b", "quarter 90 a"),
}
# Two art forms may share a family: the second gets another tile.
_SECOND_TILES: dict[str, tuple[str, str, str, str]] = {
    "museum": ("stripes 90 b", "arch 0 c", "arch 0 b c", "half-high 0 a"),
    "literature": ("quarter 0 b", "stripes 90 b", "stripes 0 a", "arch 0 a"),
}

SHAPES: SafeString = format_html(
    '<svg class="vh" aria-hidden="true" width="0" height="0"><defs>{}</defs></svg>',
    format_html_join("", '<path id="p-{}" d="{}"/>', _PATHS.items()),
)


def poster(seed: str, families: Iterable[str], *, columns: int = 3, rows: int = 3) -> SafeString:
    """The picture of one organisation, as decoration: it says nothing to a screen reader.

    The first family gives the colours and two shapes of three; the others mix in. An unknown
    family, or none, counts as combined arts.
    """
    known = tuple(family for family in families if family in _FAMILIES) or (DEFAULT_FAMILY,)
    return _poster(seed, known, columns, rows)


@lru_cache(maxsize=2048)
def _poster(seed: str, known: tuple[str, ...], columns: int, rows: int) -> SafeString:
    chance = _bytes_of(seed)
    cells = [_random_cell(chance, known, x, y) for y in range(rows) for x in range(columns)]
    return _drawing(known[0], columns, rows, _join(cells))


def tiles(families: Iterable[str]) -> list[SafeString]:
    """One tile a family, in the order given; a family's second tile differs from its first."""
    seen: Counter[str] = Counter()
    drawn = []
    for family in families:
        known = family if family in _TILES else DEFAULT_FAMILY
        cells = _SECOND_TILES.get(known) if seen[known] else None
        seen[known] += 1
        parts = [
            _tile_cell(cell, x=i % 2, y=i // 2) for i, cell in enumerate(cells or _TILES[known])
        ]
        drawn.append(_drawing(known, 2, 2, _join(parts)))
    return drawn


def mosaic(columns: int = 6, rows: int = 7) -> SafeString:
    """The wall of all families that opens the home page."""
    names = list(_FAMILIES)
    chance = _bytes_of("mosaic")
    cells = []
    for y in range(rows):
        for x in range(columns):
            family = names[(x * 3 + y * 7 + next(chance) % 2) % len(names)]
            ground = _use("bg", "z", x, y)
            cell = _random_cell(chance, [family], x, y, may_be_empty=False)
            cells.append(format_html('<g class="poster-{}">{}{}</g>', family, ground, cell))
    return format_html(
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="xMinYMid slice" aria-hidden="true">{}</svg>',
        columns * CELL,
        rows * CELL,
        _join(cells),
    )


def shape(name: str, family: str, colour: str = "a") -> SafeString:
    """A single shape in a family's colours."""
    return format_html(
        '<svg class="poster-{}" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>',
        family,
        CELL,
        CELL,
        _use(name, colour, 0, 0),
    )


def _bytes_of(seed: str) -> Iterator[int]:
    """Numbers from 0 to 255 without end, always the same for one seed."""
    block = 0
    while True:
        yield from hashlib.sha256(f"{seed}:{block}".encode()).digest()
        block += 1


def _random_cell(
    chance: Iterator[int], families: Sequence[str], x: int, y: int, *, may_be_empty: bool = True
) -> SafeString:
    mixed_in = families[next(chance) % len(families)]
    family = mixed_in if next(chance) % 3 == 0 else families[0]
    name = _FAMILIES[family][next(chance) % len(_FAMILIES[family])]
    turn = next(chance) % 4 * 90
    n = next(chance)
    colour = COLOURS[(n + x + y) % 4]
    uses = []
    if n % 5 == 0:
        uses.append(_use("bg", "bca"[n % 3], x, y))
        colour = "d" if n % 3 == 2 else "z"
    if may_be_empty and n % 11 == 3:
        return _join(uses)
    uses.append(_use(name, colour, x, y, turn))
    if name in _INSIDE and n % 2:
        uses.append(_use(_INSIDE[name], "z" if n % 4 == 1 else "c", x, y, turn))
    return _join(uses)


def _tile_cell(cell: str, x: int, y: int) -> SafeString:
    name, turn, colour, *ground = cell.split()
    uses = [_use("bg", ground[0], x, y)] if ground else []
    uses.append(_use(name, colour, x, y, int(turn)))
    if name in {"arch", "disc"}:
        uses.append(_use(_INSIDE[name], "a" if ground and name == "disc" else "z", x, y))
    return _join(uses)


def _use(name: str, colour: str, x: int, y: int, turn: int = 0) -> SafeString:
    turned = f"rotate({turn} 20 20)" if turn and name not in _ROUND else ""
    return format_html(
        '<use href="#p-{}" class="{}" transform="translate({} {}){}"/>',
        name,
        colour,
        x * CELL,
        y * CELL,
        turned,
    )


def _drawing(family: str, columns: int, rows: int, content: SafeString) -> SafeString:
    # A square one fills its place, which is square, without being cut.
    cut = "" if columns == rows else mark_safe(' preserveAspectRatio="xMidYMid slice"')
    return format_html(
        '<svg class="poster poster-{}" viewBox="0 0 {} {}"{} aria-hidden="true">{}</svg>',
        family,
        columns * CELL,
        rows * CELL,
        cut,
        content,
    )


def _join(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - all of them were made by format_html
