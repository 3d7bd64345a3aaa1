"""How long things stay true, and what follows when nobody says so again."""

from datetime import date, timedelta

from django.utils import timezone

from partners.choices import PartnerStatus
from partners.models import CodeOfPractice, Organisation
from reference.calendar_months import months_after

# Months after somebody last said that a profile is right.
ASKED_AFTER, ASKED_AGAIN_AFTER, HIDDEN_AFTER = 12, 14, 15
# After a time in which nothing was sent, nobody is hidden sooner than this after being asked.
ANSWER_WITHIN = timedelta(days=28)

RENEWAL_NOTICES = (60, 30, 7)  # days before the renewal date
COMES_BACK_WITHIN = 12  # months after a lapse; later it takes another training session

SAFEGUARDING_HOLDS = 12  # months
SAFEGUARDING_GRACE = timedelta(days=30)
NEVER = date(1900, 1, 1)  # stands for the date of a review that they never gave

CODE_REMINDER = timedelta(days=7)
# Who let the date for a new Code pass has so long until the partnership lapses.
RENEWS_AFTER_MISSED_CODE = timedelta(days=60)


def said_right_on(organisation: Organisation) -> date | None:
    """When somebody last said that the profile is right, or its first listing: London date."""
    if organisation.confirmed_on or organisation.first_listed_at is None:
        return organisation.confirmed_on
    return timezone.localdate(organisation.first_listed_at)


def safeguarding_holds_until(organisation: Organisation) -> date | None:
    """The last day of the year after the review that they stated, if they stated one."""
    reviewed = organisation.safeguarding_reviewed_on
    return months_after(reviewed, SAFEGUARDING_HOLDS) if reviewed else None


def safeguarding_is_overdue(organisation: Organisation, today: date) -> bool:
    until = safeguarding_holds_until(organisation)
    return until is not None and until < today


def safeguarding_reviewed_on(organisation: Organisation) -> date:
    """The day that notices are about: of the review that they stated, or never."""
    return organisation.safeguarding_reviewed_on or NEVER


def owes_safeguarding(organisation: Organisation, today: date) -> bool:
    """Whether they state no review within the last year: none at all, or an older one."""
    return months_after(safeguarding_reviewed_on(organisation), SAFEGUARDING_HOLDS) < today


def what_has_passed(organisation: Organisation, today: date) -> dict[str, str]:
    """What is said beside dates that its owners gave, and that are over, by field."""
    said = {}
    if safeguarding_is_overdue(organisation, today):
        said["safeguarding_reviewed_on"] = (
            "Your safeguarding was last reviewed over a year ago: review it, and give the new date."
        )
    if not organisation.insurance_is_current:
        said["insurance_expires_on"] = "Your insurance has run out: give the date of the new one."
    return said


def last_day_to_come_back(organisation: Organisation) -> date | None:
    """Until when a lapsed partner renews without another training session."""
    due = organisation.renewal_due_on
    return months_after(due, COMES_BACK_WITHIN) if due else None


def may_renew(organisation: Organisation, today: date) -> bool:
    """In the sixty days before the renewal date, and for a year after a lapse."""
    if organisation.partner_status == PartnerStatus.RENEWAL_DUE:
        return True
    last = last_day_to_come_back(organisation)
    is_lapsed = organisation.partner_status == PartnerStatus.LAPSED
    return is_lapsed and last is not None and today <= last


def owes_new_code(organisation: Organisation, code: CodeOfPractice) -> bool:
    """Whether they accepted an older version only."""
    accepted = organisation.code_accepted_on
    return accepted is not None and accepted < code.from_on
