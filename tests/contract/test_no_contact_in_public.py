"""A crawl of everything public for what is private: canary contacts, and any e-mail address.

It begins at the sitemap and follows every link of the site, so a new page is crawled without being
named here. Looked at are bodies, headers and the insides of pictures; plain, decoded, and in the
disguises that hide an address from a search and from nobody else.
"""

import base64
import codecs
import io
import re
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from PIL import Image

from partners.models import Organisation
from reference.models import BridgeOrganisation
from tests.factories import make_image, make_offer, make_organisation, make_venue

pytestmark = pytest.mark.django_db

CANARIES = {
    "contact_name": "Quillan Canarywright",
    "contact_email": "quillan@canary-contact.example",
    "phone": "01632 960917",
    "trained_person": "Tamsin Canarytrained",
}
ADDRESS = re.compile(r"[\w.+'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
ALSO_ASKED = [
    "/sitemap.xml",
    "/robots.txt",
    "/api/v1/partners?facets=1",
    "/partners.csv",
    "/partners.csv?region=narnia",
    "/nowhere/",
    "/partners/999999/nobody/",
    "/api/v1/partners/999999",
    "/api/v1/nowhere",
    "/?q=%00",
    "/api/v1/partners?q=%00",
    "/accounts/login/",
    "/healthz",
    "/readyz",
]
MOST_PAGES = 400


@pytest.fixture
def canaries():
    """Contacts in every place that has them, of whoever is public, was, or never will be."""
    people = CANARIES | {"town": "Plymouth", "postcode": "PL4 8AA"}
    hidden = people | {"address": "7 Canary Lane", "hide_street": True}
    for kind in ({}, {"partner_status": "lapsed"}, {"listing_state": "draft"}):
        organisation = make_organisation(**hidden, **kind)
        make_offer(organisation=organisation)
        make_venue(organisation=organisation)
        make_image(organisation=organisation)
    make_organisation(), make_organisation()
    BridgeOrganisation.objects.update(
        contact_name=CANARIES["contact_name"],
        contact_email=CANARIES["contact_email"],
        contact_phone=CANARIES["phone"],
    )


def body_of(response) -> bytes:
    """Files are closed here alone: the end of a response would end the test's transaction."""
    body = response.getvalue()
    if file := getattr(response, "file_to_stream", None):
        file.close()
    return body


def links_in(text: str, base: str) -> set[str]:
    found = re.findall(r'(?:href|src|action|content)="([^"#]+)', text)
    found += re.findall(r"<loc>([^<]+)</loc>", text)
    found += re.findall(r'"(?:next|data|page)": "([^"]+)"', text)
    absolute = {urlsplit(urljoin(f"http://localhost:8000{base}", unescape(one))) for one in found}
    ours = {one for one in absolute if one.netloc == "localhost:8000"}
    return {f"{one.path}?{one.query}" if one.query else one.path for one in ours}


def is_worth_it(address: str) -> bool:
    """Of the countless filtered searches a few; the pages for staff are not public."""
    path, _, query = address.partition("?")
    return not path.startswith(("/static/", "/admin/")) and query.count("&") < 1


def crawl(client) -> dict[str, tuple[str, bytes]]:
    """By address: the headers, and the body."""
    waiting, found = ["/", *ALSO_ASKED], {}
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop(0)
        if address in found:
            continue
        response = client.get(address)
        headers, body = str(response.headers), body_of(response)
        found[address] = headers, body
        kind = response.headers.get("Content-Type", "")
        if kind.startswith(("text/html", "application/xml", "application/json")):
            links = sorted(links_in(body.decode(), address))
            waiting += [one for one in links if one not in found and is_worth_it(one)]
    return found


def disguises(value: str) -> set[str]:
    """The ways in which a page could hold it without showing it."""
    plain = {value, value[::-1], codecs.encode(value, "rot13")}
    packed = {base64.b64encode(f"{pad}{value}".encode()).decode() for pad in ("", " ", "  ")}
    return plain | {one[4:-4] for one in packed}


def readable(headers: str, body: bytes) -> str:
    """As it came, decoded in the ways of the web, and what a picture says beside its pixels."""
    text = body.decode("utf-8", "replace")
    if body[:4] == b"RIFF" or body[:4] == b"\x89PNG":
        image = Image.open(io.BytesIO(body))
        text = f"{image.info} {dict(image.getexif())}"
    return "\n".join((headers, text, unescape(text), unquote(unescape(text))))


@pytest.mark.usefixtures("canaries")
def test_no_contact_and_no_address_is_in_anything_public(client):
    found = crawl(client)
    kinds = ("/api/v1/partners/", "/partners/", "/media/pictures/", "/about/", "/sitemap-")
    for kind in kinds:
        assert any(address.startswith(kind) for address in found), kind
    assert len(found) > 60
    private = [one for value in CANARIES.values() for one in disguises(value)]
    private += ["7 Canary Lane", "01632960917"]
    for address, answer in found.items():
        text = readable(*answer)
        assert not [one for one in private if one in text], address
        assert not ADDRESS.search(text), (address, ADDRESS.search(text))


@pytest.mark.usefixtures("canaries")
def test_the_crawl_would_see_one(client):
    """Else the test above would pass whatever pages said."""
    Organisation.objects.public().update(summary="Write to quillan@canary-contact.example")
    pages = crawl(client)
    seen = [one for one in pages if ADDRESS.search(readable(*pages[one]))]
    assert {"/partners.csv", "/api/v1/partners?facets=1"} <= set(seen)
    assert any(re.fullmatch(r"/partners/\d+/[\w-]+/", address) for address in seen)


@pytest.mark.usefixtures("canaries")
def test_an_error_names_nobody(client, monkeypatch):
    def broken():
        raise RuntimeError(f"Could not write to {CANARIES['contact_email']}")

    monkeypatch.setattr("partners.open_data.views.current", broken)
    client.raise_request_exception = False
    for address in ("/api/v1/partners", "/partners.csv"):
        response = client.get(address)
        assert response.status_code == 500
        assert not ADDRESS.search(readable(str(response.headers), body_of(response)))
