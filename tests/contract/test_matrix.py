"""Every address that is not for everybody, by role and method: matrix.toml says what each gets.

The table is written by hand where it matters and read against the running site: an address that
is not in it fails the test, and so does one that is no longer there.
"""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from accounts import services
from accounts.models import BridgeStaff, MailRecord, StatusChange, User
from artsmark_site.information.models import InformationPage
from artsmark_site.mail import post
from enquiries.choices import Party
from enquiries.collaborations.links import address_for, readers_of
from enquiries.links import partner_token, sender_token
from enquiries.monthly.links import token_for as token_of_figures
from enquiries.sender.links import confirm_token
from partners.letters.links import invited_token, news_token
from partners.members.links import token_for
from partners.models import CodeOfPractice, Invitation, Launch, ListUpload, OpeningNotice
from partners.upkeep.links import token_for as token_of_question
from reference import models as reference
from settings_schools.alerts.links import off_token, still_token
from settings_schools.models import AwardLevel, DigestReader, JourneyStage
from tests.factories import (
    make_addressee,
    make_area_list,
    make_asking,
    make_booking,
    make_bridge_move,
    make_closed_report,
    make_collaboration,
    make_concern,
    make_connection,
    make_enquiry,
    make_evidence_picture,
    make_gap_report,
    make_image,
    make_interest,
    make_join_request,
    make_letter_text,
    make_mailing,
    make_membership,
    make_name_to_invite,
    make_offer,
    make_organisation,
    make_recipient,
    make_revision,
    make_setting,
    make_shortlist,
    make_staff_note,
    make_venue,
)
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

TABLE = tomllib.loads(Path(__file__).with_name("matrix.toml").read_text(encoding="utf-8"))
ROLES = TABLE.pop("roles")
PREFIXES = (
    "admin/",
    "accounts/",
    "my/organisations/",
    "my/enquiries/",
    "my/setting/",
    "my/searches/",
    "collaborations/",
    "enquiries/",
    "enquire/",
    "partners/join/",
    "shortlist/",
    "settings/",
)


def routes(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        elif route.startswith(PREFIXES):
            yield route


class World:
    """One of everything, around one organisation in Plymouth."""

    def __init__(self):
        self.organisation = make_organisation(name="Mill House", listing_state="draft")
        self.offer = make_offer(organisation=self.organisation, state="draft")
        self.image = make_image(organisation=self.organisation)
        self.venue = make_venue(organisation=self.organisation)
        self.owner = make_membership(organisation=self.organisation).user
        editor = make_membership(organisation=self.organisation, role="editor")
        self.request = make_join_request(organisation=self.organisation)
        self.invitation = Invitation.objects.create(
            organisation=self.organisation, email="a@b.example"
        )
        self.revision = make_revision(organisation=self.organisation)
        self.addressee = make_addressee(
            mailing=make_mailing(kind="invitation"), posted_at=timezone.now()
        )
        stranger = make_membership().user
        self.asked = make_recipient(
            organisation=self.organisation, enquiry=make_enquiry(by=stranger)
        )
        self.people = {
            "stranger": stranger,
            "editor": editor.user,
            "owner": self.owner,
            "staff": self._staff("plymouth"),
            "staff_elsewhere": self._staff("leeds"),
            "admin": with_second_factor(User.objects.create_superuser("admin@site.example")),
        }
        self._of_a_setting()
        self._of_working_together()
        self.list = ListUpload.objects.create(
            by=self.people["staff"], name="list.csv", content=b"name,authority\nMill,Plymouth\n"
        )
        self.booking = make_booking(organisation=self.organisation)
        post("accounts.password_changed", to="a@b.example")
        StatusChange.objects.create(subject=self.organisation, field="state")
        self.rows = {
            "organisation": self.organisation, "offer": self.offer, "joinrequest": self.request,
            "revision": self.revision, "lettertext": make_letter_text(),
            "mailing": self.addressee.mailing,
            "settingmembership": self.asks_setting, "settingdomain": self.domain,
            "bridgemove": make_bridge_move(organisation=self.organisation),
            "staffnote": make_staff_note(organisation=self.organisation),
            "enquiryrecipient": self.asked,
            "user": self.owner, "bridgestaff": BridgeStaff.objects.first(),
            "statuschange": StatusChange.objects.first(), "mailrecord": MailRecord.objects.first(),
            "launch": Launch.objects.first(),
            "openingnotice": OpeningNotice.objects.create(email="c@d.example"),
            "codeofpractice": CodeOfPractice.objects.first(),
            "gapreport": make_gap_report(authority="plymouth"),
            "concern": make_concern(organisation=self.organisation),
            "arealist": make_area_list(), "closedreport": make_closed_report(),
            "trainingsession": self.booking.session,
            "booking": self.booking,
            "interestregistration": make_interest(),
            "nametoinvite": make_name_to_invite(),
            "educationsetting": make_setting(urn=None, checked_at=None),
            "journeystage": JourneyStage.objects.order_by("pk").first(),
            "awardlevel": AwardLevel.objects.order_by("pk").first(),
            "bridgeorganisation": self.organisation.led_by,
            "informationpage": InformationPage.objects.order_by("slug").first(),
        }  # fmt: skip

    def _of_a_setting(self):
        """Which the owner leads, the editor works for, and the stranger asked to join."""
        self.setting = make_setting()
        make_connection(setting=self.setting, user=self.people["owner"])
        self.works_there = make_connection(
            setting=self.setting, user=self.people["editor"], role="member"
        )
        self.asks_setting = make_asking(setting=self.setting, user=self.people["stranger"])
        colleague = make_connection(setting=self.setting, role="member")
        self.shortlist = make_shortlist(user=colleague.user, setting=self.setting)
        self.domain = self.setting.domains.create(domain="mill.sch.example")
        self.reader = DigestReader.objects.create(
            user=self.people["owner"], said_yes_on=date(2025, 1, 1), asked_again_on=date(2026, 1, 1)
        )

    def _of_working_together(self):
        """What the setting says that it did with the organisation, and an answer to its enquiry."""
        self.worked = make_collaboration(
            setting=self.setting, organisation=self.organisation, state="waiting"
        )
        self.shown = make_evidence_picture(collaboration=self.worked)
        self.answered = make_recipient(
            organisation=self.organisation,
            enquiry=make_enquiry(setting=self.setting),
            state="answered",
            answer="interested",
            answered_at=timezone.now(),
        )

    def _of_collaboration(self, route):
        if route.startswith("collaborations/"):
            [reader, *_] = readers_of(self.worked, Party.PARTNER)
            return "/" + address_for(self.worked, reader).split("/", 3)[3]
        row = self.setting if route.startswith("my/setting/") else self.organisation
        for name, number in (
            ("<int:pk>", row.pk),
            ("<int:collaboration_pk>", self.worked.pk),
            ("<int:recipient_pk>", self.answered.pk),
            ("<int:picture_pk>", self.shown.pk),
        ):
            route = route.replace(name, str(number))
        return f"/{route}"

    def _of_setting(self, route):
        """People are decided about who ask, and ended who are there."""
        member = self.asks_setting if "/decide/" in route else self.works_there
        route = route.replace("<int:pk>", str(self.setting.pk))
        route = route.replace("<int:member_pk>", str(member.pk))
        return "/" + route.replace("<int:list_pk>", str(self.shortlist.pk))

    def _of_searches(self, route):
        token = off_token if "/off/" in route else still_token
        route = route.replace("<str:token>", token(self.reader))
        return "/" + route.replace("<int:pk>", str(self.reader.pk))

    def _staff(self, slug):
        bridge = reference.BridgeOrganisation.objects.get(authorities__slug=slug)
        person = with_second_factor(make_person(f"officer@{slug}.example"))
        services.appoint(email=person.email, bridge=bridge)
        return person

    def client(self, role):
        client = Client()
        client.raise_request_exception = False
        if role != "anonymous":
            client.force_login(self.people[role])
        return client

    def address(self, route):
        values = {
            "<int:pk>": self.organisation.pk, "<int:offer_pk>": self.offer.pk,
            "<int:image_pk>": self.image.pk, "<int:venue_pk>": self.venue.pk,
            "<int:member_pk>": self.owner.memberships.get().pk,
            "<int:invitation_pk>": self.invitation.pk, "<int:request_pk>": self.request.pk,
            "<int:revision_pk>": self.revision.pk, "<str:token>": "token", "<slug:slug>": "basics",
            "<slug:what>": "interested",
        }  # fmt: skip
        if route == "my/organisations/invitation/<int:pk>/<str:token>/":
            return (
                f"/my/organisations/invitation/{self.invitation.pk}/{token_for(self.invitation)}/"
            )
        if "collaborations" in route:
            return self._of_collaboration(route)
        if route.startswith("my/setting/"):
            return self._of_setting(route)
        if route.startswith("my/searches/"):
            return self._of_searches(route)
        if route.startswith("enquiries/answer/"):
            return self._of_link(route)
        if route.startswith(("enquiries/<int:pk>/", "my/enquiries/asked/")):
            return self._of_sender(route)
        if route == "enquire/<slug:slug>/":
            return "/enquire/what/"
        if route.startswith("my/enquiries/<int:pk>/"):
            return "/" + route.replace("<int:pk>", str(self.asked.pk)).replace(
                "<slug:what>", "interested"
            )
        if route == "my/organisations/still-right/<int:pk>/<int:member_pk>/<str:token>/":
            return f"/my/organisations/still-right/{self._asked()}/"
        if route == "my/organisations/monthly/<int:pk>/<str:token>/":
            membership = self.owner.memberships.get()
            return f"/my/organisations/monthly/{membership.pk}/{token_of_figures(membership)}/"
        if route == "my/organisations/invited/<int:pk>/<str:token>/":
            return f"/my/organisations/invited/{self.addressee.pk}/{invited_token(self.addressee)}/"
        if route == "my/organisations/no-news/<int:pk>/<str:token>/":
            return f"/my/organisations/no-news/{self.addressee.pk}/{news_token(self.addressee)}/"
        if route.startswith("admin/partners/organisation/import/<int:pk>/"):
            return "/" + route.replace("<int:pk>", str(self.list.pk))
        if "confirm-email/^" in route:
            return "/accounts/confirm-email/forged:key/"
        if "(?P<uidb36>" in route:
            return "/accounts/password/reset/key/1-forged/"
        if route == "admin/r/<path:content_type_id>/<path:object_id>/":
            return "/admin/r/1/1/"
        if route.startswith("admin/every-change/"):
            return f"/admin/every-change/partners/organisation/{self.organisation.pk}/"
        if route.startswith("admin/") and ("<path:object_id>" in route or "<int:pk>" in route):
            model = route.split("/")[2]
            row = self.rows.get(model) or self._reference(model)
            route = route.replace("<path:object_id>", str(row.pk)).replace("<int:pk>", str(row.pk))
        for name, value in values.items():
            route = route.replace(name, str(value))
        return "/" + route.replace("(?P<url>.*)$", "no-such-page")

    def _of_link(self, route):
        membership = self.owner.memberships.get()
        link = f"{self.asked.pk}/{membership.pk}/{partner_token(self.asked, membership)}"
        path = route.replace("<int:pk>/<int:member_pk>/<str:token>", link)
        return "/" + path.replace("<slug:what>", "interested")

    def _of_sender(self, route):
        enquiry = self.asked.enquiry
        token = confirm_token(enquiry) if "/confirm/" in route else sender_token(enquiry)
        route = route.replace("<int:pk>", str(enquiry.pk)).replace("<str:token>", token)
        return "/" + route.replace("<int:recipient_pk>", str(self.asked.pk))

    def _asked(self):
        membership = self.owner.memberships.get()
        notice, _ = self.organisation.notices.get_or_create(
            kind="still-right", about_on=date(2026, 1, 1)
        )
        return f"{notice.pk}/{membership.pk}/{token_of_question(notice, membership)}"

    def _reference(self, name):
        models = {
            model._meta.model_name: model
            for model in vars(reference).values()
            if hasattr(model, "_meta")
        }
        return models[name].objects.order_by("pk").first()


def test_every_address_is_in_the_table():
    assert sorted(set(routes())) == sorted(TABLE)


def part_of(route):
    """Routes of one part are tested together: making a world takes longer than asking it."""
    return "/".join(route.split("/")[: 2 if route.startswith("admin/") else 1])


@pytest.mark.parametrize("part", sorted({part_of(route) for route in TABLE}))
def test_each_role_gets_what_the_table_says(part):
    world = World()
    clients = {role: world.client(role) for role in ROLES}
    for route in (route for route in TABLE if part_of(route) == part):
        for method, expected in TABLE[route].items():
            found = [status_of(clients[role], method, world.address(route)) for role in ROLES]
            assert found == expected, f"{method} {route}: {dict(zip(ROLES, found, strict=True))}"


def status_of(client, method, address):
    """What they get; whatever it changed is undone, their session too."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = getattr(client, method.lower())(address)
        if response.streaming:
            response.getvalue()
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code
