"""The admin pages of the reference data: edited here, deactivated, never deleted."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.urls import reverse

from reference.models import ArtForm, KeyStage, Place, PostcodeSector
from tests.people import with_second_factor

pytestmark = pytest.mark.django_db

PAGES = [model._meta.model_name for model in apps.get_app_config("reference").get_models()]
NOT_IN_THE_ADMIN = {"postcode", "shippedrow", "shippedfile"}


@pytest.fixture
def staff(client):
    administrator = get_user_model()(
        email="admin@site.example", is_staff=True, is_superuser=True, is_active=True
    )
    administrator.save()
    client.force_login(with_second_factor(administrator))
    return client


@pytest.mark.parametrize("page", sorted(set(PAGES) - NOT_IN_THE_ADMIN))
def test_every_table_can_be_searched(staff, page):
    for address in ("", "?q=a", "?q=%25"):
        url = reverse(f"admin:reference_{page}_changelist") + address
        assert staff.get(url).status_code == 200


def test_a_label_can_be_changed_and_a_slug_cannot(staff):
    dance = ArtForm.objects.get(slug="dance")
    url = reverse("admin:reference_artform_change", args=[dance.pk])
    fields = {"label": "Dance and movement", "slug": "other", "poster_family": "dance"}
    response = staff.post(url, {**fields, "sort_order": 4, "is_active": "on", "synonyms": "jive"})
    assert response.status_code == 302
    dance.refresh_from_db()
    assert (dance.label, dance.slug, dance.synonyms) == ("Dance and movement", "dance", ["jive"])
    history = reverse("admin:reference_artform_history", args=[dance.pk])
    assert f'href="{history}"' in staff.get(url).text
    told = staff.get(history).text
    assert "admin@site.example" in told
    assert "Label (was: Dance; is now: Dance and movement)" in told


def test_nothing_is_deleted_here(staff):
    stage = KeyStage.objects.get(slug="ks2")
    url = reverse("admin:reference_keystage_delete", args=[stage.pk])
    assert staff.post(url, {"post": "yes"}).status_code == 403
    assert KeyStage.objects.filter(slug="ks2").exists()


def test_a_town_that_is_missing_can_be_added(staff):
    plymouth = PostcodeSector.objects.get(pk="PL4 8")
    fields = {
        "name": "Little Ambridge",
        "qualifier": "Devon",
        "nation": "E",
        "authority": plymouth.authority_id,
        "position": "248600, 55100",
        "population": 800,
        "aliases": "Ambridge Parva",
        "is_active": "on",
    }
    url = reverse("admin:reference_place_add")
    assert staff.post(url, {**fields, "position": "0, 0"}).status_code == 200
    assert staff.post(url, fields).status_code == 302
    assert Place.objects.get(keys__contains=["ambridge parva"]).main_key == "little ambridge"
    assert staff.post(url, fields).status_code == 200  # there is one of that name


def test_postcode_sectors_are_only_looked_up(staff):
    url = reverse("admin:reference_postcodesector_change", args=["PL4 8"])
    page = staff.get(url)
    assert page.status_code == 200
    assert b'name="_save"' not in page.content
