"""The words of letters to organisations: ours, until a regional body writes its own.

In the words stand names in square brackets, which each letter fills: `[organisation]`, `[link]`.
"""

import re
from typing import NamedTuple

from django.conf import settings

from partners.choices import LetterKind
from partners.models import LetterText
from reference.models import BridgeOrganisation

# What may stand in square brackets, and what is put there.
NAMES = {
    "organisation": "the organisation's name",
    "link": "the address of the page that the letter is about (needed)",
    "date": "the day that the letter is about",
    "body": "your own name",
    "site": "the name of this site",
}
LINK = "[link]"
DATE = "date"
_IN_BRACKETS = re.compile(r"\[([^\[\]\n]*)\]")


class Words(NamedTuple):
    """A subject and a text, with names in square brackets."""

    subject: str
    body: str


# Said only in letters of a body with an address at which answers arrive.
ASK_BY_ANSWER = (
    " If you have questions, answer this letter.",
    "\n\nIf something is in your way, answer this letter: we help.",
)
OURS: dict[str, Words] = {
    LetterKind.INVITATION: Words(
        "[organisation] at [site]: is this right?",
        "Hello\n\n"
        "[site] is where schools find arts and culture organisations that know Artsmark. We have "
        "begun an entry for [organisation]. Nobody sees it yet.\n\n"
        "Please look at it. You can say that it is right, change it, or tell us that it is not "
        "you. It takes about ten minutes, on a phone too:\n\n"
        "[link]\n\n"
        f"The link ends on [date].{ASK_BY_ANSWER[0]}",
    ),
    LetterKind.NUDGE: Words(
        "Schools cannot find [organisation] yet",
        "Hello\n\n"
        "You have been to the training, and your profile at [site] is not finished yet, so "
        "schools cannot find you. This page says what is still missing:\n\n"
        f"[link]{ASK_BY_ANSWER[1]}",
    ),
    LetterKind.STILL_RIGHT: Words(
        "Is what schools read about [organisation] still right?",
        "Hello\n\n"
        "It is a year since somebody last said that the page of [organisation] is right. Please "
        "read it, and press the button if it is:\n\n"
        "[link]\n\n"
        "If something has changed, the same page leads you to where you change it. If we hear "
        "nothing, schools no longer see it from [date].",
    ),
    LetterKind.STILL_RIGHT_AGAIN: Words(
        "Schools will not see [organisation] from [date]",
        "Hello\n\n"
        "We asked two months ago whether the page of [organisation] is still right, and heard "
        "nothing. One button is enough:\n\n"
        "[link]\n\n"
        "Otherwise schools no longer see it from [date].",
    ),
    LetterKind.HIDDEN_UNCONFIRMED: Words(
        "Schools no longer see [organisation]",
        "Hello\n\n"
        "Nobody has said since [date] that the page of [organisation] is right, so schools no "
        "longer see it. Nothing is lost. Press the button on this page, and it is shown again at "
        "once:\n\n"
        "[link]",
    ),
    LetterKind.RENEWAL: Words(
        "The partnership of [organisation] ends on [date]",
        "Hello\n\n"
        "[organisation] is an Artsmark Partner until [date]. To stay one, read your page and the "
        "Code of Practice, and accept it again. There is no second training:\n\n"
        "[link]\n\n"
        "If you do nothing, schools no longer find you from that day.",
    ),
    LetterKind.LAPSED: Words(
        "[organisation] is no longer an Artsmark Partner",
        "Hello\n\n"
        "The partnership was not renewed, so schools no longer find [organisation], and it may no "
        "longer use the Artsmark Partner logo: please take it off your website and papers.\n\n"
        "Until [date] you can come back without another training: read your page and accept the "
        "Code of Practice.\n\n"
        "[link]",
    ),
    LetterKind.SAFEGUARDING: Words(
        "Please review the safeguarding of [organisation] by [date]",
        "Hello\n\n"
        "Your page names no day within the last year on which your safeguarding was reviewed. "
        "Schools rely on it. Please review it, and write the date here:\n\n"
        "[link]\n\n"
        "If we hear nothing, schools no longer see your page from [date].",
    ),
    LetterKind.HIDDEN_SAFEGUARDING: Words(
        "Schools no longer see [organisation]",
        "Hello\n\n"
        "Your page names no day within the last year on which your safeguarding was reviewed, so "
        "schools no longer see it. Nothing is lost. Review it, write the date, then press “Show "
        "it again”:\n\n"
        "[link]",
    ),
    LetterKind.INSURANCE: Words(
        "The insurance of [organisation] has run out",
        "Hello\n\n"
        "By the date you gave, your public liability insurance ran out on [date]. Schools no "
        "longer see the cover on your page, and many ask for it. Please write the new date "
        "here:\n\n"
        "[link]",
    ),
    LetterKind.NEW_CODE: Words(
        "Please accept the new Code of Practice by [date]",
        "Hello\n\n"
        "There is a new version of the Code of Practice that all partners agree to. Please read "
        "and accept it for [organisation] by [date]:\n\n"
        "[link]\n\n"
        "Otherwise your partnership comes up for renewal on that day.",
    ),
}


def words_of(bridge: BridgeOrganisation | None, kind: str) -> Words:
    """A body's own words for a letter, or else ours."""
    text = LetterText.objects.filter(bridge=bridge, kind=kind).first() if bridge else None
    return Words(text.subject, text.body) if text else OURS[kind]


def filled(words: Words, values: dict[str, str], bridge: BridgeOrganisation | None) -> Words:
    """The words with what the names in brackets stand for; what is no such name stays."""
    known = {
        "body": bridge.name if bridge else settings.SENDER_NAME,
        "site": settings.SITE_NAME,
    } | values

    def fill(found: re.Match[str]) -> str:
        return known.get(found[1], found[0])

    # A subject is one line, whatever an organisation is called.
    subject = " ".join(_IN_BRACKETS.sub(fill, words.subject).split())
    return Words(subject, _IN_BRACKETS.sub(fill, words.body))


def strange_names(text: str) -> list[str]:
    """What stands in square brackets and means nothing."""
    return [name for name in _IN_BRACKETS.findall(text) if name not in NAMES]
