"""Who may be asked, and the sentences about those who may not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from artsmark_site.http import number_in
from partners.launch import in_words
from partners.models import Offer, Organisation
from settings_schools.models import MOST_ASKED

TOO_MANY = f"You can ask {MOST_ASKED} partners at once. Untick some of them."
_MOST_READ = 50


class Whom(NamedTuple):
    """Those who can be asked, in the order in which they were chosen; and why others cannot."""

    can: Sequence[Organisation] = ()
    left_out: Sequence[str] = ()
    cannot: Sequence[Organisation] = ()


def numbers(typed: Iterable[str]) -> list[int]:
    """Ids out of an address or a form, each once; what is none is passed over."""
    found = (number for one in typed if (number := number_in(one)))
    return list(dict.fromkeys(found))[:_MOST_READ]


def choose(ids: Iterable[int]) -> Whom:
    """Split those of these ids that visitors ever saw; of all others nothing is said."""
    rows = Organisation.objects.once_listed().select_related("authority").in_bulk(list(ids))
    public = set(Organisation.objects.public().filter(pk__in=rows).values_list("pk", flat=True))
    reached = reachable(rows)
    can, left_out, cannot = [], [], []
    for pk in ids:
        if pk not in rows:
            continue
        reason = _why_not(rows[pk], pk in public, pk in reached)
        if reason:
            left_out.append(f"{rows[pk].name} {reason}")
            cannot.append(rows[pk])
        else:
            can.append(rows[pk])
    return Whom(can, left_out, cannot)


def _why_not(organisation: Organisation, is_public: bool, is_reached: bool) -> str:
    """The end of a sentence that begins with its name; empty if it can be asked."""
    until = organisation.not_taking_enquiries_until
    if not is_public:
        return "is no longer listed, so it is not asked."
    if organisation.is_not_taking_enquiries and until:
        return f"takes no enquiries until {in_words(until)}, so it is not asked."
    if not organisation.takes_enquiries:
        return "takes no enquiries just now, so it is not asked."
    if not is_reached:
        return "cannot be reached through this site yet. Its page says where else to look."
    return ""


def reachable(ids: Iterable[int]) -> set[int]:
    """Those with somebody to write to."""
    rows = Organisation.objects.reachable().filter(pk__in=list(ids))
    return set(rows.values_list("pk", flat=True))


def offers_of(organisations: Iterable[Organisation], ids: Iterable[int]) -> dict[int, Offer]:
    """By organisation, the offer that somebody asks about."""
    offers = Offer.objects.public().filter(
        pk__in=list(ids), organisation__in=[one.pk for one in organisations]
    )
    return {offer.organisation_id: offer for offer in offers}
