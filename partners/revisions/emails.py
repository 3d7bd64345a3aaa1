"""Letters to members about a change that staff decided about."""

from django.conf import settings
from django.urls import reverse

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from partners.choices import RevisionState
from partners.models import Membership, ReviewNote, Revision

DECIDED = "partners.change_decided"
_SUBJECTS = {
    RevisionState.APPROVED: "Your change of {} is live",
    RevisionState.RETURNED: "Please look again at your change of {}",
    RevisionState.REJECTED: "Your change of {} was not published",
    RevisionState.UNDONE: "A change of {} was taken back",
}


def post_decision(revision: Revision) -> None:
    """Tell everybody who looks after the organisation."""
    facts = {"state": revision.state, "version": revision.version}
    for membership in Membership.objects.of(revision.organisation):
        post(DECIDED, to=membership.user.email, about=revision, facts=facts)


@writes(DECIDED)
def write_about_change(record: MailRecord) -> Letter | None:
    """As it was decided; not written when something else was decided since."""
    revision = record.about
    if not isinstance(revision, Revision) or revision.state != record.facts["state"]:
        return None
    what = str(revision.offer or revision.organisation)
    path = reverse("my-organisation:tasks", args=[revision.organisation_id])
    return Letter(
        subject=_SUBJECTS[RevisionState(revision.state)].format(what),
        template="emails/change_decided.txt",
        context={
            "what": what,
            "state": revision.state,
            "led_by": revision.organisation.led_by,
            "reason": revision.reason,
            "notes": list(ReviewNote.objects.unsettled(revision.target)),
            "address": settings.SITE_ADDRESS + path,
        },
    )
