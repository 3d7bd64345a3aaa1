"""Pictures of a setting's evidence: agreed to, rebuilt, and seen by its own people alone."""

import io

import docx
import pytest
from django.utils import timezone
from PIL import Image

from artsmark_site.due import erase_expired
from enquiries.models import Collaboration, CollaborationPicture
from tests.factories import (
    make_collaboration,
    make_connection,
    make_evidence_picture,
    make_membership,
    make_setting,
)
from tests.partners.pictures import EXIF_MAKER, encoded, picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_setting()


@pytest.fixture
def row(school, client):
    client.force_login(make_connection(setting=school).user)
    return make_collaboration(setting=school)


def address(row, *more):
    parts = ("my/setting", row.setting_id, "collaborations", row.pk, "pictures", *more)
    return "/" + "/".join(str(part) for part in parts) + "/"


def add(client, row, **fields):
    said = {"alt_text": "Prints on a line.", "permission_confirmed": "on", "file": upload()}
    return client.post(address(row), {**said, **fields})


def test_it_is_rebuilt_and_described_and_agreed_to(client, row):
    secret = Image.Exif()
    secret[EXIF_MAKER] = "Zyxwort"
    data = encoded(picture(1600, 1200), "JPEG", exif=secret)
    assert add(client, row, file=upload(data)).status_code == 302
    kept = CollaborationPicture.objects.get()
    assert (kept.width, kept.height) == (704, 528)
    with Image.open(io.BytesIO(bytes(kept.webp))) as image:
        assert (image.format, image.size) == ("WEBP", (704, 528))
    assert b"Zyxwort" not in bytes(kept.webp)
    response = client.get(address(row, kept.pk))
    assert (response["Content-Type"], response.content) == ("image/webp", bytes(kept.webp))


@pytest.mark.parametrize(
    ("field", "value"),
    [("permission_confirmed", ""), ("alt_text", ""), ("file", upload(b"%PDF-1.4"))],
)
def test_what_is_no_picture_or_was_not_agreed_to_is_refused(client, row, field, value):
    answer = add(client, row, **{field: value})
    assert field in answer.context["form"].errors
    assert not CollaborationPicture.objects.exists()


def test_three_are_the_most_and_one_can_be_removed(client, row):
    for _ in range(3):
        make_evidence_picture(collaboration=row)
    assert "Remove one first" in add(client, row).text
    first = CollaborationPicture.objects.first()
    assert client.get(address(row, first.pk, "remove")).status_code == 405
    client.post(address(row, first.pk, "remove"))
    assert CollaborationPicture.objects.count() == 2


def test_nobody_else_sees_it_not_even_the_partner(client, row):
    kept = make_evidence_picture(collaboration=row)
    elsewhere = make_collaboration(setting=row.setting)
    assert client.get(address(elsewhere, kept.pk)).status_code == 404
    for user in (make_membership(organisation=row.organisation).user, make_connection().user):
        client.force_login(user)
        assert client.get(address(row, kept.pk)).status_code == 404
        assert client.post(address(row, kept.pk, "remove")).status_code == 404
    assert CollaborationPicture.objects.exists()


def test_it_stands_in_the_word_document_with_what_it_shows(client, row):
    make_evidence_picture(collaboration=row)
    response = client.get(f"/my/setting/{row.setting_id}/evidence.docx")
    document = docx.Document(io.BytesIO(response.content))
    assert len(document.inline_shapes) == 1
    assert "A day of printing: Prints." in [one.text for one in document.paragraphs]


def test_it_goes_with_the_words_after_six_years(row):
    make_evidence_picture(collaboration=row)
    young = make_evidence_picture()
    long_ago = timezone.localdate().replace(year=timezone.localdate().year - 7, day=1)
    Collaboration.objects.filter(pk=row.pk).update(first_on=long_ago)
    erase_expired()
    assert CollaborationPicture.objects.get() == young
