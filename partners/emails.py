"""Letters to members about their organisation's profile."""

from django.conf import settings
from django.urls import reverse

from accounts.models import MailRecord, User
from artsmark_site.mail import Letter, post, writes
from partners.letters import emails as lists
from partners.letters import samples
from partners.members import emails as members
from partners.merging import emails as merging
from partners.models import Membership, Organisation
from partners.moving import emails as moving
from partners.opening import emails as opening
from partners.revisions import emails as revisions
from partners.upkeep import emails as upkeep

SUBMITTED, APPROVED, RETURNED, REJECTED = (
    f"partners.listing_{what}" for what in ("submitted", "approved", "returned", "rejected")
)
UNAPPROVED, ARCHIVED, SUSPENDED, REINSTATED = (
    f"partners.listing_{what}" for what in ("unapproved", "archived", "suspended", "reinstated")
)
LISTED, TAKEN_UP = "partners.listing_listed", "partners.listing_taken_up"
# Those of the parts below are known with these, when Django starts.
PARTS = (lists, members, merging, moving, samples, opening, revisions, upkeep)
_SUBJECTS = {
    SUBMITTED: "We have the profile of {}",
    APPROVED: "The profile of {} is approved",
    RETURNED: "Please change something in the profile of {}",
    REJECTED: "We cannot list {}",
    UNAPPROVED: "{} is read once more, and not listed meanwhile",
    ARCHIVED: "{} is no longer in the directory",
    SUSPENDED: "{} is not shown for the time being",
    REINSTATED: "{} is shown again",
    LISTED: "Schools see {} now",
    TAKEN_UP: "You can go on with the profile of {}",
}


def post_submitted(organisation: Organisation, *, to: User) -> None:
    """Confirm, and say what happens next."""
    post(SUBMITTED, to=to.email, about=organisation)


def post_decision(organisation: Organisation, kind: str, *, reason: str = "") -> None:
    """Tell everybody who looks after it."""
    for membership in Membership.objects.of(organisation):
        post(kind, to=membership.user.email, about=organisation, facts={"reason": reason})


@writes(*_SUBJECTS)
def write_about_listing(record: MailRecord) -> Letter | None:
    organisation = record.about
    if not isinstance(organisation, Organisation):
        return None
    path = reverse("my-organisation:tasks", args=[organisation.pk])
    is_public = Organisation.objects.public().filter(pk=organisation.pk).exists()
    answers = organisation.led_by.contact_email if organisation.led_by else ""
    return Letter(
        subject=_SUBJECTS[record.kind].format(organisation.name),
        template=f"emails/{record.kind.removeprefix('partners.')}.txt",
        context={
            "organisation": organisation.name,
            "led_by": organisation.led_by,
            "reason": record.facts.get("reason", ""),
            "may_answer": bool(answers),
            "address": settings.SITE_ADDRESS + path,
            "public_address": settings.SITE_ADDRESS + organisation.get_absolute_url()
            if is_public
            else "",
        },
        reply_to=answers,
    )
