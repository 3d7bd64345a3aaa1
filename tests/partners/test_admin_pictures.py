"""Pictures and venues, entered on their organisation's page."""

import re
import resource

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from accounts.models import User
from partners import images
from partners.models import Organisation, OrganisationImage, PictureUpload, Venue
from tests.factories import make_image, make_organisation
from tests.partners.admin_pages import ORGANISATIONS, messages_of, submit, text_of
from tests.partners.pictures import encoded, picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation()


def page_of(organisation: Organisation) -> str:
    return f"{ORGANISATIONS}{organisation.pk}/change/"


def new_picture(number: int = 0, **fields):
    """The fields of one more picture on the page, as a browser names them."""
    given = {
        "file": upload(encoded(picture(400, 300), "JPEG")),
        "alt_text": "Two pupils print a poster.",
        "permission_confirmed": "on",
        "position_in_list": "0",
        "id": "",
    } | fields
    named = {f"images-{number}-{name}": value for name, value in given.items()}
    return named | {"images-TOTAL_FORMS": str(number + 1)}


def files(media):
    return sorted(path.name for path in media.glob("pictures/*"))


def errors_of(response, prefix="images"):
    [formset] = [
        one.formset
        for one in response.context["inline_admin_formsets"]
        if one.formset.prefix == prefix
    ]
    return formset


def test_a_picture_is_added_and_shown(admin_client, client, organisation, media):
    submit(admin_client, page_of(organisation), **new_picture(credit="Kay Jones"))

    image = OrganisationImage.objects.get()
    assert (image.width, image.height, image.credit) == (400, 300, "Kay Jones")
    assert files(media) == [f"{image.name}-{width}.webp" for width in (160, 352, 400)]
    page = admin_client.get(page_of(organisation)).content.decode()
    assert f'<img class="thumbnail" src="{image.src}"' in page
    assert b"".join(client.get(image.src).streaming_content).startswith(b"RIFF")


def test_a_picture_comes_with_a_new_organisation(admin_client):
    submit(admin_client, f"{ORGANISATIONS}add/", name="The Salt Loft", **new_picture())
    assert OrganisationImage.objects.get().organisation.name == "The Salt Loft"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("alt_text", " ", "is needed."),
        ("alt_text", "x" * 251, "1 character too long"),
        ("permission_confirmed", None, "Confirm that everybody in the picture agreed"),
        ("file", upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "JPEG, PNG or WebP"),
        ("file", upload(encoded(Image.new("1", (9000, 9000)))), "81 megapixels; 24 is the most"),
        ("file", "", "“Picture” is needed."),
    ],
)
def test_a_refusal_stands_beside_its_field(admin_client, organisation, media, field, value, words):
    response = submit(admin_client, page_of(organisation), **new_picture(**{field: value}))
    [errors] = errors_of(response).errors
    assert words in errors[field][0]
    assert words in text_of(response)
    assert not OrganisationImage.objects.exists()
    assert not files(media)


def test_an_error_elsewhere_writes_no_file(admin_client, organisation, media):
    response = submit(admin_client, page_of(organisation), travel_miles="300", **new_picture())
    [errors] = errors_of(response).errors
    assert errors == {"file": ["Choose this picture again: nothing was saved yet."]}
    assert not files(media)


def test_the_description_of_a_picture_can_be_changed(admin_client, organisation, media):
    image = make_image(organisation=organisation)
    before = files(media)
    submit(admin_client, page_of(organisation), **{"images-0-alt_text": "Pots in a kiln."})
    changed = OrganisationImage.objects.get()
    assert (changed.alt_text, changed.name) == ("Pots in a kiln.", image.name)
    assert files(media) == before


def test_a_permission_taken_back_takes_the_picture_off(admin_client, organisation):
    make_image(organisation=organisation)
    response = submit(
        admin_client, page_of(organisation), **{"images-0-permission_confirmed": None}
    )
    assert "Confirm that everybody" in text_of(response)


def test_deleting_removes_the_files(
    admin_client, organisation, media, django_capture_on_commit_callbacks
):
    make_image(organisation=organisation)
    with django_capture_on_commit_callbacks(execute=True):
        submit(admin_client, page_of(organisation), **{"images-0-DELETE": "on"})
    assert not OrganisationImage.objects.exists()
    assert not files(media)


def test_an_eleventh_picture_is_refused_and_one_may_take_another_s_place(
    admin_client, organisation
):
    for _ in range(10):
        make_image(organisation=organisation)
    eleventh = new_picture(10)

    response = submit(admin_client, page_of(organisation), **eleventh)
    assert "10 pictures at the most" in str(errors_of(response).non_form_errors())
    assert OrganisationImage.objects.count() == 10

    submit(admin_client, page_of(organisation), **new_picture(10), **{"images-0-DELETE": "on"})
    assert OrganisationImage.objects.count() == 10


def test_one_account_uploads_twenty_pictures_an_hour(
    admin_client, admin_user, organisation, media, time_machine
):
    PictureUpload.objects.create(by=User.objects.create_user("other@site.example"))
    for _ in range(19):
        PictureUpload.objects.create(by=admin_user)
    refused = {"file": upload(b"no picture")}
    submit(admin_client, page_of(organisation), **new_picture(**refused))  # it counts, too

    response = submit(admin_client, page_of(organisation), **new_picture())
    [errors] = errors_of(response).errors
    assert "20 pictures within an hour" in errors["file"][0]
    assert not files(media)

    time_machine.move_to(timezone.now() + images.UPLOADS_COUNT_FOR)
    admin_client.logout()
    admin_client.force_login(admin_user)
    submit(admin_client, page_of(organisation), **new_picture())
    assert OrganisationImage.objects.count() == 1
    assert PictureUpload.objects.filter(by=admin_user).count() == 1


def test_the_organisation_is_locked_while_its_pictures_are_counted(admin_client, organisation):
    with CaptureQueriesContext(connection) as queries:
        submit(admin_client, page_of(organisation), **new_picture())
    locked = [
        query["sql"]
        for query in queries
        if re.search(r'FROM "partners_organisation".*FOR NO KEY UPDATE', query["sql"])
    ]
    assert locked


def test_a_full_disk_saves_nothing_and_says_so(admin_client, organisation, media):
    fields = new_picture()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        response = submit(admin_client, page_of(organisation), summary="Not kept.", **fields)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "no room for it" in messages_of(response)[0]
    assert not files(media)
    organisation.refresh_from_db()
    assert organisation.summary != "Not kept."


# --- Venues ---------------------------------------------------------------------------------


def new_venue(**fields):
    given = {"name": "The Kiln", "postcode": "pl48aa", "receives_visits": "on", "id": ""} | fields
    return {f"venues-0-{name}": value for name, value in given.items()} | {
        "venues-TOTAL_FORMS": "1"
    }


def test_a_venue_is_entered_and_placed(admin_client, organisation):
    submit(admin_client, page_of(organisation), **new_venue())
    venue = Venue.objects.get()
    assert venue.postcode == "PL4 8AA"
    assert venue.position
    assert venue.authority.slug == "plymouth"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("postcode", "CF10 1AA", "is in Wales"),
        ("postcode", "", "“Postcode” is needed."),
        ("name", "", "“Name” is needed."),
    ],
)
def test_a_venue_needs_a_name_and_a_place(admin_client, organisation, field, value, words):
    response = submit(admin_client, page_of(organisation), **new_venue(**{field: value}))
    [errors] = errors_of(response, "venues").errors
    assert words in errors[field][0]
