"""E-mail in the site's name: plain text, which every reader and every screen reader can show.

A letter is announced with `post` inside the transaction of the change that it tells of: its record
and the job that sends it are rows of that transaction, so there is no letter without the change
and no change without the letter. What it says is written when it is sent, by the function that
`writes` its kind, from rows as they are then.
"""

import base64
import smtplib
from collections.abc import Callable
from email.policy import EmailPolicy, Policy, default
from email.utils import formataddr, formatdate, parseaddr
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, make_msgid
from django.db import transaction
from django.db.models import F, Model
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from procrastinate.contrib.django import app

from accounts.models import MailRecord
from artsmark_site.context import site_names
from artsmark_site.http import ONE_CLICK

# The name of the job in `artsmark_site.tasks`.
JOB = "deliver_mail"
# With growing pauses between them these take two days.
MOST_ATTEMPTS = 20


class Letter(NamedTuple):
    """What is sent; `template` is of plain text. `reply_to` is one address, or nobody's.

    `sender` is the name that it comes from, the site's own unless said; the address is the site's.
    `off` is the address at which its reader ends letters of this kind, of a view that
    `artsmark_site.http.ends_by_one_click`. `calendar` is a calendar file, which mail programs offer
    to put into the calendar.
    """

    subject: str
    template: str
    context: dict[str, Any]
    reply_to: str = ""
    sender: str = ""
    off: str = ""
    calendar: str = ""


class NotSentYet(Exception):
    """The mail server was away, or wants to be asked again later. Names the kind of error only."""


type Writer = Callable[[MailRecord], Letter | None]
_writers: dict[str, Writer] = {}
_forget_the_address: set[str] = set()


def writes(*kinds: str, forgets_the_address: bool = False) -> Callable[[Writer], Writer]:
    """Mark the function that writes letters of these kinds.

    It gets the record and returns what to send, or nothing where the reason for it is gone. Where
    it `forgets_the_address`, that goes as soon as the letter is sent or given up.
    """

    def marked(writer: Writer) -> Writer:
        _writers.update(dict.fromkeys(kinds, writer))
        if forgets_the_address:
            _forget_the_address.update(kinds)
        return writer

    return marked


@transaction.atomic
def post(
    kind: str,
    *,
    to: str,
    about: Model | None = None,
    facts: dict[str, Any] | None = None,
    once: str = "",
) -> MailRecord | None:
    """Let a letter be sent as soon as the transaction around this is committed.

    `about` is the row that it tells of; `facts` are plain values, nothing that proves anything.
    With `once` a letter that was posted under this name before is not posted again, and None is
    returned.
    """
    record = MailRecord(kind=kind, to=to, about=about, facts=facts or {})
    # Django's own would name this machine.
    record.message_id = make_msgid(domain=settings.SITE_URL.hostname)
    if once:
        record.once = once
        # Two at once: the database keeps one, and the other one's row is not there afterwards.
        MailRecord.objects.bulk_create([record], ignore_conflicts=True)
        found = MailRecord.objects.filter(message_id=record.message_id).first()
        if found is None:
            return None
        record = found
    else:
        record.save()
    app.configure_task(JOB).defer(record=record.pk)
    return record


def deliver(record_id: int) -> None:
    """Send one letter, if that was not done; called by the job, again until it succeeds.

    The record is locked while the mail server is spoken to, so that two workers never send the
    same. One that is killed between the server's yes and the commit sends it a second time, with
    the same Message-ID.

    Raises:
        NotSentYet: it is to be tried again later.
    """
    try:
        with transaction.atomic():
            waiting = MailRecord.objects.filter(state=MailRecord.State.WAITING)
            record = (
                waiting.select_for_update(of=("self",), no_key=True).filter(pk=record_id).first()
            )
            if record is not None:
                _send(record)
    except NotSentYet as reason:
        give_up = _count_attempt(record_id) >= MOST_ATTEMPTS
        if not give_up:
            raise
        mark_undeliverable(record_id, f"tried {MOST_ATTEMPTS} times: {reason}")


def mark_undeliverable(record_id: int, problem: str) -> None:
    """Staff see it in the list of e-mails; nobody tries again."""
    waiting = MailRecord.objects.filter(pk=record_id, state=MailRecord.State.WAITING)
    for record in waiting:
        _settle(record, MailRecord.State.UNDELIVERABLE, problem)


def _settle(record: MailRecord, state: MailRecord.State, problem: str = "") -> None:
    record.settle(state, problem)
    if record.kind in _forget_the_address:
        record.to, record.facts = "", {}
        record.save(update_fields=["to", "facts"])


def _count_attempt(record_id: int) -> int:
    record = MailRecord.objects.filter(pk=record_id)
    record.update(attempts=F("attempts") + 1)
    return record.values_list("attempts", flat=True).first() or MOST_ATTEMPTS


def _send(record: MailRecord) -> None:
    letter = _writers[record.kind](record)
    if letter is None or not record.to:
        _settle(record, MailRecord.State.NOT_NEEDED)
        return
    try:
        _message(record, letter).send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if not codes or min(codes) < 500:
            raise NotSentYet(type(error).__name__) from None
        _settle(record, MailRecord.State.UNDELIVERABLE, f"the address was refused ({min(codes)})")
    except smtplib.SMTPDataError as error:
        if error.smtp_code < 500:
            raise NotSentYet(type(error).__name__) from None
        _settle(record, MailRecord.State.UNDELIVERABLE, f"it was refused ({error.smtp_code})")
    except OSError as error:
        # Its text may quote the address, and the log would.
        raise NotSentYet(type(error).__name__) from None
    except ValueError:
        _settle(record, MailRecord.State.UNDELIVERABLE, "this is no address that mail can go to")
    else:
        record.attempts += 1
        _settle(record, MailRecord.State.SENT)


class _AddressOnOneLine(EmailPolicy):
    """Python would break the long address in `List-Unsubscribe`, and encode it past recognition."""

    def fold(self, name: str, value: str) -> str:
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "List-Unsubscribe":
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


class _Message(EmailMessage):
    def message(self, *, policy: Policy | None = default) -> Any:
        return super().message(policy=_AddressOnOneLine() + (policy or default))


def _message(record: MailRecord, letter: Letter) -> EmailMessage:
    message = _Message(
        subject=letter.subject,
        body=text_of(letter),
        from_email=_from(letter.sender),
        to=[record.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Date": formatdate(),
            "Message-ID": record.message_id,
            "Auto-Submitted": "auto-generated",
            **_way_out(letter),
        },
    )
    if letter.calendar:
        method = _method_of(letter.calendar)
        message.attach("training.ics", letter.calendar, f"text/calendar; method={method}")
    return message


def _method_of(calendar: str) -> str:
    """What mail programs want said beside the file, too (RFC 6047)."""
    return next(line[7:] for line in calendar.splitlines() if line.startswith("METHOD:"))


def _way_out(letter: Letter) -> dict[str, str]:
    """What lets a mail program show a button that ends such letters (RFC 2369, RFC 8058)."""
    if not letter.off:
        return {}
    name, value = ONE_CLICK
    return {"List-Unsubscribe": f"<{letter.off}>", "List-Unsubscribe-Post": f"{name}={value}"}


def text_of(letter: Letter) -> str:
    """All that is below its subject."""
    return render_to_string(letter.template, {**letter.context, "our_site": site_names()})


def _from(sender: str) -> str:
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((sender, address)) if sender else settings.DEFAULT_FROM_EMAIL


def mailed_token(*, purpose: str, row: int, nonce: str) -> str:
    """What a link in an e-mail proves: that it was sent for this row and this purpose.

    Made again whenever it is needed, so that nothing secret is stored. 256 bits.
    """
    digest = salted_hmac(purpose, f"{row}:{nonce}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
