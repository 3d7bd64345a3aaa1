"""Staff of one area reach nothing of another: every page of the admin, by every path.

Everything of the other area carries a marker, and no byte that its neighbours get may hold it.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.groups import BRIDGE_STAFF, GROUPS
from accounts.models import BridgeStaff, MailRecord, StatusChange
from artsmark_site.admin import OwnArea, RowsOfNoArea
from artsmark_site.mail import post
from partners.models import JoinRequest, Membership, Offer, Organisation, StaffNote
from partners.search.current import current
from reference.models import BridgeOrganisation, LocalAuthority
from settings_schools.models import EducationSetting, SettingDomain
from tests.factories import (
    make_addressee,
    make_area_list,
    make_asking,
    make_booking,
    make_bridge_move,
    make_closed_report,
    make_collaboration,
    make_concern,
    make_enquiry,
    make_gap_report,
    make_image,
    make_interest,
    make_letter_text,
    make_mailing,
    make_name_to_invite,
    make_offer,
    make_organisation,
    make_recipient,
    make_revision,
    make_session,
    make_setting,
    make_staff_note,
    make_venue,
)
from tests.partners.admin_pages import ORGANISATIONS, fields_of, run, text_of
from tests.people import make_person, with_second_factor
from training.models import AreaList, Booking, ClosedReport, InterestRegistration, TrainingSession

pytestmark = pytest.mark.django_db

MARK = "Zyxwort"
ADMINS = dict(admin.site._registry)
OF_AREAS = {model: page for model, page in ADMINS.items() if isinstance(page, OwnArea)}


@pytest.fixture
def here():
    return BridgeOrganisation.objects.get(authorities__slug="plymouth")


@pytest.fixture
def neighbour(here):
    """Staff of the area around Plymouth."""
    person = with_second_factor(make_person("officer@here.example"))
    services.appoint(email=person.email, bridge=here)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def theirs():
    """An organisation in Leeds, and all that belongs to it."""
    organisation = make_organisation(
        name=f"{MARK} House",
        authority="leeds",
        position=None,
        description=f"{MARK} words.",
        contact_name=f"{MARK} Smith",
        contact_email=f"{MARK.lower()}@house.example",
        trained_person=f"{MARK} Jones",
    )
    offer = make_offer(organisation=organisation, title=f"{MARK} day")
    venue = make_venue(organisation=organisation, name=f"{MARK} Hall")
    image = make_image(organisation=organisation, alt_text=f"{MARK} pots.")
    StatusChange.objects.create(subject=organisation, field="state", reason=f"{MARK} reason")
    member = make_person(f"{MARK.lower()}.owner@house.example", name=f"{MARK} Owner")
    Membership.objects.create(user=member, organisation=organisation, role="owner")
    post("accounts.password_changed", to=member.email, about=member)
    request = JoinRequest.objects.create(
        organisation=organisation, user=make_person("asks@house.example"), kind="join"
    )
    text = {"description": f"{MARK} is other now."}
    change = make_revision(organisation=organisation, author=member, proposed=text)
    body = BridgeOrganisation.objects.get(authorities__slug="leeds")
    BridgeOrganisation.objects.filter(pk=body.pk).update(contact_name=f"{MARK} Head")
    words = make_letter_text(bridge=body, subject=f"{MARK} [organisation]")
    letter = make_mailing(bridge=body, subject=f"{MARK} news")
    make_addressee(mailing=letter, organisation=organisation, email=f"{MARK}@house.example")
    note = make_staff_note(organisation=organisation, words=f"{MARK} called.")
    gap = make_gap_report(
        region="yorkshire-and-the-humber", authority="leeds", words=f"{MARK} drums."
    )
    concern = make_concern(organisation=organisation, words=f"{MARK} shouts.")
    services.appoint(email="o@leeds.example", name=f"{MARK} Officer", bridge=body)
    question = make_enquiry(purpose=f"{MARK} day", setting_name=f"{MARK} School")
    asked = make_recipient(organisation=organisation, enquiry=question)
    session = make_session(bridge=body, title=f"{MARK} training", agenda=f"{MARK} begins.")
    booking = make_booking(
        session=session, organisation=organisation, name=f"{MARK} Comes", state="requested"
    )
    interest = make_interest(authority="leeds", organisation_name=f"{MARK} Trust")
    post_there = BridgeStaff.objects.get(bridge=body)
    school = make_setting(name=f"{MARK} Primary", authority="leeds")
    asks = make_asking(setting=school, user=make_person("t@leeds.example", name=f"{MARK} Teach"))
    domain = school.domains.create(domain=f"{MARK.lower()}.sch.example")
    named = make_name_to_invite(setting=school, other_name=f"{MARK} Painter")
    make_collaboration(setting=school, organisation=organisation, title=f"{MARK} day")
    rows = (
        *(asks, domain, named),
        *(organisation, offer, venue, image, request, change, words, letter, note, asked),
        *(gap, concern, body),
        *(
            make_area_list("leeds", name=f"{MARK} side", bridge=body),
            make_closed_report(bridge=body),
        ),
        *(gap, concern, session, booking, interest, body),
        make_setting(urn=None, checked_at=None, authority="leeds", name=f"{MARK} Nursery"),
        post_there,
        make_bridge_move(
            organisation=organisation,
            from_bridge=body,
            to_bridge=BridgeOrganisation.objects.get(authorities__slug="norfolk"),
        ),
    )
    return {type(row): row for row in rows}


def unmarked(response):
    body = response.getvalue().decode(errors="replace")
    assert MARK.lower() not in body.lower(), response.request["PATH_INFO"]
    return response


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", ADMINS, ids=lambda model: model.__name__)
def test_every_page_says_whether_its_rows_belong_to_areas(model):
    page = ADMINS[model]
    assert isinstance(page, OwnArea) is not isinstance(page, RowsOfNoArea)
    rows = model._default_manager.all()
    assert hasattr(rows, "writable_by") is isinstance(page, OwnArea)


def test_staff_of_a_body_may_change_nothing_that_belongs_to_no_area():
    names = {model._meta.model_name for model in ADMINS if model not in OF_AREAS}
    held = Permission.objects.filter(group__name=BRIDGE_STAFF, content_type__model__in=names)
    assert {permission.codename.split("_")[0] for permission in held} <= {"view"}
    assert len(GROUPS) == 1


@pytest.mark.parametrize("model", ADMINS, ids=lambda model: model.__name__)
def test_no_list_search_or_form_shows_a_neighbour_anything(neighbour, theirs, model):
    for query in ("", f"?q={MARK[:-1]}", "?all=", "?e=1"):  # the page repeats what was searched
        unmarked(neighbour.get(address(model, "changelist") + query))
    unmarked(neighbour.get(address(model, "add")))
    for row in model._default_manager.all()[:3]:
        for page in ("change", "delete", "history"):
            unmarked(neighbour.get(address(model, page, row.pk), follow=True))
        kind = f"{row._meta.app_label}/{row._meta.model_name}"
        unmarked(neighbour.get(f"/admin/every-change/{kind}/{row.pk}/"))


def test_the_start_page_shows_a_neighbour_nothing(neighbour, theirs):
    unmarked(neighbour.get("/admin/"))


def test_what_schools_missed_elsewhere_shows_a_neighbour_nothing(neighbour, theirs, admin_client):
    page = "/admin/enquiries/gapreport/missed/"
    assert f"{MARK} drums." in text_of(admin_client.get(page))
    for query in ("", "?region=yorkshire-and-the-humber"):
        unmarked(neighbour.get(page + query))


def test_how_ready_another_area_is_shows_a_neighbour_nothing(neighbour, theirs, admin_client):
    page = "/admin/partners/launch/ready/"
    LocalAuthority.objects.filter(slug="leeds").update(name=f"{MARK} City")
    assert f"{MARK} City" in text_of(admin_client.get(page))
    for query in ("", "?region=", "?region=yorkshire-and-the-humber"):
        unmarked(neighbour.get(page + query))


@pytest.mark.parametrize("model", OF_AREAS, ids=lambda model: model.__name__)
def test_no_direct_address_or_forged_post_reaches_it(neighbour, theirs, admin_client, model):
    row = theirs[model]
    before = model._default_manager.filter(pk=row.pk).values().get()
    form = fields_of(admin_client.get(address(model, "change", row.pk)))
    for page, sent in (("change", form | {"_save": "yes"}), ("delete", {"post": "yes"})):
        response = neighbour.post(address(model, page, row.pk), sent)
        assert response.status_code in {302, 403, 404}
        unmarked(response)
    assert neighbour.get(f"{ORGANISATIONS}{theirs[Organisation].pk}/preview/").status_code == 404
    for action in OF_AREAS[model].actions or ():
        more = {"with_reason": "yes", "reason": "x", "select_across": "1"}
        unmarked(run(neighbour, address(model, "changelist"), action, row, **more))
    assert model._default_manager.filter(pk=row.pk).values().get() == before


@pytest.mark.parametrize(
    ("model", "field"),
    [(Offer, "organisation"), (StaffNote, "organisation")],
)
def test_no_picker_offers_or_takes_it(neighbour, theirs, model, field):
    asked = {"app_label": "partners", "model_name": model._meta.model_name, "field_name": field}
    found = unmarked(neighbour.get("/admin/autocomplete/", asked | {"term": MARK}))
    assert found.json()["results"] == []
    mine = make_organisation(name="Ours")
    makers = {Offer: make_offer, StaffNote: make_staff_note}
    row = makers[model](organisation=mine)
    page = address(model, "change", row.pk)
    sent = fields_of(neighbour.get(page)) | {field: theirs[Organisation].pk, "_save": "yes"}
    response = unmarked(neighbour.post(page, sent))
    assert field in response.context["adminform"].form.errors


def test_nothing_of_a_neighbour_s_becomes_the_successor_of_a_setting(neighbour):
    school = make_setting(authority="leeds", name=f"{MARK} School")
    page = address(EducationSetting, "change", make_setting(urn=None).pk)
    sent = fields_of(neighbour.get(page)) | {"_save": "yes"}
    for number in (school.urn, school.pk):
        response = unmarked(neighbour.post(page, sent | {"successor": number}))
        assert "successor" in response.context["adminform"].form.errors


def test_rows_on_the_page_of_one_s_own_are_one_s_own(neighbour, theirs):
    """The forged id of a neighbour's venue, on the page of an organisation that is theirs."""
    mine = make_organisation(name="Ours")
    venue = next(row for model, row in theirs.items() if model.__name__ == "Venue")
    page = address(Organisation, "change", mine.pk)
    sent = fields_of(neighbour.get(page)) | {
        "venues-TOTAL_FORMS": "1",
        "venues-INITIAL_FORMS": "1",
        "venues-0-id": venue.pk,
        "venues-0-organisation": mine.pk,
        "venues-0-name": "Taken over",
        "_save": "yes",
    }
    unmarked(neighbour.post(page, sent))
    venue.refresh_from_db()
    assert venue.name == f"{MARK} Hall"


def test_who_works_here_but_is_led_elsewhere_is_read_and_not_changed(neighbour, theirs):
    organisation = theirs[Organisation]
    organisation.covers_england = True
    organisation.save()
    current()
    from partners.search.models import SearchedOrganisation

    assert SearchedOrganisation.objects.filter(pk=organisation.pk).exists()
    page = address(Organisation, "change", organisation.pk)
    assert MARK in text_of(neighbour.get(page))
    assert neighbour.post(page, {"name": "Forged"}).status_code == 403
    response = run(neighbour, ORGANISATIONS, "hide", organisation, with_reason="yes", reason="x")
    assert "is not yours to decide about: it is led by" in text_of(response)
    organisation.refresh_from_db()
    assert organisation.hidden_at is None


def test_nobody_decides_about_an_organisation_that_they_belong_to(neighbour, admin_client):
    mine = make_organisation(name="Ours", listing_state="submitted")
    from accounts.models import User

    for client, email in (
        (neighbour, "officer@here.example"),
        (admin_client, "admin@site.example"),
    ):
        person = User.objects.get(email=email)
        Membership.objects.create(user=person, organisation=mine)
        response = run(client, ORGANISATIONS, "approve", mine)
        assert "you belong to it, so a colleague decides" in text_of(response)
    mine.refresh_from_db()
    assert mine.listing_state == "submitted"


@pytest.mark.parametrize(("authority", "postcode"), [("leeds", ""), ("plymouth", "LS1 1UR")])
def test_what_is_added_is_based_in_one_s_own_area(neighbour, authority, postcode):
    page = neighbour.get(f"{ORGANISATIONS}add/")
    named = LocalAuthority.objects.get(slug=authority)
    sent = fields_of(page) | {"name": "New", "authority": named.pk, "postcode": postcode}
    response = neighbour.post(f"{ORGANISATIONS}add/", sent | {"_save": "yes"})
    assert "This is outside your area" in text_of(response)
    plymouth = LocalAuthority.objects.get(slug="plymouth")
    sent |= {"authority": plymouth.pk, "postcode": ""}
    assert neighbour.post(f"{ORGANISATIONS}add/", sent | {"_save": "yes"}).status_code == 302


def test_who_leads_is_not_for_one_body_to_change(neighbour):
    mine = make_organisation(name="Ours")
    other = BridgeOrganisation.objects.get(authorities__slug="leeds")
    page = address(Organisation, "change", mine.pk)
    sent = fields_of(neighbour.get(page)) | {"lead_bridge": other.pk, "_save": "yes"}
    assert neighbour.post(page, sent).status_code == 302
    mine.refresh_from_db()
    assert mine.lead_bridge_id != other.pk


def test_pictures_that_are_not_public_are_shown_to_their_area_and_their_members(neighbour, theirs):
    organisation = theirs[Organisation]
    image = next(row for model, row in theirs.items() if model.__name__ == "OrganisationImage")
    Organisation.objects.filter(pk=organisation.pk).update(listing_state="draft")
    member = Client()
    member.force_login(organisation.members.get().user)
    stranger = Client()
    stranger.force_login(make_person("stranger@elsewhere.example"))
    statuses = []
    for client in (member, neighbour, stranger, Client()):
        response = client.get(image.src)
        response.getvalue()  # to its end, which closes the file
        statuses.append(response.status_code)
    assert statuses == [200, 404, 404, 404]
    assert MailRecord.objects.exists()


def test_what_was_written_is_read_by_nobody_of_another_area(neighbour, theirs):
    asked = next(row for model, row in theirs.items() if model.__name__ == "EnquiryRecipient")
    address = f"/admin/enquiries/enquiryrecipient/{asked.pk}/texts/"
    assert unmarked(neighbour.get(address)).status_code == 404
    assert unmarked(neighbour.post(address, {"reason": "Curious."})).status_code == 404
    said = {"settlement": "other", "words": "Forged."}
    page = address.replace("texts", "settle")
    assert unmarked(neighbour.get(page)).status_code == 404
    assert unmarked(neighbour.post(page, said)).status_code == 404
    assert not StatusChange.objects.filter(field__in=["texts", "settlement"]).exists()
    unmarked(neighbour.get("/admin/enquiries/enquiryrecipient/figures/"))


def test_reports_of_another_area_show_a_neighbour_neither_numbers_nor_names(
    neighbour, theirs, admin_client
):
    """Who is of Leeds was trained, and works in Plymouth, too: it counts here without a name."""
    organisation = theirs[Organisation]
    organisation.covers_england = True
    organisation.save()
    current()
    session = make_session(title=f"{MARK} day", starts_at=timezone.now() - timedelta(days=1))
    make_booking(state="attended", organisation=organisation, session=session, name=f"{MARK} Ann")
    make_interest(name=f"{MARK} Ida", authority="leeds")
    page = "/admin/training/closedreport/"
    for figure in ("people", "trained", "working-there", "interest"):
        asked = f"names/?figure={figure}&cut=total"
        assert MARK in text_of(admin_client.get(page + asked)), figure
        unmarked(neighbour.get(page + asked))
    body = theirs[AreaList].bridge_id
    for query in (f"?body={body}", "?body=england"):
        for path in ("", "figures.csv", "names/"):
            asked = f"{page}{path}{query}&figure=people&cut=total"
            assert unmarked(neighbour.get(asked)).status_code == 404, asked
    sent = {"body": body, "period": "quarter-2025-04"}
    assert neighbour.post(f"{page}close/", sent).status_code == 404
    assert not ClosedReport.objects.exclude(pk=theirs[ClosedReport].pk).exists()


def test_an_area_of_reports_is_of_one_s_own_authorities(neighbour, theirs):
    page = address(AreaList, "add")
    leeds = theirs[AreaList].authorities.get()
    sent = fields_of(neighbour.get(page)) | {"name": "New", "_save": "yes"}
    for forged in ({"authorities": leeds.pk}, {"bridge": theirs[AreaList].bridge_id}):
        response = unmarked(neighbour.post(page, sent | forged))
        assert forged.keys() <= response.context["adminform"].form.errors.keys()
    assert AreaList.objects.count() == 1


@pytest.mark.parametrize(
    "page", ["register/", "register/export/", "move/", "copy/", "book/", "write/"]
)
def test_no_page_about_a_session_is_opened_or_sent_from_elsewhere(neighbour, theirs, page):
    session, booking = theirs[TrainingSession], theirs[Booking]
    Booking.objects.update(state="confirmed")
    TrainingSession.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    before = TrainingSession.objects.filter(pk=session.pk).values().get()
    where = f"/admin/training/trainingsession/{session.pk}/{page}"
    sent = {"mark": f"attended:{booking.pk}", "columns": "name", "first_day": "2030-01-07"}
    sent |= {"times": "1", "to": "coming", "subject": "x", "words": "x", "send": "yes"}
    sent |= {"number": str(uuid4())}
    for response in (neighbour.get(where), neighbour.post(where, sent)):
        assert unmarked(response).status_code == 404
    assert TrainingSession.objects.values().get() == before
    assert Booking.objects.get().state == "confirmed"
    assert not MailRecord.objects.filter(kind="training.message").exists()


def test_nobody_elsewhere_decides_about_a_booking_or_invites_the_interested(neighbour, theirs):
    booking, interest = theirs[Booking], theirs[InterestRegistration]
    where = address(Booking, "change", booking.pk)
    for sent in ({"approve": "yes"}, {"take_out": "yes", "reason": "x"}):
        unmarked(neighbour.post(where, sent))
    booking.refresh_from_db()
    assert booking.state == "requested"
    mine = make_session()
    sent = {"invite": "yes", "session": mine.pk}
    unmarked(
        run(neighbour, address(InterestRegistration, "changelist"), "invite", interest, **sent)
    )
    assert not MailRecord.objects.filter(kind="training.interest_invited").exists()


def test_nobody_elsewhere_gives_a_school_an_e_mail_domain(neighbour, theirs):
    there = theirs[SettingDomain].setting_id
    page = address(SettingDomain, "add")
    unmarked(neighbour.get(f"{page}?setting={there}", follow=True))
    forged = {"setting": there, "domain": "forged.example", "_save": "yes"}
    unmarked(neighbour.post(page, forged, follow=True))
    assert not SettingDomain.objects.filter(domain="forged.example").exists()
    ours = {"setting": make_setting().pk, "domain": "ours.example", "_save": "yes"}
    neighbour.post(page, ours)
    assert (
        SettingDomain.objects.get(domain="ours.example").entered_by.email == "officer@here.example"
    )
