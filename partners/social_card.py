"""The picture that a link to a page is shown with where people share it: 1200 by 630 pixels."""

import unicodedata
from functools import cache, lru_cache
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from partners import posters
from partners.models import Organisation
from partners.poster_pixels import drawn

WIDTH, HEIGHT = 1200, 630
_CELL = 105
_EDGE = 60
_TEXT_WIDTH = WIDTH - 5 * _CELL - 2 * _EDGE
_INK, _MUTED, _PAPER = "#16131f", "#55506a", "#fff"
_NAME_SIZES = (72, 60, 50, 42)
_MOST_LINES = 5


def card_of(organisation: Organisation) -> bytes:
    """A partner's name and place beside its poster, as PNG."""
    families = tuple(art_form.poster_family for art_form in organisation.art_forms.all())
    drawing = posters.poster(str(organisation.pk), families, columns=5, rows=6)
    return _card(organisation.name, organisation.place_name, drawing)


def card_of_site() -> bytes:
    """For pages that are nobody's own."""
    said = "Arts and culture organisations in England that know Artsmark and work with schools"
    return _card(settings.SITE_NAME, said, posters.mosaic(5, 6))


@lru_cache(maxsize=128)
def _card(title: str, below: str, drawing: str) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    image.paste(drawn(drawing, _CELL), (WIDTH - 5 * _CELL, 0))
    draw = ImageDraw.Draw(image)
    if title != settings.SITE_NAME:
        draw.text((_EDGE, _EDGE), settings.SITE_NAME, _INK, _font("bricolage", 34))
    lines, font = _fitted(title)
    y = _EDGE + 90
    for line in lines:
        draw.text((_EDGE, y), line, _INK, font)
        y += round(font.size * 1.12)
    small = _font("figtree", 32)
    for line in _wrapped(below, small, 3):
        y += 42
        draw.text((_EDGE, y - 20), line, _MUTED, small)
    file = BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE).save(file, "PNG")
    return file.getvalue()


def _fitted(title: str) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The lines of a title in the largest letters in which it fits; the rest is cut off."""
    for size in _NAME_SIZES:
        font = _font("bricolage", size)
        lines = _wrapped(title, font, _MOST_LINES + 1)
        if len(lines) <= min(_MOST_LINES, 300 // size):
            break
    return _wrapped(title, font, _MOST_LINES), font


def _wrapped(text: str, font: ImageFont.FreeTypeFont, most: int) -> list[str]:
    """Lines that fit beside the poster; what is too long for so many ends in “…”."""
    lines: list[str] = [""]
    for word in _writable(text, font).split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= _TEXT_WIDTH:
            lines[-1] = longer
        else:
            lines.append(_cut(word, font))
    lines = [line for line in lines if line]
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(f"{lines[most - 1]} …", font, always=True)]
    return lines


def _cut(text: str, font: ImageFont.FreeTypeFont, *, always: bool = False) -> str:
    """As much of one line as fits, with “…” where something is missing."""
    if font.getlength(text) <= _TEXT_WIDTH:
        return text
    while text and font.getlength(f"{text}…") > _TEXT_WIDTH:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _writable(text: str, font: ImageFont.FreeTypeFont) -> str:
    """Without what the font cannot write; accented letters it lacks lose their accents."""
    written: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if letter.isspace() or _has(font, letter):
            written.append(letter)
        else:
            written += [plain for plain in _plain(letter) if _has(font, plain)]
    return "".join(written)


def _plain(letter: str) -> str:
    """L for Ł: what stands before “with stroke” and the like in the letter's name."""
    bare, _, mark = unicodedata.name(letter, "").partition(" WITH ")
    return unicodedata.lookup(bare) if mark else unicodedata.normalize("NFKD", letter)


def _has(font: ImageFont.FreeTypeFont, letter: str) -> bool:
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / f"{name}.woff2", size)
