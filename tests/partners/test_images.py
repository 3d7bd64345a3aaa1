"""Pictures: what is taken, what is refused and how, and that files and rows stay together."""

import re
import resource
import time
import zlib
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from PIL import Image, ImageCms

from accounts.models import User
from partners import images
from partners.images import PictureRefused, delete_picture, rebuild, store_picture
from partners.models import OrganisationImage, PictureUpload
from tests.factories import make_image, make_organisation
from tests.partners.pictures import (
    EXIF_GPS,
    EXIF_MAKER,
    EXIF_ORIENTATION,
    animated,
    encoded,
    picture,
    png_of_16_bit_colours,
    upload,
    with_png_chunk,
)

FOLDER = "pictures"


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(media: Path) -> list[str]:
    return sorted(path.name for path in (media / FOLDER).glob("*"))


def widest(data: bytes) -> Image.Image:
    rebuilt = rebuild(upload(data))
    return Image.open(BytesIO(rebuilt.copies[rebuilt.width]))


# --- What is taken --------------------------------------------------------------------------


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_four_webp_files(media, file_format):
    stored = store_picture(upload(encoded(picture(1600, 1200), file_format)))

    assert re.fullmatch("[0-9a-f]{32}", stored.name)
    assert (stored.width, stored.height) == (1408, 1056)
    assert files(media) == [f"{stored.name}-{width}.webp" for width in (1408, 160, 352, 704)]
    for width in (160, 352, 704, 1408):
        with Image.open(media / FOLDER / f"{stored.name}-{width}.webp") as copy:
            assert (copy.format, copy.size) == ("WEBP", (width, width * 3 // 4))


@pytest.mark.parametrize(
    ("width", "widths"), [(1, [1]), (160, [160]), (500, [160, 352, 500]), (704, [160, 352, 704])]
)
def test_a_small_picture_is_not_enlarged(width, widths):
    rebuilt = rebuild(upload(encoded(picture(width, 300))))
    assert list(rebuilt.copies) == widths
    assert (rebuilt.width, rebuilt.height) == (width, 300)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_greys_palettes_and_transparency_are_taken(mode):
    assert widest(encoded(picture(mode=mode))).mode == "RGB"


def test_what_was_transparent_becomes_white():
    see_through = Image.new("RGBA", (400, 300), (200, 0, 0, 0))
    assert min(widest(encoded(see_through)).getpixel((200, 150))) > 250


def test_a_phone_s_picture_stands_upright():
    sideways = Image.new("RGB", (600, 400), "red")
    sideways.paste("blue", (0, 0, 300, 400))  # the left half, which is the top one
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6

    upright = widest(encoded(sideways, "JPEG", exif=exif))

    assert upright.size == (400, 600)
    assert upright.getpixel((200, 100))[2] > 200
    assert upright.getpixel((200, 500))[0] > 200


def test_a_jpeg_with_a_second_picture_for_depth_is_taken():
    assert widest(encoded(picture(), "MPO", save_all=True, append_images=[picture()])).width == 800


def test_colours_of_a_profile_become_those_of_screens():
    swapped = ImageCms.createProfile("LAB")
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = widest(encoded(picture(), "JPEG"))
    assert widest(encoded(picture(), "JPEG", icc_profile=wide)).size == plain.size
    broken = ImageCms.ImageCmsProfile(swapped).tobytes()[:100]
    assert widest(encoded(picture(), "JPEG", icc_profile=broken)).size == plain.size


def test_nothing_but_pixels_is_left():
    exif = Image.Exif()
    exif[EXIF_MAKER] = "MARKER-MAKER"
    exif.get_ifd(EXIF_GPS)[29] = "MARKER-GPS"
    data = encoded(
        picture(),
        "JPEG",
        exif=exif,
        comment=b"MARKER-COMMENT",
        xmp=b"<x:xmpmeta>MARKER-XMP</x:xmpmeta>",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    data += b"MARKER-TAIL <script>alert(1)</script>"

    for copy in rebuild(upload(data)).copies.values():
        assert b"MARKER" not in copy
        chunks = set(re.findall(rb"EXIF|XMP |ICCP|VP8X|ANIM", copy[:64]))
        assert not chunks
        with Image.open(BytesIO(copy)) as image:
            assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()


def test_the_name_of_the_upload_means_nothing(media):
    for name in ("../../etc/passwd", "a.php.jpg", "x" * 300 + ".jpg", "CON"):
        store_picture(upload(encoded(picture(60, 40)), name=name))
    assert all(re.fullmatch(r"[0-9a-f]{32}-\d+\.webp", name) for name in files(media))


# --- What is refused ------------------------------------------------------------------------

ANOTHER_FORMAT = "cannot be read as a JPEG, PNG or WebP"
BAD_FILES = {
    "nothing": (lambda: b"", ANOTHER_FORMAT),
    "81 megapixels": (lambda: encoded(Image.new("1", (9000, 9000))), "81 megapixels; 24 is the"),
    "13,000 a side": (lambda: encoded(Image.new("1", (13000, 13000))), "10,000 is the most"),
    "20,000 by 1": (lambda: encoded(Image.new("L", (20000, 1))), "20,000 pixels long"),
    "a large WebP": (
        lambda: encoded(Image.new("RGB", (9000, 9000)), "WEBP", lossless=True, method=0),
        "24 megapixels at the most",
    ),
    "an animated PNG": (lambda: animated("PNG"), "animated"),
    "an animated WebP": (lambda: animated("WEBP"), "animated"),
    "a GIF": (lambda: animated("GIF"), ANOTHER_FORMAT),
    "colours for printing": (lambda: encoded(picture(mode="CMYK"), "JPEG"), "CMYK"),
    "16-bit greys": (lambda: encoded(Image.new("I;16", (64, 64))), "16 bits"),
    "16-bit colours": (png_of_16_bit_colours, "16 bits"),
    "half a JPEG": (lambda: encoded(picture(), "JPEG")[:50_000], "damaged or incomplete"),
    "half a PNG": (lambda: encoded(picture())[:50_000], "damaged or incomplete"),
    "half a WebP": (lambda: encoded(picture(), "WEBP")[:50_000], ANOTHER_FORMAT),
    "a TIFF": (lambda: encoded(picture(), "TIFF"), ANOTHER_FORMAT),
    "an SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", ANOTHER_FORMAT),
    "a PSD": (lambda: b"8BPS\0\1" + b"\0" * 200, ANOTHER_FORMAT),
    "an EPS": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", ANOTHER_FORMAT),
    "a page": (lambda: b"<!doctype html><title>x</title>", ANOTHER_FORMAT),
    "a profile that swells": (
        lambda: with_png_chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 50_000_000)),
        ANOTHER_FORMAT,
    ),
    "a text that swells": (
        lambda: with_png_chunk(b"zTXt", b"x\0\0" + zlib.compress(b"\0" * 50_000_000)),
        ANOTHER_FORMAT,
    ),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_refused_in_words_and_quickly(media, kind):
    make, words = BAD_FILES[kind]
    file = upload(make())
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()

    with pytest.raises(PictureRefused, match=re.escape(words)) as refusal:
        store_picture(file)

    assert "again" in str(refusal.value)
    assert time.perf_counter() - started < 2  # 0.2 s on its own; the tests run side by side
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 10_000  # kibibytes
    assert not files(media)


def test_a_file_of_more_than_5_mb_is_not_even_read():
    with pytest.raises(PictureRefused, match=r"6\.0 MB; 5 MB is the most"):
        rebuild(upload(b"\xff\xd8" + b"\0" * 6_000_000))


WORKERS_THAT_FAIL = {
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "never ends": "import time; time.sleep(60)",
    "eats memory": (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**27, 2**27)); bytearray(2**28)"
    ),
    "says nothing": "",
    "says nonsense": "print('[1, 2')",
    "lies about sizes": """print('{"width": 800, "height": 1, "sizes": [1, 2, 3]}')""",
}


@pytest.mark.parametrize("kind", WORKERS_THAT_FAIL)
def test_a_worker_that_fails_refuses_the_picture(tmp_path, monkeypatch, kind):
    worker = tmp_path / "worker.py"
    worker.write_text(WORKERS_THAT_FAIL[kind])
    monkeypatch.setattr(images, "WORKER", worker)
    monkeypatch.setattr(images, "WORKER_SECONDS", 1)
    with pytest.raises(PictureRefused, match="could not be read"):
        rebuild(upload())


def test_the_worker_knows_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "MARKER")
    worker = tmp_path / "worker.py"
    worker.write_text("import json, os; print(json.dumps({'refused': repr(dict(os.environ))}))")
    monkeypatch.setattr(images, "WORKER", worker)
    with pytest.raises(PictureRefused) as said:
        rebuild(upload())
    assert "MARKER" not in str(said.value)


def test_a_full_disk_is_said_and_leaves_no_half_files(media):
    rebuilt = rebuild(upload())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    room = len(rebuilt.copies[704]) // 2  # for the smallest copy, and half of the next
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(PictureRefused, match="no room"):
            images.store(rebuilt)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not files(media)


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_do_not_pass_the_hour_s_limit():
    person = User.objects.create_user("officer@site.example")
    for _ in range(images.MAX_UPLOADS - 1):
        PictureUpload.objects.create(by=person)
    start, refused = Barrier(4), []

    def hand_in() -> None:
        start.wait()
        try:
            images.count_upload(by=person)
        except PictureRefused as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=hand_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (PictureUpload.objects.count(), len(refused)) == (images.MAX_UPLOADS, 3)


# --- Files and rows -------------------------------------------------------------------------


@pytest.mark.django_db
def test_files_go_once_the_row_is_gone_for_certain(media, django_capture_on_commit_callbacks):
    image = make_image()
    with django_capture_on_commit_callbacks() as callbacks:
        delete_picture(image)
    assert not OrganisationImage.objects.exists()
    assert len(files(media)) == 3

    for callback in callbacks:
        callback()
    assert not files(media)


@pytest.mark.django_db
def test_what_matches_is_not_reported():
    make_image()
    out = StringIO()
    call_command("check_pictures", stdout=out)
    assert out.getvalue() == "files=0 rows=0 removed=no\n"


@pytest.mark.django_db
def test_leftovers_are_reported_and_removed_both_ways(
    media, time_machine, django_capture_on_commit_callbacks
):
    kept, broken = make_image(), make_image(organisation=make_organisation(name="Kiln"))
    default_storage.delete(broken.file_name(352))
    stray = store_picture(upload(encoded(picture(300, 200))))
    time_machine.move_to(timezone.now() + timedelta(hours=2))

    out = StringIO()
    call_command("check_pictures", stdout=out)
    assert f"no row: pictures/{stray.name}-300.webp" in out.getvalue()
    assert f"no file: picture {broken.pk} of Kiln" in out.getvalue()
    assert len(files(media)) == 7

    with django_capture_on_commit_callbacks(execute=True):
        call_command("check_pictures", "--remove", stdout=out)
    assert files(media) == [f"{kept.name}-{width}.webp" for width in (160, 352, 704)]
    assert list(OrganisationImage.objects.all()) == [kept]


@pytest.mark.django_db
def test_a_file_just_written_is_left_alone():
    store_picture(upload())
    assert images.find_strays().files == []


@pytest.mark.django_db
def test_a_missing_folder_removes_no_rows(media):
    image = make_image()
    for width in image.widths:
        default_storage.delete(image.file_name(width))
    with pytest.raises(CommandError, match="MEDIA_ROOT"):
        call_command("check_pictures", "--remove")
    assert OrganisationImage.objects.exists()


# --- Who sees them --------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_picture_is_served_as_a_picture_and_nothing_else(client):
    image = make_image()
    response = client.get(image.url(352))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert b"".join(response.streaming_content).startswith(b"RIFF")


@pytest.mark.django_db
def test_only_staff_see_a_picture_before_its_organisation_is_public(client, admin_client):
    draft = make_organisation(listing_state="draft")
    image = make_image(organisation=draft)
    assert client.get(image.url(352)).status_code == 404
    response = admin_client.get(image.url(352))
    assert response.status_code == 200
    response.close()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["-353.webp", "-00352.webp", ".webp", "-352.webp/../x", "-352.svg"]
)
def test_only_the_files_of_a_picture_are_served(client, path):
    image = make_image()
    assert client.get(f"{settings.MEDIA_URL}pictures/{image.name}{path}").status_code == 404
