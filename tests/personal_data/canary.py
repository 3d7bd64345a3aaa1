"""Somebody who left traces everywhere, and a search of the whole database for them."""

import json
import re
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from artsmark_site.mail import post
from partners.members import services as members
from partners.models import (
    ImportedOrganisation,
    Invitation,
    JoinRequest,
    Membership,
    NewsRefusal,
    OpeningNotice,
    Organisation,
    PictureUpload,
)
from partners.my import services as my
from partners.revisions import services as revisions
from reference.models import BridgeOrganisation
from settings_schools.alerts import services as alerts
from settings_schools.people import services as connections
from tests.factories import (
    make_addressee,
    make_asking,
    make_booking,
    make_concern,
    make_connection,
    make_gap_report,
    make_interest,
    make_membership,
    make_organisation,
    make_review_note,
    make_revision,
    make_shortlist,
)
from tests.people import PASSWORD, make_person, with_second_factor

EMAIL, NAME, PHONE = "canary@museum.example", "Zoë Canary-Bird", "01752 555 0199"
TRACES = re.compile(r"canary@|@canary|Canary-Bird|01752 555 0199", re.IGNORECASE)


def somebody(**fields: Any) -> User:
    return make_person(EMAIL, name=NAME, **fields)


def leave_traces(user: User) -> Organisation:
    """In every table that can hold one; the organisation that they own with somebody else."""
    organisation = make_organisation(
        name="Mill House",
        contact_name=NAME.upper(),
        contact_email=EMAIL.title(),
        phone=PHONE,
        trained_person=NAME,
    )
    colleague = make_membership(organisation=organisation).user
    make_membership(organisation=organisation, user=user)
    _sign_in(user)
    _in_the_organisation(organisation, user)
    _among_staff(organisation, user)
    _in_letters(organisation, user)
    make_shortlist(organisation, user=user, title=f"{NAME} keeps", note=f"Ask {NAME}, {EMAIL}")
    _at_a_setting(user)
    EmailAddress.objects.create(user=user, email="new@canary.example", verified=False)
    EmailAddress.objects.create(user=colleague, email=EMAIL.upper(), verified=False)
    return organisation


def _at_a_setting(user: User) -> None:
    """They lead, let a colleague in, entered a domain, and are told about a search for them."""
    setting = make_connection(user=user).setting
    connections.decide(membership=make_asking(setting=setting), accept=True, by=user)
    setting.domains.create(domain="mill.sch.example", entered_by=user)
    alerts.tell_me(user=user, asked=f"q={NAME}")


def _sign_in(user: User) -> None:
    """Wrongly, and rightly; they begin to change their address, and switch on a second step."""
    Client().post("/accounts/login/", {"login": user.email.upper(), "password": "wrong"})
    client = Client()
    client.post("/accounts/login/", {"login": user.email.title(), "password": PASSWORD})
    assert client.get("/my/").status_code == 200
    client.post("/accounts/email/", {"email": "next@canary.example", "action_add": ""})
    with_second_factor(user)


def _in_the_organisation(organisation: Organisation, user: User) -> None:
    members.invite(organisation=organisation, email="b@museum.example", role="editor", by=user)
    Invitation.objects.create(organisation=make_organisation(), email=EMAIL.upper())
    members.ask_to_join(
        organisation=make_membership().organisation, user=user, message=f"I am {NAME}, {PHONE}"
    )
    code = my.CodeOfPractice.objects.current()
    my.accept_code(organisation=organisation, code=code, name=NAME, by=user)
    wanted = {"contact_name": NAME, "phone": "01752 555 0100"}
    revisions.save_edit(
        target=organisation, wanted=wanted | {"website": "https://a.example"}, by=user
    )
    revisions.save_edit(target=organisation, wanted={"phone": PHONE}, by=user)
    make_revision(organisation=organisation, author=user, reason=f"As {NAME} said on {PHONE}")
    make_review_note(organisation=organisation, by=user, words=f"Ask {NAME.upper()} ({EMAIL})")
    values = {"name": "Mill House", "contact_email": EMAIL, "contact_name": NAME, "phone": PHONE}
    ImportedOrganisation.objects.create(organisation=organisation, values=values)
    PictureUpload.objects.create(by=user)
    Organisation.objects.filter(pk=organisation.pk).update(contact_email=EMAIL.title())
    # Where they were once, and somebody else can be reached.
    before = make_organisation(contact_name=NAME, contact_email="office@mill.example", phone="1")
    membership = make_membership(organisation=make_organisation(), user=user)
    Membership.objects.filter(pk=membership.pk).update(organisation=before)
    make_membership(organisation=before)


def _among_staff(organisation: Organisation, user: User) -> None:
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    bridge.contact_name, bridge.contact_email, bridge.contact_phone = NAME, EMAIL, PHONE
    bridge.save()
    accounts.appoint(email=user.email, bridge=bridge)
    accounts.record(organisation, "listing_state", "draft", "approved", user, f"By {NAME}")
    request = JoinRequest.objects.get(user=user)
    for row in (user, request, organisation):
        LogEntry.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=str(row),
            action_flag=CHANGE,
            change_message=json.dumps([{"added": {"object": f"{NAME} for Mill House"}}]),
        )


def _in_letters(organisation: Organisation, user: User) -> None:
    make_gap_report(email=EMAIL.upper(), words=f"I am {NAME}", answer=f"Dear {NAME}")
    make_gap_report(email="other@school.example", words=f"Ask {NAME}", note=f"Rang {PHONE}")
    make_concern(organisation=organisation, email=EMAIL.title(), name=NAME, words=f"I, {NAME}")
    make_concern(
        organisation=organisation, words=f"{NAME.upper()} shouts", note=f"Wrote to {EMAIL}"
    )
    make_addressee(
        organisation=organisation,
        email=EMAIL.upper(),
        answer="not-us",
        answer_words=f"Ask {NAME}, {EMAIL}",
        answered_at=timezone.now(),
    )
    NewsRefusal.objects.create(email=EMAIL.title())
    needs = {"access_needs": f"{NAME} needs a lift", "note": f"{NAME} rang", "booked_by": user}
    make_booking(organisation=organisation, name=NAME, email=EMAIL.title(), **needs)
    make_interest(name=NAME, email=EMAIL, organisation_name=NAME, suits=f"{PHONE} on Mondays")
    OpeningNotice.objects.create(email=EMAIL.upper())
    post("accounts.password_changed", to=EMAIL.upper())
    post("accounts.email_changed", to="old@canary.example", about=user, facts={"to_email": EMAIL})
    session = SessionStore()
    session["account_login"] = {"email": EMAIL}
    session.save()


def traces() -> list[str]:
    """Every row of every table in which they still occur, sessions opened."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608
            found += [f"{table}: {row}" for (row,) in cursor.fetchall() if _shows(row)]
    for session in Session.objects.all():
        opened = json.dumps(SessionStore().decode(session.session_data), default=str)
        found += [f"session: {opened}"] if _shows(opened) else []
    return found


def _shows(text: str) -> bool:
    """Also where JSON in JSON spells ë as an escape."""
    return bool(TRACES.search(text.replace("\\\\u00eb", "ë").replace("\\u00eb", "ë")))
