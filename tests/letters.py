"""What the worker would do: send what waits, and hand back what it sent."""

from collections.abc import Iterator

from django.core import mail
from django.core.mail import EmailMessage

from accounts.models import MailRecord
from artsmark_site.mail import deliver


def delivered() -> list[EmailMessage]:
    """Send every letter that waits; all that were sent in this test so far."""
    for pk in list(
        MailRecord.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True)
    ):
        deliver(pk)
    return mail.outbox


def links(message: EmailMessage) -> Iterator[str]:
    """The paths of the site's own addresses in a letter."""
    for line in message.body.splitlines():
        if line.startswith("http") and line.count("/") > 2:
            yield "/" + line.split("/", 3)[3]
