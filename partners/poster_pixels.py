"""Posters as pixels, for places that take no SVG.

Reads the SVG that `partners.posters` makes and the colours of the style sheets, so that both
pictures of a partner are one. It knows the few things those drawings consist of, and no more.
"""

import math
import re
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree

from django.conf import settings
from PIL import Image, ImageDraw

from partners.posters import CELL, SHAPES

type Point = tuple[float, float]

_FINER = 4  # Edges are drawn so many times larger, then made small: they are smooth.
_STEPS = 24  # straight pieces of an arc
_TRANSFORM = re.compile(r"translate\((\d+) (\d+)\)(?:rotate\((\d+) 20 20\))?")
_TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+")
_ARGUMENTS = {"m": 2, "l": 2, "h": 1, "v": 1, "a": 7, "z": 0}


def drawn(svg: str, cell: int) -> Image.Image:
    """A poster or the mosaic, each cell so many pixels wide and high."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - made by us
    _, _, width, height = map(int, root.attrib["viewBox"].split())
    image = Image.new("RGB", (width // CELL * cell, height // CELL * cell), "white")
    if family := _family(root):
        image.paste(palettes()[family]["z"], (0, 0, *image.size))
    _draw(image, root, family, cell)
    return image


def _draw(image: Image.Image, parent: ElementTree.Element, family: str, cell: int) -> None:
    for part in parent:
        if part.tag == "g":
            _draw(image, part, _family(part), cell)
            continue
        found = _TRANSFORM.fullmatch(part.attrib["transform"])
        if found is None:
            raise ValueError(f"A poster is moved in an unknown way: {part.attrib['transform']}")
        x, y, turn = (int(number or 0) for number in found.groups())
        mask = _mask(part.attrib["href"].removeprefix("#p-"), turn, cell)
        colour = palettes()[family][part.attrib["class"]]
        image.paste(colour, (x // CELL * cell, y // CELL * cell), mask)


def _family(element: ElementTree.Element) -> str:
    classes = element.attrib.get("class", "").split()
    return next((one[len("poster-") :] for one in classes if one.startswith("poster-")), "")


@cache
def palettes() -> dict[str, dict[str, str]]:
    """By family, the colour of each letter that its drawings use; `z` is the ground."""
    folder = settings.BASE_DIR / "static" / "css"
    base, parts = (
        (folder / name).read_text(encoding="utf-8") for name in ("base.css", "parts.css")
    )
    colours: dict[str, str] = {}
    for name, value in re.findall(r"--([a-z]+): (#[0-9a-f]{3,6});", base):
        colours.setdefault(name, value)
    return {
        family: {
            "z" if letter == "0" else letter: colours[name]
            for letter, name in re.findall(r"--p([0a-d]): var\(--([a-z]+)\)", rules)
        }
        for family, rules in re.findall(r"\.poster-([a-z]+) \{([^}]*)\}", parts)
    }


@cache
def _paths() -> dict[str, str]:
    shapes = ElementTree.fromstring(SHAPES)  # noqa: S314 - made by us
    return {path.attrib["id"].removeprefix("p-"): path.attrib["d"] for path in shapes.iter("path")}


@cache
def _mask(name: str, turn: int, cell: int) -> Image.Image:
    """Where a shape has its colour. `turn` in degrees clockwise."""
    size = cell * _FINER
    mask = Image.new("L", (size, size))
    draw = ImageDraw.Draw(mask)
    for outline in outlines(_paths()[name]):
        draw.polygon([(x * size / CELL, y * size / CELL) for x, y in outline], fill=255)
    return mask.rotate(-turn).resize((cell, cell), Image.Resampling.BOX)


def outlines(path: str) -> Iterator[list[Point]]:
    """The closed lines of an SVG path; arcs are circular, as all of ours are."""
    points: list[Point] = []
    x = y = 0.0
    for command, numbers in _commands(path):
        if command in "mM" and points:
            yield points
            points = []
        if command in "zZ":
            x, y = points[0]
            continue
        from_x, from_y = (x, y) if command.islower() else (0.0, 0.0)
        before = (x, y)
        if command in "hH":
            x = from_x + numbers[0]
        elif command in "vV":
            y = from_y + numbers[0]
        else:
            x, y = from_x + numbers[-2], from_y + numbers[-1]
        if command in "aA":
            points += _arc(before, (x, y), numbers[0], large=numbers[3] > 0, sweep=numbers[4] > 0)
        points.append((x, y))
    yield points


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; a letter that is left out is the one before it."""
    tokens = _TOKEN.findall(_spaced_flags(path))
    command = ""
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        count = _ARGUMENTS[command.lower()]
        yield command, [float(tokens.pop(0)) for _ in range(count)]
        command = {"m": "l", "M": "L"}.get(command, command)


def _spaced_flags(path: str) -> str:
    """Arcs may write their two flags without a space behind: `0 0140 40`."""
    return re.sub(r"([aA][\d.]+ [\d.]+ \d) ([01]) ?([01]) ?", r"\1 \2 \3 ", path)


def _arc(start: Point, end: Point, radius: float, *, large: bool, sweep: bool) -> list[Point]:
    """Points along a circle between two of its own (SVG 1.1, appendix F.6.5)."""
    (x1, y1), (x2, y2) = start, end
    half = math.dist(start, end) / 2
    height = math.sqrt(max(0.0, radius**2 - half**2))
    side = -1 if large == sweep else 1
    unit_x, unit_y = (x2 - x1) / (2 * half), (y2 - y1) / (2 * half)
    middle_x = (x1 + x2) / 2 - side * height * unit_y
    middle_y = (y1 + y2) / 2 + side * height * unit_x
    first = math.atan2(y1 - middle_y, x1 - middle_x)
    last = math.atan2(y2 - middle_y, x2 - middle_x)
    if sweep and last < first:
        last += math.tau
    elif not sweep and last > first:
        last -= math.tau
    angles = (first + (last - first) * step / _STEPS for step in range(1, _STEPS))
    return [
        (middle_x + radius * math.cos(angle), middle_y + radius * math.sin(angle))
        for angle in angles
    ]
