"""What somebody answers who was invited to take over an entry."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from partners.choices import InvitedAnswer
from partners.members import services as members
from partners.models import Addressee, CodeOfPractice, NewsRefusal, Organisation
from partners.my import services as my
from partners.services import locked


def was_sent_to(addressee: Addressee, user: User) -> bool:
    """Only whoever reads mail at the invited address takes over by the link alone."""
    return bool(addressee.email) and addressee.email.lower() == user.email


@transaction.atomic
def take_over(*, addressee: Addressee, user: User) -> Organisation:
    """Become its owner, to change it.

    Raises:
        CannotChangeMembers: it was sent to another address, or somebody looks after it already.
    """
    if not was_sent_to(addressee, user):
        raise members.CannotChangeMembers("The invitation went to another address.")
    organisation = members.take_over(organisation=addressee.organisation, user=user)
    _answer(addressee, InvitedAnswer.CHANGE, user)
    return organisation


@transaction.atomic
def say_it_is_right(*, addressee: Addressee, user: User, name: str) -> list[str]:
    """Become its owner, accept the Code, and hand it in; what is missing, if it cannot be yet.

    Raises:
        CannotChangeMembers: it was sent to another address, or somebody looks after it already.
    """
    organisation = take_over(addressee=addressee, user=user)
    code = CodeOfPractice.objects.current()
    my.accept_code(organisation=organisation, code=code, name=name, by=user)
    _answer(addressee, InvitedAnswer.RIGHT, user)
    organisation = locked(organisation)  # as it is with the Code accepted
    if not my.may_write(organisation):
        return []
    still_missing = my.missing(organisation)
    if not still_missing:
        my.submit(organisation=organisation, by=user)
    return still_missing


@transaction.atomic
def say_it_is_not_us(*, addressee: Addressee, words: str) -> None:
    """Staff see it on their start page; nothing more is sent there."""
    addressee = _answer(addressee, InvitedAnswer.NOT_US, None)
    addressee.answer_words = words
    addressee.save(update_fields=["answer_words"])


def refuse_news(*, addressee: Addressee) -> None:
    """No more news to this address. Twice: no harm."""
    NewsRefusal.objects.bulk_create([NewsRefusal(email=addressee.email)], ignore_conflicts=True)


def _answer(addressee: Addressee, answer: InvitedAnswer, by: User | None) -> Addressee:
    addressee = locked(addressee)
    before, addressee.answer = addressee.answer, answer
    addressee.answered_at = timezone.now()
    addressee.save(update_fields=["answer", "answered_at"])
    if before != answer:
        record(addressee, "answer", before, answer, by)
    return addressee
