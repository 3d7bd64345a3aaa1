"""Settings in no register: added by whoever misses theirs, and checked by staff of the area."""

import pytest
from django.test import Client

from accounts import services
from reference.models import BridgeOrganisation, LocalAuthority, SettingType
from settings_schools.models import EducationSetting
from settings_schools.register import adding
from settings_schools.register.find import find_settings
from tests.factories import make_setting
from tests.partners.admin_pages import fields_of, run, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

LIST = "/admin/settings_schools/educationsetting/"


def typed(**changes):
    return {
        "name": "Tamar Youth Offending Team",
        "setting_type": SettingType.objects.get(slug="youth-justice").pk,
        "town": "Plymouth",
        "postcode": "pl48aa",
        "authority": LocalAuthority.objects.get(slug="plymouth").pk,
        "urn": "",
    } | changes


@pytest.fixture
def person(client):
    user = make_person()
    client.force_login(user)
    return user


@pytest.fixture
def staff():
    person = with_second_factor(make_person("officer@here.example"))
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    services.appoint(email=person.email, bridge=bridge)
    client = Client()
    client.force_login(person)
    return client


def test_it_is_added_and_nobody_finds_it_until_it_is_checked(client, person, staff):
    answer = client.post("/settings/add/", typed())
    setting = EducationSetting.objects.get()
    assert answer.url == f"/my/setting/{setting.pk}/join/"
    assert (setting.added_by, setting.from_register, setting.checked_at) == (person, False, None)
    assert (setting.postcode, bool(setting.position)) == ("PL4 8AA", True)
    assert find_settings("Tamar Youth") == []
    assert "Settings that somebody added, to check" in text_of(staff.get("/admin/"))
    assert "Tamar Youth" in text_of(staff.get(f"{LIST}?todo=check"))
    run(staff, LIST, "let_be_found", setting)
    assert find_settings("Tamar Youth") == [setting]
    assert "Settings that somebody added" not in text_of(staff.get("/admin/"))
    assert "has been checked already" in text_of(run(staff, LIST, "let_be_found", setting))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "is needed"),
        ({"town": ""}, "is needed"),
        ({"postcode": "PL99 9ZZ"}, "We do not know the postcode"),
        ({"postcode": "CF10 3NP"}, "in Wales"),
        ({"postcode": "LS10 2LA"}, "lies in Leeds, not in Plymouth"),
        ({"urn": "12"}, "10000 or more"),
        ({"name": "write to a@b.example"}, "e-mail"),
    ],
)
def test_a_slip_is_said_and_nothing_typed_is_lost(client, person, changes, said):
    page = client.post("/settings/add/", typed(**changes))
    assert said in page.text
    assert (changes.get("name") or "Plymouth") in page.text
    assert not EducationSetting.objects.exists()


def test_what_is_known_is_not_added_again(client, person):
    known = make_setting(name="Tamar Youth Offending Team")
    page = client.post("/settings/add/", typed(name="TAMAR youth-offending team"))
    assert "is known already: find it by its name" in page.text
    page = client.post("/settings/add/", typed(name="Another", urn=str(known.urn)))
    assert "A setting with this URN is known already" in page.text
    assert EducationSetting.objects.count() == 1


def test_what_others_added_and_nobody_checked_is_not_told(client, person):
    make_setting(name="Tamar Youth Offending Team", urn=None, checked_at=None)
    assert client.post("/settings/add/", typed()).status_code == 302


def test_nobody_adds_very_many(client, person):
    for number in range(adding.MOST_A_DAY):
        assert client.post("/settings/add/", typed(name=f"Team {number}")).status_code == 302
    page = client.post("/settings/add/", typed(name="One more"))
    assert "that is the most" in page.text
    assert EducationSetting.objects.count() == adding.MOST_A_DAY


def test_who_is_not_signed_in_is_asked_to(client):
    assert "/accounts/login/" in client.get("/settings/add/").url


# --- Staff --------------------------------------------------------------------------------------


def test_what_the_register_says_is_not_changed_by_hand(staff):
    setting = make_setting(name="Mill Road")
    page = staff.get(f"{LIST}{setting.pk}/change/")
    assert "name" not in page.context["adminform"].form.fields
    sent = fields_of(page) | {"name": "Forged", "_save": "yes"}
    staff.post(f"{LIST}{setting.pk}/change/", sent)
    setting.refresh_from_db()
    assert setting.name == "Mill Road"
    assert staff.post(f"{LIST}{setting.pk}/delete/", {"post": "yes"}).status_code == 403


def test_what_was_added_is_put_right_or_deleted(staff):
    setting = make_setting(name="Tamar", urn=None, checked_at=None)
    page = f"{LIST}{setting.pk}/change/"
    sent = fields_of(staff.get(page)) | {"name": "Tamar Team", "postcode": "pl4 8aa"}
    staff.post(page, sent | {"_save": "yes"})
    setting.refresh_from_db()
    assert (setting.name, setting.search_words) == ("Tamar Team", "tamar team plymouth")
    staff.post(f"{LIST}{setting.pk}/delete/", {"post": "yes"})
    assert not EducationSetting.objects.exists()


def test_staff_add_only_in_their_own_area_and_it_needs_no_check(staff):
    fields = fields_of(staff.get(f"{LIST}add/")) | typed() | {"status": "open", "_save": "yes"}
    leeds = LocalAuthority.objects.get(slug="leeds").pk
    refused = staff.post(f"{LIST}add/", fields | {"authority": leeds, "postcode": ""})
    assert "authority" in refused.context["adminform"].form.errors
    refused = staff.post(f"{LIST}add/", fields | {"postcode": "LS10 2LA"})
    assert "postcode" in refused.context["adminform"].form.errors
    assert staff.post(f"{LIST}add/", fields).status_code == 302
    assert EducationSetting.objects.get().checked_at


def test_one_that_became_another_is_said_by_its_urn(staff):
    school, added = make_setting(urn=900_007), make_setting(urn=None, name="Tamar")
    page = f"{LIST}{added.pk}/change/"
    sent = fields_of(staff.get(page)) | {"status": "closed", "successor": "900007"}
    assert staff.post(page, sent | {"_save": "yes"}).status_code == 302
    assert find_settings("Tamar") == [school]
    assert fields_of(staff.get(page))["successor"] == "900007"
    refused = staff.post(page, sent | {"successor": "mill", "_save": "yes"})
    assert "successor" in refused.context["adminform"].form.errors


@pytest.mark.parametrize("typed", ["St Anne's", "st annes plym", "pl48aa", "900007", "8791000"])
def test_staff_find_by_name_postcode_or_number(staff, typed):
    make_setting(name="St Anne's", urn=900_007, dfe_number="8791000")
    make_setting(name="Hill Lane", postcode="PL1 1AA")
    page = text_of(staff.get(LIST, {"q": typed}))
    assert "St Anne" in page
    assert "Hill Lane" not in page


def test_a_journey_that_staff_write_is_theirs(staff):
    setting = make_setting()
    page = f"{LIST}{setting.pk}/change/"
    sent = fields_of(staff.get(page)) | {
        "journeys-TOTAL_FORMS": "1",
        "journeys-0-setting": setting.pk,
        "journeys-0-registered_on": "2026-01-31",
        "_save": "yes",
    }
    assert staff.post(page, sent).status_code == 302
    journey = setting.journeys.get()
    assert (journey.source, journey.registered_on.isoformat()) == ("staff", "2026-01-31")


def test_the_list_takes_few_queries_however_many_there_are(staff, django_assert_max_num_queries):
    for _ in range(12):
        make_setting()
    with django_assert_max_num_queries(25):
        staff.get(LIST)
