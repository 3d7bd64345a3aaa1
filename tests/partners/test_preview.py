"""Staff see a profile as it will be, before anybody else does."""

import pytest

from tests.factories import make_offer, make_organisation
from tests.partners.admin_pages import ORGANISATIONS, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db


def preview_of(organisation):
    return f"{ORGANISATIONS}{organisation.pk}/preview/"


def test_a_draft_is_shown_as_it_will_be_and_says_what_it_lacks(admin_client, client):
    draft = make_organisation(name="The Salt Loft", listing_state="draft")
    make_offer(organisation=draft, title="Clay and fire")
    make_offer(organisation=draft, title="Not approved", state="draft")
    its_page = admin_client.get(f"{ORGANISATIONS}{draft.pk}/change/")
    assert preview_of(draft) in its_page.content.decode()
    response = admin_client.get(preview_of(draft))
    text = text_of(response)
    assert "Visitors do not see this profile: its profile is not approved (draft)" in text
    assert "Clay and fire" in text
    assert "Not approved" not in text
    assert "no-store" in response["Cache-Control"]
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_of_what_is_public_it_is_the_page_itself(admin_client, client):
    partner = make_organisation()
    make_offer(organisation=partner)
    public = client.get(partner.get_absolute_url())
    as_seen_by_staff = text_of(admin_client.get(preview_of(partner)))
    assert as_seen_by_staff.replace("Your pages", "Sign in") == text_of(public)
    assert "Preview for staff" not in text_of(public)


def test_nobody_else_sees_it(client):
    draft = make_organisation(listing_state="draft")
    assert client.get(preview_of(draft)).status_code == 302
    client.force_login(with_second_factor(make_person("s@site.example", is_staff=True)))
    assert client.get(preview_of(draft)).status_code == 404
    assert client.get(f"{ORGANISATIONS}999999/preview/").status_code in (403, 404)
