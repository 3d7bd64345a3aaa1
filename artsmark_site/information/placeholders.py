"""What texts may leave to the code: names from the settings, figures of the search, lists of words.

`{page_size}` in a text is the number that the search goes by, so that the two cannot part.
"""

import re
from collections.abc import Callable, Iterator

from django.conf import settings
from django.utils.text import get_text_list

from artsmark_site.context import site_names
from artsmark_site.due import ADDRESSES_OF_LETTERS_KEPT, CONTACTS_IN_CHANGES_KEPT
from artsmark_site.personal_data import clock
from enquiries.retention import (
    COLLABORATION_MONTHS,
    CONCERN_MONTHS,
    GAP_MONTHS,
    KEPT_MONTHS,
    SILENT_FOR,
    UNSENT_FOR,
)
from partners.choices import CostBand
from partners.letters.rounds import ADDRESSES_KEPT
from partners.listing_needs import HANDING_IN_NEEDS
from partners.models.opening_notice import UNCONFIRMED_FOR
from partners.querysets import INVITATION_LASTS
from partners.search import page as search_page
from partners.search.radius import ENOUGH_PARTNERS, RADII
from partners.search.search import PAGE_SIZE
from partners.search.suggestions import ENOUGH
from partners.search.wording import listed, number
from partners.services import RENEWAL_NOTICE
from partners.shown_position import COARSE_METRES
from reference.models import ArtForm, ArtsmarkCriterion, QualityPrinciple
from reference.querysets import LookupQuerySet
from settings_schools import retention as schools
from training import retention as training

type Value = str | list[str]

_IN_BRACES = re.compile(r"\{([^{}\n]*)\}")
_ALONE_ON_ITS_LINE = re.compile(r"^[ \t]*\{([^{}\n]*)\}[ \t]*$", re.MULTILINE)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def _labels(rows: LookupQuerySet) -> list[str]:
    return [str(row) for row in rows]


def _who_runs_it() -> str:
    if settings.SITE_RUN_BY:
        return f"{settings.SITE_RUN_BY} runs this site and is responsible for the data on it."
    return (
        "The body that runs this site is responsible for the data on it. The "
        f"{settings.BRIDGE_NOUN} of your area can say which that is."
    )


def _how_to_reach_us() -> str:
    if settings.SITE_CONTACT:
        return f"This is how you reach the people who run it: {settings.SITE_CONTACT}."
    return f"The page of each partner names the {settings.BRIDGE_NOUN} that looks after it."


_VALUES: dict[str, Callable[[], Value]] = {
    "radii": lambda: listed([str(miles) for miles in RADII], "or"),
    "widest_radius": lambda: str(RADII[-1]),
    "usual_partners": lambda: number(ENOUGH_PARTNERS),
    "bands": lambda: list(search_page.NEAR_BANDS),
    "orders": lambda: list(search_page.SORTS.values()),
    "who_runs_this_site": _who_runs_it,
    "how_to_reach_us": _how_to_reach_us,
    "licence": lambda: settings.OPEN_DATA_LICENCE,
    "page_size": lambda: str(PAGE_SIZE),
    "few_results": lambda: number(ENOUGH),
    "coarse_metres": lambda: f"{COARSE_METRES:,}",
    "cost_bands": lambda: [str(label) for label in CostBand.labels],
    "art_forms": lambda: _labels(ArtForm.objects.active()),
    "criteria": lambda: _labels(ArtsmarkCriterion.objects.active()),
    "quality_principles": lambda: _labels(QualityPrinciple.objects.active()),
    "listing_needs": lambda: [need.words for need in HANDING_IN_NEEDS],
    "partnership_months": lambda: str(settings.PARTNERSHIP_MONTHS),
    "renewal_notice_days": lambda: str(RENEWAL_NOTICE.days),
    "session_cookie": lambda: settings.SESSION_COOKIE_NAME,
    "shortlist_cookie": lambda: settings.SHORTLIST_COOKIE_NAME,
    "enquiry_cookie": lambda: settings.ENQUIRY_COOKIE_NAME,
    "token_cookie": lambda: settings.CSRF_COOKIE_NAME,
    "session_days": lambda: number(settings.SESSION_COOKIE_AGE // 86_400),
    "addresses_kept_days": lambda: str(ADDRESSES_OF_LETTERS_KEPT.days),
    "list_addresses_kept_days": lambda: str(ADDRESSES_KEPT.days),
    "contacts_kept_days": lambda: str(CONTACTS_IN_CHANGES_KEPT.days),
    "invitation_days": lambda: str(INVITATION_LASTS.days),
    "opening_unconfirmed_days": lambda: str(UNCONFIRMED_FOR.days),
    "unconfirmed_days": lambda: str(clock.UNCONFIRMED_FOR.days),
    "unused_months": lambda: str(clock.UNUSED_MONTHS),
    "asked_days": lambda: str(clock.ASKED_FOR.days),
    "shortlist_months": lambda: str(schools.SHORTLIST_MONTHS),
    "connection_months": lambda: str(schools.ENDED_CONNECTION_MONTHS),
    "digest_months": lambda: str(schools.ASKED_AGAIN_MONTHS),
    "digest_days": lambda: str(schools.ANSWER_WITHIN.days),
    "enquiry_months": lambda: str(KEPT_MONTHS),
    "gap_months": lambda: str(GAP_MONTHS),
    "concern_months": lambda: str(CONCERN_MONTHS),
    "collaboration_months": lambda: str(COLLABORATION_MONTHS),
    "silent_days": lambda: str(SILENT_FOR.days),
    "enquiry_unsent_days": lambda: str(UNSENT_FOR.days),
    "training_months": lambda: str(training.PEOPLE_MONTHS),
    "needs_days": lambda: str(training.NEEDS_KEPT.days),
    "interest_months": lambda: str(training.INTEREST_MONTHS),
    "interest_unconfirmed_days": lambda: str(training.UNCONFIRMED_FOR.days),
}


def names() -> list[str]:
    return [*(f"site.{name}" for name in site_names()), *_VALUES]


def value_of(name: str) -> Value:
    group, _, rest = name.partition(".")
    return site_names()[rest] if group == "site" and rest else _VALUES[name]()


def unknown(text: str) -> Iterator[str]:
    """What stands in braces and means nothing."""
    known = set(names())
    return (match[1] for match in _IN_BRACES.finditer(text) if match[1] not in known)


def fill(text: str) -> str:
    """A line of plain text with its values; braces that mean nothing stay as they are."""
    return _replaced(_IN_BRACES, text, in_words)


def fill_markdown(text: str) -> str:
    """Markdown with its values, none of which is read as Markdown.

    A list alone on its line becomes one with a dot before each.
    """
    text = _replaced(_ALONE_ON_ITS_LINE, text, _as_lines)
    return _replaced(_IN_BRACES, text, lambda value: _as_typed(in_words(value)))


def in_words(value: Value) -> str:
    if isinstance(value, str):
        return value
    if any("," in one for one in value):
        return "; ".join(value)
    return get_text_list(value, "and")


def _replaced(pattern: re.Pattern[str], text: str, written: Callable[[Value], str]) -> str:
    known = set(names())
    return pattern.sub(lambda m: written(value_of(m[1])) if m[1] in known else m[0], text)


def _as_lines(value: Value) -> str:
    if isinstance(value, str):
        return _as_typed(value)
    return "\n".join(f"- {_as_typed(one)}" for one in value)


def _as_typed(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", text)
