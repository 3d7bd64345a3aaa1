"""Pictures as they are taken in and kept: rebuilt from their pixels, never as they came.

`rebuild` turns an upload into copies (in memory), `store` writes them; `store_picture` does both.
Files that were written for a row whose transaction then rolled back, or whose row went by a way
that does not know of them, are found by `manage.py check_pictures`.
"""

import json
import logging
import secrets
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partners.models import OrganisationImage, PictureUpload
from partners.models.image import WIDTHS

log = logging.getLogger(__name__)

MAX_BYTES = 5_000_000
MAX_PICTURES = 10
MAX_UPLOADS = 20
UPLOADS_COUNT_FOR = timedelta(hours=1)
WORKER = Path(__file__).with_name("image_worker.py")
WORKER_SECONDS = 10
FOLDER = "pictures"
SETTLED_AFTER = timedelta(hours=1)

_COULD_NOT_BE_READ = (
    "The picture could not be read. Save it again as a JPEG with up to 24 megapixels and try again."
)


class PictureRefused(Exception):
    """Why a picture was not taken and what to do, worded for whoever uploaded it."""


class MediaFolderMissing(Exception):
    """The pictures' folder is not where it should be: nothing can be said about strays."""


@dataclass(frozen=True)
class RebuiltPicture:
    """A picture's copies as WebP, by width in pixels; `width` and `height` are of the widest."""

    width: int
    height: int
    copies: dict[int, bytes]


@dataclass(frozen=True)
class StoredPicture:
    """What an `OrganisationImage` keeps of a picture whose files are in place."""

    name: str
    width: int
    height: int


def store_picture(upload: File) -> StoredPicture:
    """Take in an upload: check it, rebuild it, write its copies under a random name.

    Raises:
        PictureRefused: it is none that can be taken, or there is no room for it.
    """
    return store(rebuild(upload))


@transaction.atomic
def count_upload(*, by: User) -> None:
    """Count a picture that somebody hands in, before any work is done on it.

    Their account is locked until the transaction ends, so that two at once do not pass the limit.

    Raises:
        PictureRefused: it would be one too many within an hour.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    uploads = PictureUpload.objects.filter(by=by)
    uploads.filter(at__lte=timezone.now() - UPLOADS_COUNT_FOR).delete()
    if uploads.count() >= MAX_UPLOADS:
        free_at = timezone.localtime(uploads.earliest("at").at + UPLOADS_COUNT_FOR)
        raise PictureRefused(
            f"You have uploaded {MAX_UPLOADS} pictures within an hour, which is the most. "
            f"Try again at {free_at + timedelta(minutes=1):%H:%M}."
        )
    PictureUpload.objects.create(by=by)


def rebuild(upload: File) -> RebuiltPicture:
    """The upload's copies in each width, made by a process that may crash without harm.

    Raises:
        PictureRefused: it is too large, or no still JPEG, PNG or WebP picture.
    """
    if upload.size > MAX_BYTES:
        raise PictureRefused(
            f"The picture has {upload.size / 1_000_000:.1f} MB; {MAX_BYTES // 1_000_000} MB is the "
            "most. Make it smaller and try again."
        )
    upload.open()
    return _read_answer(_ask_worker(upload.read(MAX_BYTES + 1)))


def store(picture: RebuiltPicture) -> StoredPicture:
    """Write all copies, or none.

    Raises:
        PictureRefused: the disk is full or cannot be written.
    """
    image = OrganisationImage(
        name=secrets.token_hex(16), width=picture.width, height=picture.height
    )
    try:
        for width, copy in picture.copies.items():
            default_storage.save(image.file_name(width), ContentFile(copy))
    except OSError as error:
        log.exception("a picture could not be written")
        _remove_files(_files_of(image))
        raise PictureRefused(
            "The picture could not be kept, because there is no room for it. "
            "Tell whoever looks after this site."
        ) from error
    return StoredPicture(image.name, image.width, image.height)


@transaction.atomic
def delete_picture(image: OrganisationImage) -> None:
    """Delete the row now, and its files once that is certain."""
    remove_files_on_commit([image])
    image.delete()


def remove_files_on_commit(images: Iterable[OrganisationImage]) -> None:
    """For rows that go with something else, as their organisation does."""
    files = [file for image in images for file in _files_of(image)]
    transaction.on_commit(lambda: _remove_files(files), robust=True)


@dataclass(frozen=True)
class Strays:
    """Where files and rows do not match: each is left over without the other."""

    files: list[str]
    images: list[OrganisationImage]


def find_strays() -> Strays:
    """Files without a row, and rows of which a file is missing.

    Files of the last hour are left out: their rows may not be committed yet.

    Raises:
        MediaFolderMissing: there are rows and not one file.
    """
    images = list(OrganisationImage.every.select_related("organisation").order_by("pk"))
    wanted = {file for image in images for file in _files_of(image)}
    present = _present_files()
    if wanted and not present:
        raise MediaFolderMissing(
            f"{len(images)} pictures are recorded, but their folder is empty or missing. "
            "Check that MEDIA_ROOT is the right folder."
        )
    return Strays(
        files=[file for file in sorted(present - wanted) if _is_settled(file)],
        images=[image for image in images if not present.issuperset(_files_of(image))],
    )


def remove_strays(strays: Strays) -> None:
    """Remove the files that have no row, and the rows (with what is left of their files)."""
    _remove_files(strays.files)
    for image in strays.images:
        delete_picture(image)


def _present_files() -> set[str]:
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return set()
    return {f"{FOLDER}/{name}" for name in names}


def _is_settled(file: str) -> bool:
    return default_storage.get_modified_time(file) < timezone.now() - SETTLED_AFTER


def _files_of(image: OrganisationImage) -> list[str]:
    return [image.file_name(width) for width in image.widths]


def _remove_files(files: Iterable[str]) -> None:
    """What is not there is fine; what cannot be removed is left to `check_pictures`."""
    for file in files:
        try:
            default_storage.delete(file)
        except OSError:
            log.exception("a picture's file could not be removed")


def _ask_worker(data: bytes) -> bytes:
    """What the worker answers to a file.

    It gets no environment, so that a decoder that was taken over reads no secret from it.
    """
    command = [sys.executable, "-I", str(WORKER), *map(str, WIDTHS)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=WORKER_SECONDS, env={}, check=True
        )
    except subprocess.TimeoutExpired as error:
        log.warning("a picture took longer than %s s", WORKER_SECONDS)
        raise PictureRefused(_COULD_NOT_BE_READ) from error
    except (subprocess.CalledProcessError, OSError) as error:
        log.warning("the picture worker failed: %s", type(error).__name__)
        raise PictureRefused(_COULD_NOT_BE_READ) from error
    return done.stdout


def _read_answer(answer: bytes) -> RebuiltPicture:
    """The worker's answer, believed only as far as it fits together."""
    line, _, body = answer.partition(b"\n")
    try:
        facts = json.loads(line)
        if "refused" in facts:
            raise PictureRefused(facts["refused"])
        return _cut_into_copies(int(facts["width"]), int(facts["height"]), facts["sizes"], body)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("the picture worker answered nonsense")
        raise PictureRefused(_COULD_NOT_BE_READ) from error


def _cut_into_copies(width: int, height: int, sizes: list[int], body: bytes) -> RebuiltPicture:
    widths = OrganisationImage(width=width, height=height).widths
    if sum(sizes) != len(body):
        raise ValueError("the copies are not as long as they should be")
    copies, start = {}, 0
    for copy_width, size in zip(widths, sizes, strict=True):
        copies[copy_width] = body[start : start + size]
        start += size
    return RebuiltPicture(width, height, copies)
