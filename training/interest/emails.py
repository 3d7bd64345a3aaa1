"""The letters to those who would come: was it you, a session suits, would you still."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from training.interest.suiting import suiting
from training.links import interest_address
from training.models import InterestRegistration, TrainingSession
from training.words import place_of, when

QUESTION, STILL = "training.interest_question", "training.interest_still"
OPENED, INVITED = "training.interest_opened", "training.interest_invited"
SUITING = "training.interest_suiting"


def post_question(interest: InterestRegistration) -> None:
    """Ask whoever reads mail at the address whether it was they."""
    post(QUESTION, to=interest.email, about=interest)


@writes(QUESTION)
def write_question(record: MailRecord) -> Letter | None:
    interest = record.about
    if not isinstance(interest, InterestRegistration) or not interest.email:
        return None
    subject = f"Shall we tell you of training for the {settings.PROGRAMME_NAME}?"
    return _letter(interest, subject, "interest_question")


def post_still(interest: InterestRegistration) -> None:
    """Ask after a year whether they would still come."""
    post(STILL, to=interest.email, about=interest)


@writes(STILL)
def write_still(record: MailRecord) -> Letter | None:
    interest = record.about
    if not isinstance(interest, InterestRegistration) or interest.still_asked_at is None:
        return None
    return _letter(interest, "Would you still come to a training session?", "interest_still")


def post_opened(interest: InterestRegistration, session: TrainingSession) -> bool:
    """Tell them that a session can be booked; once of each."""
    return _post_of(OPENED, interest, session)


def post_invitation(interest: InterestRegistration, session: TrainingSession) -> bool:
    """The same, because staff chose them."""
    return _post_of(INVITED, interest, session)


def _post_of(kind: str, interest: InterestRegistration, session: TrainingSession) -> bool:
    once = f"{kind} {session.pk} {interest.pk}"
    facts = {"session": session.pk}
    return post(kind, to=interest.email, about=interest, facts=facts, once=once) is not None


@writes(OPENED, INVITED)
def write_of_session(record: MailRecord) -> Letter | None:
    interest = record.about
    rows = TrainingSession.objects.select_related("bridge")
    session = rows.filter(pk=record.facts["session"]).first()
    if not isinstance(interest, InterestRegistration) or not interest.email:
        return None
    if session is None or not session.is_listed:
        return None
    letter = _letter(
        interest,
        f"Training: {session.title}",
        "interest_session",
        session=session,
        when=when(session),
        where=place_of(session),
        session_address=settings.SITE_ADDRESS + session.get_absolute_url(),
        was_chosen=record.kind == INVITED,
    )
    return letter._replace(reply_to=session.bridge.contact_email, sender=session.bridge.name)


def post_suiting(interest: InterestRegistration) -> None:
    """Tell somebody who has just said yes of what opened before."""
    post(SUITING, to=interest.email, about=interest)


@writes(SUITING)
def write_suiting(record: MailRecord) -> Letter | None:
    interest = record.about
    if not isinstance(interest, InterestRegistration) or not interest.email:
        return None
    now = timezone.now()
    sessions = [
        (one, when(one), place_of(one), settings.SITE_ADDRESS + one.get_absolute_url())
        for one in suiting(interest, now)
    ]
    if not sessions:
        return None
    subject = "Training that you can book now"
    return _letter(interest, subject, "interest_suiting", sessions=sessions)


def _letter(interest: InterestRegistration, subject: str, name: str, **more: Any) -> Letter:
    return Letter(
        subject=subject,
        template=f"emails/training/{name}.txt",
        context={"interest": interest, "address": interest_address(interest), **more},
    )
