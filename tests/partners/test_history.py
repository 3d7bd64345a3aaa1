"""Every change of a row is kept, whatever made it, with who and when, and nothing private."""

from io import StringIO

import pgtrigger
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pghistory.core import event_models

from accounts import services as accounts
from accounts.migrations._keeping import note_what_is_there
from accounts.models import BridgeStaff, User
from artsmark_site import due
from partners.models import (
    CodeAcceptance,
    CodeOfPractice,
    Invitation,
    JoinRequest,
    Membership,
    Offer,
    Organisation,
    OrganisationImage,
    ReviewNote,
    Revision,
    Venue,
)
from reference.models import ArtForm, BridgeOrganisation, KeyStage
from settings_schools.models import (
    ArtsmarkJourney,
    EducationSetting,
    SettingDomain,
    SettingMembership,
)
from tests.factories import (
    make_booking,
    make_connection,
    make_image,
    make_interest,
    make_join_request,
    make_membership,
    make_offer,
    make_organisation,
    make_review_note,
    make_revision,
    make_venue,
)
from tests.partners.admin_pages import ORGANISATIONS, fields_of
from tests.people import make_person
from training.models import Booking, InterestRegistration, TrainingSession

pytestmark = pytest.mark.django_db

KEPT = (
    Organisation,
    Offer,
    Venue,
    OrganisationImage,
    Membership,
    Invitation,
    JoinRequest,
    Revision,
    ReviewNote,
    CodeAcceptance,
    User,
    BridgeStaff,
    TrainingSession,
    Booking,
    InterestRegistration,
    EducationSetting,
    ArtsmarkJourney,
    SettingMembership,
    SettingDomain,
)
EVENTS = sorted(event_models(), key=lambda events: events.__name__)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def events_of(row):
    return type(row).pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")


def labels_of(row):
    return list(events_of(row).values_list("pgh_label", flat=True))


def make_everything():
    """A row in each table that is kept, and in each of their lists."""
    organisation = make_organisation()
    offer = make_offer(organisation=organisation)
    member = make_membership(organisation=organisation)
    make_venue(organisation=organisation)
    make_image(organisation=organisation)
    make_join_request(organisation=organisation)
    make_revision(organisation=organisation)
    make_review_note(organisation=organisation)
    Invitation.objects.create(organisation=organisation, email="a@b.example")
    code = CodeOfPractice.objects.first()
    CodeAcceptance.objects.create(organisation=organisation, code=code, name="Jo Head")
    bridge = BridgeOrganisation.objects.first()
    BridgeStaff.objects.create(user=member.user, bridge=bridge)
    make_booking(organisation=organisation)
    interest = make_interest()
    setting = make_connection().setting
    setting.journeys.create()
    setting.domains.create(domain="mill.sch.example")
    for row in (organisation, offer, member.user, interest):
        for field in row._meta.many_to_many:
            getattr(row, field.name).add(field.related_model._default_manager.first())


def fields_of_events(events):
    return [f.attname for f in events._meta.concrete_fields if not f.name.startswith("pgh_")]


# --- What ---------------------------------------------------------------------------------------


def test_all_of_these_are_kept_and_so_is_each_of_their_lists():
    lists = [field.remote_field.through for model in KEPT for field in model._meta.many_to_many]
    assert {events.pgh_tracked_model._meta.concrete_model for events in EVENTS} == {*KEPT, *lists}
    assert len(EVENTS) == len(KEPT) + len(lists)


def test_every_way_of_writing_leaves_an_event():
    first, second = make_organisation(), make_organisation()
    Organisation.objects.filter(pk=first.pk).update(summary="By update().")
    first.refresh_from_db()
    first.summary = "By bulk_update()."
    Organisation.objects.bulk_update([first], ["summary"])
    sql("UPDATE partners_organisation SET summary = 'By SQL.' WHERE id = %s", first.pk)
    told = [event.summary for event in events_of(first)]
    assert told[1:] == ["By update().", "By bulk_update().", "By SQL."]
    [one] = Organisation.objects.bulk_create([Organisation(name="By bulk_create", slug="b")])
    assert labels_of(one) == ["insert"]
    sql("DELETE FROM partners_organisation WHERE id = %s", one.pk)
    assert labels_of(one) == ["insert", "delete"]
    assert labels_of(second) == ["insert"]


def test_what_goes_with_a_deleted_row_leaves_its_events():
    organisation = make_organisation()
    offer, venue = make_offer(organisation=organisation), make_venue(organisation=organisation)
    member = make_membership(organisation=organisation)
    gone = [organisation, offer, venue, member]
    numbers = [row.pk for row in gone]
    art_form = offer.art_forms.get()
    organisation.delete()
    for row, number in zip(gone, numbers, strict=True):
        last = type(row).pgh_event_model.objects.filter(pgh_obj_id=number).latest("pgh_id")
        assert last.pgh_label == "delete"
    listed = apps.get_model("partners", "OfferArtFormsEvent").objects.filter(offer_id=numbers[1])
    assert [(event.pgh_label, event.artform) for event in listed.order_by("pgh_id")] == [
        ("insert", art_form),
        ("delete", art_form),
    ]


def test_the_admin_leaves_them_too(admin_client, admin_user):
    organisation = make_organisation(name="Mill House")
    page = f"{ORGANISATIONS}{organisation.pk}/change/"
    sent = fields_of(admin_client.get(page)) | {"name": "Old Mill House", "_save": "yes"}
    assert admin_client.post(page, sent).status_code == 302
    last = events_of(organisation).last()
    assert (last.pgh_label, last.name) == ("update", "Old Mill House")
    assert last.pgh_context["user"] == admin_user.pk


def test_a_save_that_changes_nothing_leaves_none():
    organisation = make_organisation()
    before = labels_of(organisation)
    organisation.save()
    assert labels_of(organisation) == before


def test_standing_of_people_is_kept_and_nothing_else_of_them():
    person = make_person("officer@body.example", name="Jo Head")
    person.name = "Jo Other"
    person.save()
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    accounts.appoint(email=person.email, bridge=bridge)
    assert [event.is_staff for event in events_of(person)] == [False, True]
    assert fields_of_events(User.pgh_event_model) == ["is_staff", "is_superuser", "is_active"]
    post = person.bridge_posts.get()
    number = post.pk
    accounts.dismiss(user=person, bridge=bridge)
    told = BridgeStaff.pgh_event_model.objects.filter(pgh_obj_id=number)
    assert [event.pgh_label for event in told.order_by("pgh_id")] == ["insert", "delete"]
    groups = apps.get_model("accounts", "UserGroupsEvent").objects.filter(user_id=person.pk)
    assert [event.pgh_label for event in groups.order_by("pgh_id")] == ["insert", "delete"]


def test_what_was_there_before_has_a_first_event():
    offer, user = make_offer(), make_person()
    with connection.schema_editor() as editor:
        note_what_is_there("partners", ["Organisation", "Offer"])(apps, editor)
        note_what_is_there("accounts", ["User"])(apps, editor)
    found = events_of(offer).last()
    assert (found.pgh_label, found.title, found.pgh_context) == ("found", offer.title, None)
    assert labels_of(user)[-1] == "found"
    listed = apps.get_model("partners", "OfferArtFormsEvent").objects.filter(offer=offer)
    assert [event.pgh_label for event in listed.order_by("pgh_id")] == ["insert", "found"]


# --- The history says what the rows say -----------------------------------------------------------


def replayed(events):
    """The rows as their events tell them; of lists, the pairs that are in them."""
    rows = {}
    names = fields_of_events(events)
    for event in events.objects.order_by("pgh_id"):
        values = tuple(getattr(event, name) for name in names)
        key = getattr(event, "pgh_obj_id", values)
        if event.pgh_label == "delete":
            assert rows.pop(key) == values
        else:
            rows[key] = values
    return rows


def current_rows(events):
    model = events.pgh_tracked_model._meta.concrete_model
    names = fields_of_events(events)
    rows = models.QuerySet(model).values_list("pk", *names)
    if hasattr(events, "pgh_obj"):
        return {pk: values for pk, *rest in rows if (values := tuple(rest)) is not None}
    return {tuple(rest): tuple(rest) for _, *rest in rows}


def some(rows, number):
    return rows[number % len(rows)] if rows else None


def add_organisation(n, text):
    make_organisation(name=text, travel_miles=n + 1)


def add_many(n, text):
    new = [Organisation(name=f"{text} {i}", slug="s", working_days=[1, 2]) for i in range(n % 4)]
    Organisation.objects.bulk_create(new)


def add_what_belongs(n, text):
    if organisation := some(Organisation.objects.order_by("pk"), n):
        offer = make_offer(organisation=organisation, title=text)
        make_venue(organisation=organisation, name=f"Venue {offer.pk}", address=text)
        make_membership(organisation=organisation)
        make_join_request(organisation=organisation)
        make_image(organisation=organisation)
        make_review_note(organisation=organisation, words=text)
        make_revision(organisation=organisation, offer=offer)


def save_one(n, text):
    if offer := some(Offer.objects.order_by("pk"), n):
        offer.title, offer.lead_time_weeks, offer.arts_award_levels = text, n, ["bronze"]
        offer.save()


def update_many(n, text):
    Organisation.objects.filter(pk__gt=0).update(summary=text, travel_miles=n + 1, phone=text)
    Membership.objects.filter(role="owner").update(role="editor" if n % 2 else "owner")


def update_by_sql(n, text):
    sql("UPDATE partners_organisation SET description = %s WHERE id %% 2 = %s", text, n % 2)
    sql("UPDATE partners_venue SET receives_visits = NOT receives_visits")
    sql("UPDATE partners_offer_key_stages SET keystage_id = keystage_id WHERE id > 0")
    sql("UPDATE accounts_user SET is_active = NOT is_active")


def change_lists(n, text):
    if offer := some(Offer.objects.order_by("pk"), n):
        offer.art_forms.set(ArtForm.objects.order_by("pk")[: n % 5])
        offer.key_stages.add(*KeyStage.objects.order_by("pk")[n % 3 : 4])
        offer.themes.clear()


def move_by_sql(n, text):
    """A row of a list that is written over is another entry."""
    free = "SELECT id FROM reference_artform WHERE id NOT IN (SELECT artform_id FROM {0}) LIMIT 1"
    table = "partners_organisation_art_forms"
    sql(
        f"UPDATE {table} SET artform_id = ({free.format(table)}) "  # noqa: S608
        f"WHERE id = (SELECT min(id) FROM {table}) AND EXISTS ({free.format(table)})"
    )


def delete_one(n, text):
    if organisation := some(Organisation.objects.order_by("pk"), n):
        organisation.delete()


def delete_by_sql(n, text):
    sql("DELETE FROM partners_offer_art_forms WHERE id %% 2 = %s", n % 2)
    sql("DELETE FROM partners_membership WHERE id %% 3 = %s", n % 3)


WRITES = (
    add_organisation,
    add_many,
    add_what_belongs,
    save_one,
    update_many,
    update_by_sql,
    change_lists,
    move_by_sql,
    delete_one,
    delete_by_sql,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    writes=st.lists(
        st.tuples(
            st.sampled_from(WRITES),
            st.integers(0, 20),
            st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=9),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_the_history_replayed_is_the_rows_as_they_are(writes):
    with transaction.atomic():
        add_organisation(1, "First")
        add_what_belongs(0, "First")
        for write, number, text in writes:
            write(number, text)
        for events in EVENTS:
            assert replayed(events) == current_rows(events), events.__name__
        transaction.set_rollback(True)


# --- Who ----------------------------------------------------------------------------------------


def last_context(row):
    return events_of(row).last().pgh_context


@pytest.mark.django_db(transaction=True)
def test_it_says_who_sent_the_form_and_in_which_request(client):
    member = make_membership(organisation=make_organisation(listing_state="draft"))
    organisation = member.organisation
    client.force_login(member.user)
    page = f"/my/organisations/{organisation.pk}/hide/"
    asked = client.post(page, headers={"X-Request-ID": "from-nginx-0123"})
    assert asked.status_code == 302
    context = last_context(organisation)
    assert context == {"user": member.user_id, "request": "from-nginx-0123"}
    assert member.user.email not in str(context)
    Organisation.objects.filter(pk=organisation.pk).update(summary="Later, on the same connection.")
    assert last_context(organisation) is None
    client.logout()


@pytest.mark.django_db(transaction=True)
def test_a_request_that_fails_leaves_its_name_to_nobody(client):
    organisation = make_organisation()
    client.force_login(make_person())
    assert client.post(f"/my/organisations/{organisation.pk}/hide/").status_code == 404
    Organisation.objects.update(summary="Afterwards.")
    assert last_context(organisation) is None
    assert connection.execute_wrappers == [] or "pghistory" not in str(connection.execute_wrappers)


@pytest.mark.django_db(transaction=True)
def test_jobs_and_commands_are_named(tmp_path):
    revision = make_revision(
        state="at-once",
        decided_at="2020-01-01T00:00Z",
        before={"phone": "1"},
        proposed={"phone": "2"},
    )
    due.erase_expired()
    assert (labels_of(revision)[-1], last_context(revision)) == (
        "proposed",
        {"job": "erase_expired"},
    )
    file = tmp_path / "list.csv"
    file.write_text("name,authority\nSalt Loft,Plymouth\n")
    call_command("import_partners", file, rejected=tmp_path / "r.csv", stdout=StringIO())
    organisation = Organisation.objects.get(name="Salt Loft")
    assert last_context(organisation) == {"command": "import_partners"}
    call_command("make_administrator", "head@site.example", stdout=StringIO())
    assert last_context(User.objects.get()) == {"command": "make_administrator"}
    call_command("appoint_staff", "officer@body.example", "real-ideas", stdout=StringIO())
    assert last_context(BridgeStaff.objects.get()) == {"command": "appoint_staff"}


def test_visitors_who_read_pay_nothing_for_it(client):
    organisation = make_organisation()
    for address in ("/partners/", organisation.get_absolute_url(), "/"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        assert not [query for query in asked if "pghistory" in query["sql"]]


def test_a_form_costs_no_query_more(settings):
    with_it = settings.MIDDLEWARE
    numbers = []
    for middleware in (with_it, with_it[:-1], with_it):
        settings.MIDDLEWARE = middleware
        organisation = make_organisation(listing_state="draft")
        client = Client()
        client.force_login(make_membership(organisation=organisation).user)
        with CaptureQueriesContext(connection) as asked:
            client.post(f"/my/organisations/{organisation.pk}/hide/")
        numbers.append(len(asked))
        is_told = any("pghistory" in query["sql"] for query in asked)
        assert is_told is (middleware is with_it)
    _, without, again = numbers  # the first fills what Django keeps
    assert without == again > 5


# --- Never changed ------------------------------------------------------------------------------


def test_nobody_changes_or_deletes_an_event():
    make_everything()
    for events in EVENTS:
        table = events._meta.db_table
        for statement in ("UPDATE {} SET pgh_label = 'other'", "DELETE FROM {}"):
            assert events.objects.exists(), table
            with pytest.raises(DatabaseError, match="Cannot update or"), transaction.atomic():
                sql(statement.format(table))


def test_nobody_passes_the_triggers_by():
    """Each migration that adds a trigger brings the library's way to do so back: end it with
    `NOBODY_PASSES_BY` of accounts/migrations/_keeping.py."""
    organisation = make_organisation()
    with pgtrigger.ignore():
        Organisation.objects.update(summary="Unseen?")
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            sql("DELETE FROM partners_organisationevent")
    assert events_of(organisation).last().summary == "Unseen?"


def test_who_owns_the_tables_takes_a_text_out_as_the_operations_say():
    organisation = make_organisation(description="About Jo Smith.")
    table = "partners_organisationevent"
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    sql(f"UPDATE {table} SET description = '' WHERE pgh_obj_id = %s", organisation.pk)  # noqa: S608
    sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert events_of(organisation).last().description == ""
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        sql(f"DELETE FROM {table}")  # noqa: S608


# --- Nothing private ----------------------------------------------------------------------------

CANARY = "Quillan Canarywright"
ADDRESS = "quillan@canary.example"


def test_no_event_holds_what_is_private_from_the_first_day_on():
    organisation = make_organisation(
        contact_name=CANARY,
        contact_email=ADDRESS,
        phone="01632 960917",
        trained_person=CANARY,
        address="7 Canary Lane",
        postcode="PL4 8AA",
        hide_street=True,
    )
    private = {"contact_name": CANARY, "contact_email": ADDRESS}
    person = make_person(ADDRESS, name=CANARY)
    make_membership(organisation=organisation, user=person)
    make_venue(organisation=organisation, address="7 Canary Lane", postcode="PL4 8AA")
    picture = make_image(organisation=organisation, credit=CANARY)
    request = make_join_request(organisation=organisation)
    JoinRequest.objects.filter(pk=request.pk).update(message=f"I am {CANARY}.")
    Invitation.objects.create(organisation=organisation, email=ADDRESS, invited_by=person)
    make_revision(organisation=organisation, before=private, proposed=private, reason=CANARY)
    make_review_note(organisation=organisation, words=f"Ask {CANARY}.")
    code = CodeOfPractice.objects.first()
    CodeAcceptance.objects.create(organisation=organisation, code=code, by=person, name=CANARY)
    Organisation.objects.filter(pk=organisation.pk).update(contact_name=f"{CANARY} Jones")
    assert labels_of(organisation)[-1] == "contact_name"
    assert held() == []
    due.erase_expired()
    organisation.delete()
    person.delete()
    assert held() == []
    assert picture.name not in str(written())


def held():
    canaries = ("canary", "960917", "pl4 8aa")
    return [row for row in written() if any(canary in row.lower() for canary in canaries)]


def written():
    return [
        row
        for events in EVENTS
        for (row,) in sql(f"SELECT e::text FROM {events._meta.db_table} e")  # noqa: S608
    ]


def test_what_is_written_in_words_is_copied_for_a_reason():
    """Add a field here only if nobody's name, address or number stands in it; else it is
    `private` where its model is kept."""
    words = (models.CharField, models.TextField, models.JSONField)
    copied = {
        f"{events.__name__.removesuffix('Event')}.{field.name}"
        for events in EVENTS
        for field in events._meta.concrete_fields
        if isinstance(field, words) and not field.choices and not field.name.startswith("pgh_")
    }
    assert copied == {
        "EducationSetting.dfe_number",
        "EducationSetting.name",
        "EducationSetting.postcode",
        "EducationSetting.town",
        "Offer.cost_note",
        "Offer.curriculum_links",
        "Offer.description",
        "Offer.group_note",
        "Offer.learning_outcomes",
        "Offer.required_resources",
        "Offer.summary",
        "Offer.title",
        "Offer.web_page",
        "Organisation.access_statement",
        "Organisation.charity_number",
        "Organisation.company_number",
        "Organisation.description",
        "Organisation.external_id",
        "Organisation.name",
        "Organisation.safeguarding_statement",
        "Organisation.source",
        "Organisation.summary",
        "Organisation.town",
        "Organisation.trained_session",  # what a session was called
        "Organisation.website",
        "OrganisationImage.alt_text",
        "ReviewNote.field",
        "SettingDomain.domain",  # of a school, council or trust
        "TrainingSession.address",
        "TrainingSession.agenda",
        "TrainingSession.end_reason",
        "TrainingSession.for_whom",
        "TrainingSession.getting_there",
        "TrainingSession.postcode",
        "TrainingSession.purpose",
        "TrainingSession.title",
        "TrainingSession.venue_access",
        "TrainingSession.venue_name",
        "Venue.name",
    }
