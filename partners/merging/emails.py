"""What the people of two entries that became one are told."""

from django.conf import settings
from django.urls import reverse

from accounts.models import MailRecord, User
from artsmark_site.mail import Letter, post, writes
from partners.models import Organisation

MERGED = "partners.merged"


def post_merged(gone: Organisation, *, to: User) -> None:
    post(MERGED, to=to.email, about=gone)


@writes(MERGED)
def write_merged(record: MailRecord) -> Letter | None:
    gone = record.about
    if not isinstance(gone, Organisation) or gone.merged_into is None:
        return None
    stays = gone.merged_into
    answers = stays.led_by.contact_email if stays.led_by else ""
    looks_after = stays.members.filter(user__email=record.to.lower()).exists()
    page = reverse("my-organisation:tasks", args=[stays.pk]) if looks_after else reverse("my")
    return Letter(
        subject=f"{gone} and {stays} are one entry now",
        template="emails/merged.txt",
        context={
            "gone": gone.name,
            "stays": stays.name,
            "led_by": stays.led_by,
            "may_answer": bool(answers),
            "looks_after": looks_after,
            "address": settings.SITE_ADDRESS + page,
        },
        reply_to=answers,
    )
