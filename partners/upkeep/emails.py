"""The letters of the clock: written when they are sent, in the words of the regional body."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from partners.choices import LetterKind, MemberRole, NoticeKind
from partners.launch import in_words
from partners.letters.texts import words_of
from partners.letters.writing import letter_from
from partners.models import Membership, Notice
from partners.upkeep import dates
from partners.upkeep.links import token_for
from reference.calendar_months import months_after

_PREFIX = "partners.notice-"
WORDS = {
    NoticeKind.NUDGE_14: LetterKind.NUDGE,
    NoticeKind.NUDGE_42: LetterKind.NUDGE,
    NoticeKind.STILL_RIGHT: LetterKind.STILL_RIGHT,
    NoticeKind.STILL_RIGHT_AGAIN: LetterKind.STILL_RIGHT_AGAIN,
    NoticeKind.HIDDEN_UNCONFIRMED: LetterKind.HIDDEN_UNCONFIRMED,
    NoticeKind.RENEWAL_60: LetterKind.RENEWAL,
    NoticeKind.RENEWAL_30: LetterKind.RENEWAL,
    NoticeKind.RENEWAL_7: LetterKind.RENEWAL,
    NoticeKind.LAPSED: LetterKind.LAPSED,
    NoticeKind.SAFEGUARDING: LetterKind.SAFEGUARDING,
    NoticeKind.HIDDEN_SAFEGUARDING: LetterKind.HIDDEN_SAFEGUARDING,
    NoticeKind.INSURANCE: LetterKind.INSURANCE,
    NoticeKind.NEW_CODE: LetterKind.NEW_CODE,
    NoticeKind.NEW_CODE_7: LetterKind.NEW_CODE,
}
_ASKS_IF_RIGHT = (
    NoticeKind.STILL_RIGHT,
    NoticeKind.STILL_RIGHT_AGAIN,
    NoticeKind.HIDDEN_UNCONFIRMED,
)
# The page that each of the others leads to.
_PAGES = {
    LetterKind.NUDGE: ("tasks", ()),
    LetterKind.RENEWAL: ("renew", ()),
    LetterKind.LAPSED: ("renew", ()),
    LetterKind.SAFEGUARDING: ("step", ("safety",)),
    LetterKind.HIDDEN_SAFEGUARDING: ("tasks", ()),
    LetterKind.INSURANCE: ("step", ("safety",)),
    LetterKind.NEW_CODE: ("code", ()),
}


class Told(NamedTuple):
    """What a notice says beside its words."""

    notice: Notice
    membership: Membership


def post_notice(notice: Notice) -> None:
    """Tell its owners; an organisation that nobody looks after is told nothing."""
    for membership in Membership.objects.of(notice.organisation).filter(role=MemberRole.OWNER):
        post(
            _PREFIX + notice.kind,
            to=membership.user.email,
            about=notice,
            facts={"membership": membership.pk},
        )


@writes(*(_PREFIX + kind for kind in NoticeKind.values))
def write_notice(record: MailRecord) -> Letter | None:
    notice = record.about
    membership = Membership.objects.filter(pk=record.facts["membership"]).first()
    if not isinstance(notice, Notice) or membership is None:
        return None
    kind, organisation = NoticeKind(notice.kind), notice.organisation
    bridge = organisation.led_by
    values = {
        "organisation": organisation.name,
        "link": settings.SITE_ADDRESS + _path(kind, Told(notice, membership)),
        "date": _in_words(_date(notice)),
    }
    return letter_from(bridge, words_of(bridge, WORDS[kind]), values)


def _path(kind: NoticeKind, told: Told) -> str:
    if kind in _ASKS_IF_RIGHT:
        pair = [told.notice.pk, told.membership.pk]
        return reverse("my-organisation:still-right", args=[*pair, token_for(*told)])
    page, more = _PAGES[WORDS[kind]]
    return reverse(f"my-organisation:{page}", args=[told.notice.organisation_id, *more])


def _in_words(day: date) -> str:
    """A body's own words may say “last reviewed on [date]” to those who gave none."""
    return "a day that you did not give" if day == dates.NEVER else in_words(day)


def _date(notice: Notice) -> date:
    """The day that the letter names: often not the one that the notice counts from."""
    on = notice.about_on
    match notice.kind:
        case NoticeKind.STILL_RIGHT | NoticeKind.STILL_RIGHT_AGAIN:
            return max(months_after(on, dates.HIDDEN_AFTER), notice.told_on + dates.ANSWER_WITHIN)
        case NoticeKind.LAPSED:
            return months_after(on, dates.COMES_BACK_WITHIN)
        case NoticeKind.SAFEGUARDING:
            return notice.told_on + dates.SAFEGUARDING_GRACE
    return on
