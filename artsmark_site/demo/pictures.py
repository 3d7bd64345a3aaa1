"""Cut-paper pictures for the demo, drawn from a seed: the same seed gives the same picture.

They stand where an organisation's photograph would. Their description says what they show.
"""

import math
import random
from collections.abc import Callable
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from partners.images import StoredPicture, store_picture

WIDTH, HEIGHT = 1408, 1056  # the sheet that a scene is drawn on
_SMALLER = 2  # the picture is half as wide and high, with smooth edges

type Paper = ImageDraw.ImageDraw
type Scene = Callable[[Paper, random.Random], None]

INK, CHALK = "#16131f", "#fdf3e1"
BRIGHT = ["#2a2ac8", "#f2563c", "#ffc531", "#ffa9c6", "#9ad3f2", "#0e8a5c", "#cdbdf9", "#7fd6a8"]


def draw(seed: str, art_form: str) -> tuple[StoredPicture, str]:
    """Draw a scene that suits the art form, store it, and say what it shows."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    scene, description = chance.choice(_SCENES.get(art_form, _ANY_SCENE))
    image = Image.new("RGB", (WIDTH, HEIGHT), CHALK)
    scene(ImageDraw.Draw(image), chance)
    file = BytesIO()
    image.reduce(_SMALLER).save(file, "PNG", compress_level=1)
    return store_picture(ContentFile(file.getvalue())), f"Cut-paper picture: {description}."


def _disc(paper: Paper, x: float, y: float, radius: float, colour: str) -> None:
    paper.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _colours(chance: random.Random, count: int) -> list[str]:
    return chance.sample(BRIGHT, count)


def _boats(paper: Paper, chance: random.Random) -> None:
    sky, sun, sea, *sails = _colours(chance, 6)
    paper.rectangle((0, 0, WIDTH, HEIGHT), fill=sky)
    _disc(paper, chance.randint(250, 1150), 270, 140, sun)
    paper.rectangle((0, 680, WIDTH, HEIGHT), fill=sea)
    for index, sail in enumerate(sails):
        x, y = 230 + index * 420 + chance.randint(-60, 60), 690 + chance.randint(-10, 120)
        paper.polygon([(x, y - 20), (x, y - 340), (x + 190, y - 20)], fill=sail)
        paper.polygon([(x - 20, y - 20), (x - 20, y - 260), (x - 130, y - 20)], fill=CHALK)
        paper.chord((x - 170, y - 110, x + 230, y + 110), 0, 180, fill=INK)


def _hills(paper: Paper, chance: random.Random) -> None:
    sky, sun, *slopes = _colours(chance, 6)
    paper.rectangle((0, 0, WIDTH, HEIGHT), fill=sky)
    _disc(paper, chance.randint(300, 1100), 300, 160, sun)
    for index, slope in enumerate(slopes):
        top = 440 + index * 140
        x = chance.randint(-200, 900)
        paper.ellipse((x - 700, top, x + 1300, top + 1400), fill=slope)
    for _ in range(5):
        x, y = chance.randint(100, 1300), chance.randint(820, 960)
        paper.polygon([(x - 60, y), (x, y - 190), (x + 60, y)], fill=INK)


def _street(paper: Paper, chance: random.Random) -> None:
    sky, *walls = _colours(chance, 6)
    paper.rectangle((0, 0, WIDTH, HEIGHT), fill=sky)
    for index, wall in enumerate(walls):
        x, top = 40 + index * 270, chance.randint(360, 620)
        paper.polygon([(x, top), (x + 125, top - 150), (x + 250, top)], fill=INK)
        paper.rectangle((x, top, x + 250, HEIGHT), fill=wall)
        for row in range(2):
            for column in range(2):
                left, up = x + 45 + column * 95, top + 60 + row * 140
                paper.rectangle((left, up, left + 65, up + 85), fill=CHALK)


def _stage(paper: Paper, chance: random.Random) -> None:
    back, curtain, floor, light, *figures = _colours(chance, 7)
    paper.rectangle((0, 0, WIDTH, HEIGHT), fill=back)
    paper.polygon([(704, 0), (330, 850), (1078, 850)], fill=light)
    paper.rectangle((0, 850, WIDTH, HEIGHT), fill=floor)
    for index, figure in enumerate(figures):
        x, height = 500 + index * 200, chance.randint(230, 360)
        paper.polygon([(x - 80, 880), (x, 880 - height), (x + 80, 880)], fill=figure)
        _disc(paper, x, 860 - height, 52, INK)
    for fold in range(4):
        shade = curtain if fold % 2 == 0 else INK
        paper.rectangle((fold * 70, 0, fold * 70 + 70, 850 - fold * 90), fill=shade)
        right = WIDTH - fold * 70
        paper.rectangle((right - 70, 0, right, 850 - fold * 90), fill=shade)


def _arches(paper: Paper, chance: random.Random) -> None:
    wall, *colours = _colours(chance, 7)
    paper.rectangle((0, 0, WIDTH, HEIGHT), fill=wall)
    for index in range(4):
        x, outer, inner = 60 + index * 330, colours[index], colours[(index + 2) % len(colours)]
        _arch(paper, x, 300, 290, outer)
        _arch(paper, x + 70, 430, 150, inner)
    paper.rectangle((0, 960, WIDTH, HEIGHT), fill=INK)


def _arch(paper: Paper, x: float, top: float, width: float, colour: str) -> None:
    paper.pieslice((x, top, x + width, top + width), 180, 360, fill=colour)
    paper.rectangle((x, top + width / 2, x + width, 960), fill=colour)


def _books(paper: Paper, chance: random.Random) -> None:
    wall, *covers = _colours(chance, 8)
    paper.rectangle((0, 0, WIDTH, HEIGHT), fill=wall)
    for shelf in (500, 980):
        x = 60
        while x < 1280:
            width, height = chance.randint(60, 130), chance.randint(250, 390)
            cover = chance.choice(covers)
            paper.rectangle((x, shelf - height, x + width, shelf), fill=cover)
            band = shelf - height + 50
            paper.rectangle((x, band, x + width, band + 26), fill=CHALK)
            x += width + 8
        paper.rectangle((0, shelf, WIDTH, shelf + 36), fill=INK)


def _kites(paper: Paper, chance: random.Random) -> None:
    sky, ground, *kites = _colours(chance, 6)
    paper.rectangle((0, 0, WIDTH, HEIGHT), fill=sky)
    paper.ellipse((-300, 850, 1700, 1500), fill=ground)
    for index, kite in enumerate(kites):
        x, y, size = 210 + index * 330, chance.randint(220, 520), chance.randint(110, 160)
        paper.line([(x, y), (704, 1000)], fill=INK, width=5)
        corners = [(x, y - size), (x + size * 0.7, y), (x, y + size * 1.3), (x - size * 0.7, y)]
        paper.polygon(corners, fill=kite)
        paper.polygon([corners[0], corners[1], (x, y)], fill=CHALK)


def _sound(paper: Paper, chance: random.Random) -> None:
    back, *rings = _colours(chance, 6)
    paper.rectangle((0, 0, WIDTH, HEIGHT), fill=back)
    for x, y in ((330, 700), (1050, 420)):
        for index, ring in enumerate(rings):
            _disc(paper, x, y, 390 - index * 75, ring)
        _disc(paper, x, y, 40, INK)


def _dancers(paper: Paper, chance: random.Random) -> None:
    back, floor, *skirts = _colours(chance, 6)
    paper.rectangle((0, 0, WIDTH, HEIGHT), fill=back)
    paper.ellipse((-200, 820, 1600, 1300), fill=floor)
    for index, skirt in enumerate(skirts):
        x, lean = 220 + index * 320, chance.choice([-50, 50])
        paper.pieslice((x - 170, 430, x + 170, 970), 50, 130, fill=skirt)
        paper.line([(x - lean, 360), (x, 720)], fill=INK, width=34)
        paper.line([(x - lean, 430), (x + lean * 3, 300)], fill=INK, width=24)
        _disc(paper, x - lean, 320, 56, INK)


def _reel(paper: Paper, chance: random.Random) -> None:
    back, wheel, *spots = _colours(chance, 6)
    paper.rectangle((0, 0, WIDTH, HEIGHT), fill=back)
    for x, y, radius in ((480, 480, 330), (1040, 650, 230)):
        _disc(paper, x, y, radius, wheel)
        for index in range(5):
            angle = math.tau * index / 5 + 0.3
            spot_x, spot_y = x + math.cos(angle) * radius * 0.6, y + math.sin(angle) * radius * 0.6
            _disc(paper, spot_x, spot_y, radius * 0.22, spots[index % len(spots)])
        _disc(paper, x, y, radius * 0.14, INK)


_BOATS = (_boats, "sailing boats on the sea under a round sun")
_HILLS = (_hills, "rounded hills with dark fir trees and a low sun")
_STREET = (_street, "a street of tall houses in bright colours")
_STAGE = (_stage, "three figures in a spotlight between striped curtains")
_ARCHES = (_arches, "a row of arches, one inside another")
_BOOKS = (_books, "two full bookshelves")
_KITES = (_kites, "four kites on their strings above a round hill")
_SOUND = (_sound, "two circles of rings, spreading like sound")
_DANCERS = (_dancers, "four dancers in a row")
_REEL = (_reel, "two film reels")
_ANY_SCENE = [_BOATS, _HILLS, _STREET, _KITES]
_SCENES: dict[str, list[tuple[Scene, str]]] = {
    "theatre-drama": [_STAGE],
    "museums-galleries": [_ARCHES, _STREET],
    "heritage-archives": [_STREET, _ARCHES, _BOATS],
    "libraries": [_BOOKS],
    "literature": [_BOOKS],
    "music": [_SOUND],
    "dance": [_DANCERS],
    "film-digital": [_REEL],
    "circus-outdoor": [_KITES],
}
