"""Files for the picture tests: good ones, and ones made to harm."""

import struct
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

EXIF_ORIENTATION = 0x0112
EXIF_MAKER = 0x010F
EXIF_GPS = 0x8825


def encoded(image: Image.Image, file_format: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def picture(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Noise, so that a copy of it has some size."""
    return Image.effect_noise((width, height), 80).convert(mode)


def upload(data: bytes | None = None, name: str = "picture.jpg") -> SimpleUploadedFile:
    """What a form hands over; without data, a good JPEG."""
    return SimpleUploadedFile(name, encoded(picture(), "JPEG") if data is None else data)


def animated(file_format: str, frames: int = 40) -> bytes:
    first, *others = [Image.new("RGB", (64, 64), (6 * n, 0, 0)) for n in range(frames)]
    return encoded(first, file_format, save_all=True, append_images=others)


def with_png_chunk(kind: bytes, content: bytes) -> bytes:
    """A good PNG with one more chunk right after its header."""
    png, header_ends = encoded(picture()), 33
    checked = kind + content
    chunk = struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))
    return png[:header_ends] + chunk + png[header_ends:]


def png_of_16_bit_colours() -> bytes:
    header = struct.pack(">IIBBBBB", 8, 8, 16, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\1\2" * 24) * 8)
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, content in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")):
        parts += [struct.pack(">I", len(content)), kind, content]
        parts.append(struct.pack(">I", zlib.crc32(kind + content)))
    return b"".join(parts)
