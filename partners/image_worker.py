"""Rebuilds one picture from its pixels. Runs as a process of its own, never inside the site.

A picture is somebody else's bytes fed to decoders written in C: what crashes, hangs or eats memory
here ends this process alone. It is told the widths on its command line, reads the file from its
standard input, and writes one line of JSON, then the copies one after the other. It imports nothing
of the project, so that it starts quickly and knows no secrets.
"""

import json
import resource
import sys
import warnings
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10

MAX_MEGAPIXELS = 24
MAX_SIDE = 10_000
WEBP_QUALITY = 80

_READABLE = ("JPEG", "PNG", "WEBP")
_MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA"}
_PNG_DEPTH_AT = 24  # signature, chunk length, “IHDR”, width, height, then bits a channel
_TURNED_BY_A_QUARTER = {5, 6, 7, 8}
_EXIF_ORIENTATION = 0x0112


class Refused(Exception):
    """Why the picture cannot be taken and what to do, worded for whoever uploaded it."""


def limit_this_process() -> None:
    """No more memory or time than a good picture needs; no files, no core dumps."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def rebuild(data: bytes, widths: Sequence[int]) -> tuple[int, int, list[bytes]]:
    """Width and height of the widest copy, and the copies as WebP, narrowest first.

    A picture narrower than a width is not blown up: its widest copy is as wide as itself.

    Raises:
        Refused: the file is none that can be taken.
    """
    picture = _open(data)
    _check(picture, data)
    try:
        widest = _widest_copy(picture, max(widths))
    except (OSError, SyntaxError, ValueError) as error:
        raise Refused(
            "The picture is damaged or incomplete. Save it again from the original and try again."
        ) from error
    return widest.width, widest.height, _copies(widest, widths)


def _open(data: bytes) -> Image.Image:
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # `_check` has its own limit, and says it in words
    try:
        return Image.open(BytesIO(data), formats=_READABLE)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Refused(
            "This cannot be read as a JPEG, PNG or WebP picture. Save it as one of these, with "
            f"{MAX_MEGAPIXELS} megapixels at the most, and try again."
        ) from error


def _check(picture: Image.Image, data: bytes) -> None:
    """Refuse by what the file says of itself, before any pixel is decoded."""
    width, height = picture.size
    if max(width, height) > MAX_SIDE:
        raise Refused(
            f"The picture is {max(width, height):,} pixels long; {MAX_SIDE:,} is the most. "
            "Make it smaller and try again."
        )
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        megapixels = -(-width * height // 1_000_000)
        raise Refused(
            f"The picture has {megapixels} megapixels; {MAX_MEGAPIXELS} is the most. "
            "Make it smaller and try again."
        )
    # A phone's JPEG may carry a second picture (MPO) for depth or brightness: the first is it.
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise Refused("The picture is animated. Choose one that stands still and try again.")
    if picture.mode == "CMYK":
        raise Refused(
            "The picture has colours for printing (CMYK). Save it with colours for screens (RGB) "
            "and try again."
        )
    if picture.mode not in _MODES or _is_16_bit(picture, data):
        raise Refused(
            "The picture has 16 bits a colour. Save it with 8 bits a colour and try again."
        )


def _is_16_bit(picture: Image.Image, data: bytes) -> bool:
    return picture.format == "PNG" and data[_PNG_DEPTH_AT] == 16


def _widest_copy(picture: Image.Image, most: int) -> Image.Image:
    """Decoded, made small, turned upright, in sRGB, on white; nothing but pixels left."""
    turned = picture.getexif().get(_EXIF_ORIENTATION) in _TURNED_BY_A_QUARTER
    across = picture.height if turned else picture.width
    scale = min(1.0, most / across)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    picture.draft("RGB", size)  # a JPEG decodes straight to a half, a quarter or an eighth
    picture.load()
    small = _resized(_with_channels(picture), size)
    upright = _in_srgb(ImageOps.exif_transpose(small), picture.info.get("icc_profile"))
    on_white = Image.new("RGB", upright.size, "white")
    on_white.paste(upright, mask=upright if upright.mode == "RGBA" else None)
    return on_white


def _with_channels(picture: Image.Image) -> Image.Image:
    """Palettes and single bits cannot be made smaller smoothly; grey and colours can."""
    if picture.mode in {"L", "RGB", "RGBA"} and "transparency" not in picture.info:
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    return picture.convert("RGBA")


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    if picture.size == size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as screens show them; a profile that cannot be read is left out of account."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if not profile:
        return picture.convert(mode)
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
        return converted or picture.convert(mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture.convert(mode)


def _copies(widest: Image.Image, widths: Sequence[int]) -> list[bytes]:
    narrower = [width for width in sorted(widths) if width < widest.width]
    copies, picture = [_as_webp(widest)], widest
    for width in reversed(narrower):
        height = max(1, round(widest.height * width / widest.width))
        picture = _resized(picture, (width, height))
        copies.insert(0, _as_webp(picture))
    return copies


def _as_webp(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.info.clear()
    picture.save(file, "WEBP", quality=WEBP_QUALITY, method=4)
    return file.getvalue()


def main() -> None:
    limit_this_process()
    widths = [int(width) for width in sys.argv[1:]]
    answer: dict[str, object]
    copies: list[bytes] = []
    try:
        width, height, copies = rebuild(sys.stdin.buffer.read(), widths)
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "The picture is too large. Make it smaller and try again."}
    else:
        answer = {"width": width, "height": height, "sizes": [len(copy) for copy in copies]}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(copies))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
