"""How much may be asked: exact, however many ask at once.

Whoever counts holds one lock until the transaction ends, so that nobody counts at the same time.
A school behind one internet address does not meet what is counted for that; what is tight is
counted for each address of e-mail and for each partner. Links that nobody has pressed yet stop no
enquiry whose sender is known: a program can ask for many.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from accounts.limits import is_within, reaches
from accounts.models import MailRecord
from enquiries.models import Enquiry, EnquiryRecipient, EnquiryReport
from enquiries.querysets import EnquiryRecipientQuerySet
from enquiries.refusal import CannotAsk
from partners.models import Organisation

PARTNERS_AN_HOUR = 5
LINKS_AN_HOUR = 3
A_PARTNER_A_DAY = 20
OF_ALL_AN_HOUR = 500
LINKS_OF_ALL_AN_HOUR = 500
AN_INTERNET_ADDRESS_AN_HOUR = 600
# To so many different people one connection has links sent: a staff room of sixty is within it.
STRANGERS_AN_HOUR = 60
CONFIRM = "enquiries.confirm"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_KEPT = "Nothing of yours is lost: "


def check_sending(enquiry: Enquiry, partners: Sequence[Organisation], now: datetime) -> None:
    """Called under the lock, before it is sent.

    Raises:
        CannotAsk: the sender, a partner or the whole site has had as many as it may.
    """
    _check_brake(now, len(partners))
    _check_said_before(enquiry, partners, now)
    _check_sender(enquiry.email, len(partners), now)
    _check_inboxes(partners, now)


def check_link(email: str, now: datetime, connection: str) -> None:
    """Called under the lock, before a letter asks somebody to confirm.

    Raises:
        CannotAsk: there were several just now, or too many people were written to from there.
    """
    letters = MailRecord.objects.filter(kind=CONFIRM, created_at__gt=now - _HOUR)
    if letters.count() >= LINKS_OF_ALL_AN_HOUR:
        raise CannotAsk(
            "More links than ever are asked for just now, so we have paused them. "
            f"{_KEPT}press the button again in an hour, or sign in: then you need no link."
        )
    times = list(
        letters.filter(to=email).order_by("created_at").values_list("created_at", flat=True)
    )
    if len(times) >= LINKS_AN_HOUR:
        raise CannotAsk(
            f"We have sent {LINKS_AN_HOUR} links to this address in the last hour, and each of "
            "them works: look for them, also where unwanted e-mail goes. "
            f"{_KEPT}after {_at(times[-LINKS_AN_HOUR])} we can send another."
        )
    if not reaches(connection, "enquiry-links", email, most=STRANGERS_AN_HOUR, now=now):
        raise CannotAsk(
            f"From where you are, links were sent to {STRANGERS_AN_HOUR} people within an hour. "
            f"{_KEPT}press the button again in an hour, or sign in: then you need no link."
        )


def check_connection(request: HttpRequest) -> None:
    """Count one more form from there.

    Raises:
        CannotAsk: there were hundreds in this hour, which is no staff room.
    """
    if not is_within(request, "enquiry", most=AN_INTERNET_ADDRESS_AN_HOUR):
        raise CannotAsk(
            "From where you are, hundreds of forms were sent within an hour. "
            f"{_KEPT}press the button again in an hour."
        )


def _check_brake(now: datetime, more: int) -> None:
    if _sent_since(now - _HOUR).count() + more > OF_ALL_AN_HOUR:
        raise CannotAsk(
            "More enquiries than ever are being sent just now, so we have paused. "
            f"{_KEPT}press the button again in an hour."
        )


def _sent_since(moment: datetime) -> EnquiryRecipientQuerySet:
    return EnquiryRecipient.objects.sent().filter(enquiry__sent_at__gt=moment)


def _check_said_before(enquiry: Enquiry, partners: Sequence[Organisation], now: datetime) -> None:
    same = _sent_since(now - _DAY).filter(
        enquiry__email=enquiry.email, enquiry__purpose=enquiry.purpose, organisation__in=partners
    )
    names = [recipient.organisation.name for recipient in same.select_related("organisation")]
    if names:
        raise CannotAsk(
            f"You sent these very words to {' and '.join(sorted(set(names)))} within the last "
            "day. Leave out who has them already, or write what is new."
        )


def _check_sender(email: str, more: int, now: datetime) -> None:
    asked = _sent_since(now - _HOUR).filter(enquiry__email=email).order_by("enquiry__sent_at")
    times = [moment for (moment,) in asked.values_list("enquiry__sent_at") if moment]
    too_many = len(times) + more - PARTNERS_AN_HOUR
    if too_many > 0:
        raise CannotAsk(
            f"From one e-mail address {PARTNERS_AN_HOUR} partners can be asked in an hour, and "
            f"you have asked {len(times)}. {_KEPT}press the button again after "
            f"{_at(times[too_many - 1])}, or leave somebody out."
        )


def _check_inboxes(partners: Sequence[Organisation], now: datetime) -> None:
    today = EnquiryReport.objects.filter(sent_on=timezone.localdate(now))
    full = [one for one in partners if today.of(one).count() >= A_PARTNER_A_DAY]
    if full:
        names = " and ".join(one.name for one in full)
        raise CannotAsk(
            f"{names} {'have' if len(full) > 1 else 'has'} been asked {A_PARTNER_A_DAY} times "
            f"today, which is all that we let through. {_KEPT}leave it out, or send this tomorrow."
        )


def _at(moment: datetime) -> str:
    """When what happened then has been an hour ago, by London's clock."""
    return f"{timezone.localtime(moment + _HOUR + timedelta(minutes=1)):%H:%M}"
