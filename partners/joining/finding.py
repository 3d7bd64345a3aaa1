"""“Is this you?”: the organisations that somebody may mean, however they spell it."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple
from urllib.parse import urlsplit

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from partners.models import Organisation
from reference.names import name_key

ALIKE = 0.45
CLOSE = 0.75  # 1 is the same name
MOST = 10
BY_NAME = "a name like it"
# Words that half of all organisations have in their names.
_COMMON_WORDS = {"the", "and", "of", "arts", "art", "trust", "ltd", "cic", "company", "centre"}


class Candidate(NamedTuple):
    """One of them, and why it is shown."""

    organisation: Organisation
    reasons: list[str]


class Described(NamedTuple):
    """What somebody says of their organisation; all but the name may be empty."""

    name: str
    website: str = ""
    charity_number: str = ""
    postcode: str = ""


def candidates(described: Described) -> list[Candidate]:
    """Those that share a number, an address on the web, a postcode or much of the name.

    Whatever their state but rejected, archived or merged: a draft that a colleague began counts.
    Of many, those whose names are likest; the very name counts as one reason more.
    """
    known = Organisation.objects.joinable()
    reasons: dict[int, list[str]] = {}
    for reason, rows in _searches(known, described):
        for pk in _likest_first(rows, described.name).values_list("pk", flat=True)[:MOST]:
            reasons.setdefault(pk, []).append(reason)
    found = known.filter(pk__in=reasons).select_related("authority")
    very_name = name_key(described.name)

    def strength(row: Organisation) -> tuple[int, int]:
        number = len(reasons[row.pk])
        return number + (name_key(row.name) == very_name), number

    strongest = sorted(_likest_first(found, described.name), key=strength, reverse=True)
    return [Candidate(row, reasons[row.pk]) for row in strongest[:MOST]]


def _searches(known: QuerySet, described: Described) -> Iterator[tuple[str, QuerySet]]:
    if described.charity_number:
        yield "the same charity number", known.filter(charity_number=described.charity_number)
    if host := host_of(described.website):
        at_host = known.filter(website__icontains=host).values_list("pk", "website")
        same = [pk for pk, website in at_host if host_of(website) == host]
        yield "the same website", known.filter(pk__in=same)
    if described.postcode:
        yield "the same postcode", known.filter(postcode=described.postcode)
    yield BY_NAME, of_like_name(known, described.name)


def of_like_name(known: QuerySet, name: str) -> QuerySet:
    """By likeness of letters; and by its telling words, in whatever order they stand."""
    alike = known.alias(likeness=TrigramWordSimilarity(_telling_words(name), "name"))
    return alike.filter(likeness__gte=ALIKE)


def _likest_first(rows: QuerySet, name: str) -> QuerySet:
    """The very name, then the whole of it, then its telling words."""
    is_it = ExpressionWrapper(Q(name__iexact=name), output_field=BooleanField())
    named = rows.alias(
        is_it=is_it,
        whole=TrigramSimilarity("name", name),
        in_part=TrigramWordSimilarity(_telling_words(name), "name"),
    )
    return named.order_by("-is_it", "-whole", "-in_part", "name", "pk")


def _telling_words(name: str) -> str:
    telling = [word for word in name_key(name).split() if word not in _COMMON_WORDS]
    return " ".join(telling) or name


def alike(one: str, other: str) -> bool:
    """Closer than two museums are by the word that both have."""
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() >= CLOSE


def host_of(website: str) -> str:
    """`example.org` of “https://www.example.org/schools”; empty where there is none."""
    text = website if "//" in website else f"//{website}"
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if "." in host else ""
