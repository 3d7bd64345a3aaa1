"""From which page somebody pressed “Save”: pages are the same for all and cannot say it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from partners.models import Organisation

_LONGEST = 2_000
# Pages of results, where each card has a name to come back to.
_WITH_CARDS = {
    "partners:search",
    "partners:map",
    "partners:in-region",
    "partners:art-form-in-region",
}
_OF_ONE = {"partners:organisation": "Back to the partner", "partners:offer": "Back to the offer"}


@dataclass(frozen=True)
class WayBack:
    address: str
    label: str

    @property
    def near(self) -> str:
        """The place of the search there, if it has one."""
        return parse_qs(urlsplit(self.address).query).get("near", [""])[0]


def where_from(request: HttpRequest, organisation: Organisation) -> str:
    """The path of the page that the browser names, if it is one of ours; with the card's name."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host():
        return ""
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if _page(address) in _WITH_CARDS:
        return f"{address}#partner-{organisation.pk}"
    return address if _page(address) in _OF_ONE else ""


def way_back(address: str) -> WayBack:
    """What a link may lead to: a page of the directory, else the search."""
    name = _page(address)
    if name in _WITH_CARDS:
        return WayBack(address, "Back to the results")
    if name in _OF_ONE:
        return WayBack(address, _OF_ONE[name])
    return WayBack(reverse("partners:search"), "Find more partners")


def _page(address: str) -> str:
    """The name of the page at an address of this site; nothing where there is none."""
    if not address.startswith("/") or len(address) > _LONGEST:
        return ""
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return ""
    try:
        return resolve(urlsplit(address).path).view_name
    except (Resolver404, ValueError):
        return ""
