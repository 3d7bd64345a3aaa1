"""Whole pages inside this process: queries, and how their time grows."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.report import Row, detail, number
from bench.searches import PAGES
from bench.timing import median_ms
from partners.models import Offer
from partners.search.current import current

# A visitor with a cookie of whatever kind gets no kept page.
WITH_COOKIE = {"cookie": "seen=1"}


def addresses() -> dict[str, str]:
    """A page of each kind, by what it is."""
    search = reverse("partners:search")
    offer = Offer.objects.public().select_related("organisation").order_by("pk")[0]
    return {
        "home": reverse("home"),
        "search": search,
        **{f"search, {kind}": f"{search}?{query}" for kind, query in PAGES.items()},
        "search, on the map": reverse("partners:map"),
        "an organisation": offer.organisation.get_absolute_url(),
        "an offer": offer.get_absolute_url(),
    }


def queries(size: int) -> list[Row]:
    """How many queries each kind of page takes the first time that somebody asks."""
    client = Client(SERVER_NAME="localhost")
    counted: dict[str, int] = {}
    for kind, address in addresses().items():
        _get(client, address)
        current().forget()
        with CaptureQueriesContext(connection) as captured:
            _get(client, address)
        counted[kind] = len(captured)
    searches = {kind: count for kind, count in counted.items() if kind.startswith("search")}
    most = max(searches, key=lambda kind: searches[kind])
    others = ", ".join(f"{kind} {n}" for kind, n in counted.items() if kind not in searches)
    return [
        Row(
            f"Queries for one search page, the most of {len(searches)} kinds",
            f"{searches[most]} queries ({most}); {others}",
            "6 queries or fewer",
            searches[most] <= 6,
            "Version, place (two if it is misspelt), words, offers of the cards, organisations.",
            size,
        ),
        *(detail(kind, f"{count} queries", size) for kind, count in searches.items()),
    ]


def growth(size: int, runs: int) -> list[Row]:
    """What an uncached page takes in this process, all middleware included."""
    client = Client(SERVER_NAME="localhost")
    return [
        Row(f"An uncached page: {kind}", f"{number(time)} ms", size=size)
        for kind, address in addresses().items()
        for time in [median_ms(lambda: _get(client, address), runs)]  # noqa: B023
    ]


def first_time(size: int, runs: int) -> list[Row]:
    """The same with a place that has to be found and words that have to be looked up."""
    client = Client(SERVER_NAME="localhost")
    address = addresses()["search, words and a place"]

    def ask() -> None:
        current().forget()
        _get(client, address)

    return [
        Row(
            "An uncached page: words and a place that nobody asked for before",
            f"{number(median_ms(ask, runs))} ms",
            size=size,
        )
    ]


def _get(client: Client, address: str) -> None:
    answer = client.get(address, headers=WITH_COOKIE)
    if answer.status_code != 200:
        raise LookupError(f"{address} answers {answer.status_code}.")
