"""The pages on which staff read what was handed in, and decide."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.cache import cache
from django.db import transaction
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.models import User
from artsmark_site.http import person
from partners.models import Offer, Organisation, OrganisationImage, Revision
from partners.revisions import decisions
from partners.revisions.facts import Group
from partners.revisions.forms import CHECKLIST, DecisionForm, Place
from partners.revisions.pictures import field_of
from partners.revisions.values import DoesNotFit, read, write
from partners.revisions.warnings import warnings
from partners.revisions.words import Difference, difference
from partners.services import CannotPublish

_READING_LASTS = timedelta(minutes=15).seconds
_NO_DECISION = "The page was sent without a decision."


class Row:
    """A field on the page: what it says or what becomes of it, and where a note is written."""

    def __init__(
        self,
        difference: Difference,
        form: DecisionForm,
        offer: int | None = None,
        picture: OrganisationImage | None = None,
    ) -> None:
        name = Place(difference.name, offer).name
        self.difference, self.picture = difference, picture
        self.code: BoundField = form[f"code-{name}"]
        self.words: BoundField = form[f"words-{name}"]

    @property
    def has_note(self) -> bool:
        return bool(self.code.value() or self.words.value())


def who_else_reads(row: Organisation | Offer | Revision, user: User) -> str:
    """Another who opened the page in the last quarter of an hour; and that this one does now.

    Kept in the cache alone: opening a page changes nothing about the row.
    """
    reader = cache.get(_reader_of(row))
    if reader is None or reader["pk"] == user.pk:
        cache.set(_reader_of(row), {"pk": user.pk, "name": str(user)}, _READING_LASTS)
        return ""
    return str(reader["name"])


def _reader_of(row: Organisation | Offer | Revision) -> str:
    return f"read:{row._meta.model_name}:{row.pk}"


def differences_of(revision: Revision) -> list[Difference]:
    """Against what the public sees now; of what is decided, against what it saw then."""
    target, is_open = revision.target, revision.decided_at is None
    return [
        difference(
            target, name, read(target, name) if is_open else revision.before.get(name), value
        )
        for name, value in revision.proposed.items()
    ]


def warnings_as_proposed(revision: Revision) -> list[str]:
    """Of the row as it would be: written, looked at, and taken back."""
    target = revision.target
    with transaction.atomic():
        with suppress(DoesNotFit):
            write(target, revision.proposed)
        found = warnings(target)
        transaction.set_rollback(True)
    target.refresh_from_db()
    return found


def answer(
    model_admin: ModelAdmin, request: HttpRequest, template: str, context: dict[str, Any]
) -> HttpResponse:
    """A page of decisions in the frame of the staff pages."""
    frame = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "checklist": CHECKLIST,
        "media": model_admin.media,
    }
    return TemplateResponse(request, template, frame | context)


def places_of(groups: Iterable[Group], offer: int | None = None) -> list[Place]:
    """Where a note may be written beside facts, those left empty included."""
    return [Place(fact.name, offer) for group in groups for fact in (*group.given, *group.empty)]


def rows_of(
    differences: Iterable[Difference],
    form: DecisionForm,
    offer: int | None = None,
    pictures: Iterable[OrganisationImage] = (),
) -> list[Row]:
    """With the picture beside each that is about one."""
    by_name = {field_of(picture.pk): picture for picture in pictures}
    return [Row(one, form, offer, by_name.get(one.name)) for one in differences]


def read_groups(
    groups: Iterable[Group],
    form: DecisionForm,
    offer: int | None = None,
    pictures: Collection[OrganisationImage] = (),
) -> list[Group]:
    """The same groups, of rows of the page."""
    return [
        Group(
            group.title,
            rows_of(group.given, form, offer, pictures),
            rows_of(group.empty, form, offer),
        )
        for group in groups
    ]


def decide_change(request: HttpRequest, revision: Revision, form: DecisionForm) -> str:
    """What a valid form decides about a change, done; what was done, in words.

    Raises:
        CannotPublish: it cannot be done; nothing was.
    """
    by, reason = person(request), form.cleaned_data["reason"]
    if "approve" in request.POST:
        read_as = form.cleaned_data["seen"]
        decisions.approve(revision=revision, read_as=read_as, by=by, reason=reason)
        return "approved, and live now"
    if "return" in request.POST:
        decisions.send_back(revision=revision, notes=form.notes(), by=by, reason=reason)
        return "returned to its owners"
    if "reject" in request.POST:
        decisions.reject(revision=revision, by=by, reason=reason)
        return "rejected"
    raise CannotPublish(_NO_DECISION)


def decide_profile(
    request: HttpRequest, organisation: Organisation, offers: list[Offer], form: DecisionForm
) -> str:
    """The same for a profile that was handed in, with those of its offers that are ticked.

    Raises:
        CannotPublish: it cannot be done; nothing was.
    """
    by, reason = person(request), form.cleaned_data["reason"]
    if "approve" in request.POST:
        ticked = set(request.POST.getlist("offer"))
        chosen = [offer for offer in offers if str(offer.pk) in ticked]
        decisions.approve_profile(
            organisation=organisation,
            offers=chosen,
            read_as=form.cleaned_data["seen"],
            by=by,
            reason=reason,
        )
        return "approved"
    if "return" in request.POST:
        decisions.return_profile(
            organisation=organisation, notes=form.notes(), by=by, reason=reason
        )
        return "returned to its owners"
    if "reject" in request.POST:
        notes = form.notes()
        decisions.reject_profile(organisation=organisation, notes=notes, by=by, reason=reason)
        return "rejected"
    raise CannotPublish(_NO_DECISION)


def decide_offer(request: HttpRequest, offer: Offer, form: DecisionForm) -> str:
    """The same for an offer that was handed in by itself.

    Raises:
        CannotPublish: it cannot be done; nothing was.
    """
    by, reason = person(request), form.cleaned_data["reason"]
    if "approve" in request.POST:
        read_as = form.cleaned_data["seen"]
        decisions.publish_offer(offer=offer, read_as=read_as, by=by, reason=reason)
        return "approved"
    if "return" in request.POST:
        decisions.return_offer(offer=offer, notes=form.notes(), by=by, reason=reason)
        return "returned to its owners"
    if "reject" in request.POST:
        decisions.reject_offer(offer=offer, notes=form.notes(), by=by, reason=reason)
        return "rejected"
    raise CannotPublish(_NO_DECISION)


def decided(request: HttpRequest, row: Organisation | Offer | Revision, done: str) -> None:
    """Say so; nobody reads it any more."""
    cache.delete(_reader_of(row))
    messages.success(request, f"{row}: {done}.")
