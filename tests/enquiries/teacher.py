"""Somebody at a school who asks, page by page, as a browser without JavaScript would."""

from django.test import Client

from enquiries.models import Enquiry
from partners.models import Organisation
from reference.models import KeyStage, LocalAuthority
from tests.factories import make_membership, make_organisation
from tests.letters import delivered, links

EMAIL = "tess@school.example"
ANSWERS = {
    "what": {"purpose": "A day of printing for our local history topic."},
    "pupils": {"years": "Year 4 and Year 5", "pupils": "28"},
    "when": {"when": "The week of 3 March", "budget": "under-500"},
    "school": {"setting_name": "Mill Road Primary", "urn": "123456"},
    "you": {"name": "Tess Teacher", "email": EMAIL},
}


def partner(name: str = "", **fields: object) -> Organisation:
    """One that can be reached."""
    organisation = make_organisation(name=name, **fields)
    make_membership(organisation=organisation)
    return organisation


def answers(slug: str) -> dict[str, object]:
    found: dict[str, object] = dict(ANSWERS[slug])
    if slug == "pupils":
        found["key_stages"] = [KeyStage.objects.get(slug="ks2").pk]
    if slug == "school":
        found["authority"] = LocalAuthority.objects.get(slug="plymouth").pk
    return found


def post(client: Client, path: str, fields: dict[str, object] | None = None):
    return client.post(path, fields or {}, headers={"origin": "http://testserver"})


def begin(client: Client, *partners: Organisation, **fields: object):
    return post(client, "/enquire/", {"partner": [one.pk for one in partners], **fields})


def write(client: Client, *partners: Organisation, **changed: dict[str, object]) -> Enquiry:
    """All pages, ready to be sent."""
    begin(client, *partners)
    for slug in ANSWERS:
        answer = post(client, f"/enquire/{slug}/", answers(slug) | changed.get(slug, {}))
        assert answer.status_code == 302, answer.text
    return Enquiry.objects.order_by("pk").last()


def send(client: Client, *partners: Organisation, **changed: dict[str, object]) -> Enquiry:
    """Written, and confirmed by the link of the letter."""
    enquiry = write(client, *partners, **changed)
    assert post(client, "/enquire/check/").url == "/enquire/link-sent/"
    answer = post(client, confirm_link())
    assert answer.status_code == 302, answer.text
    enquiry.refresh_from_db()
    return enquiry


def confirm_link() -> str:
    """Of the newest letter that asks for it."""
    letters = [one for one in delivered() if one.subject == "Shall we send your enquiry?"]
    return next(links(letters[-1]))


def sender_link() -> str:
    letters = [one for one in delivered() if one.subject == "Your enquiry is on its way"]
    return next(links(letters[-1]))
