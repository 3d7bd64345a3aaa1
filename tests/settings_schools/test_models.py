"""What the database itself refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from settings_schools.models import (
    ArtsmarkJourney,
    DigestReader,
    SettingDomain,
    SettingMembership,
)
from tests.factories import make_organisation, make_setting, make_shortlist
from tests.people import make_person

pytestmark = pytest.mark.django_db


def refuses(constraint, make):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_a_shortlist_keeps_a_partner_once():
    organisation = make_organisation()
    shortlist = make_shortlist(organisation)
    refuses(
        "shortlist_keeps_once", lambda: shortlist.items.create(organisation=organisation, note="x")
    )


def test_no_two_shortlists_have_one_key():
    shortlist = make_shortlist()
    refuses("key", lambda: make_shortlist(key=shortlist.key))


def test_an_account_has_one_shortlist():
    user = make_person()
    make_shortlist(user=user)
    refuses("user_id", lambda: make_shortlist(user=user))


def test_keys_are_long_and_unlike():
    keys = {make_shortlist().key for _ in range(5)}
    assert len(keys) == 5
    assert all(len(key) == 32 for key in keys)


def test_a_list_and_its_rows_have_names():
    shortlist = make_shortlist(make_organisation(name="Mill House"))
    assert str(shortlist) == f"Shortlist {shortlist.pk}"
    assert str(shortlist.items.get()) == f"Mill House in Shortlist {shortlist.pk}"


# --- People and searches --------------------------------------------------------------------


def test_a_setting_has_a_domain_once_in_small_letters():
    setting = make_setting()
    setting.domains.create(domain="mill.sch.example")
    refuses("settingdomain_once", lambda: setting.domains.create(domain="mill.sch.example"))
    refuses("settingdomain_lower_case", lambda: setting.domains.create(domain="Mill.example"))


@pytest.mark.parametrize("domain", ["gmail.com", "sch.uk", "ada@mill.example", "mill"])
def test_a_domain_of_everybody_or_none_is_refused(domain):
    with pytest.raises(ValidationError):
        SettingDomain(setting=make_setting(), domain=domain).full_clean()


def test_an_account_has_one_digest_and_each_search_once():
    reader = DigestReader.objects.create(user=make_person())
    refuses("user_id", lambda: DigestReader.objects.create(user=reader.user))
    reader.searches.create(asked="q=x", in_words="x")
    refuses("savedsearch_once", lambda: reader.searches.create(asked="q=x", in_words="x"))
    refuses("savedsearch_asks", lambda: reader.searches.create(asked="", in_words="x"))


def test_nobody_is_asked_again_before_they_said_yes():
    day = date(2026, 1, 1)
    user = make_person()
    refuses(
        "digestreader_asked_after_yes",
        lambda: DigestReader.objects.create(user=user, said_yes_on=day, asked_again_on=day),
    )


def test_domains_digests_and_searches_have_names():
    setting = make_setting(name="Mill House", town="Hull")
    domain = setting.domains.create(domain="mill.example")
    assert str(domain) == "mill.example of Mill House, Hull"
    reader = DigestReader.objects.create(user=make_person(name="Ada Field"))
    assert str(reader) == "Digest of Ada Field"
    assert str(reader.searches.create(asked="q=x", in_words="“x”")) == "“x” for Ada Field"


# --- Settings and their Journeys ------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("educationsetting_status_known", {"status": "asleep"}),
        ("educationsetting_phase_known", {"phase": "kindergarten"}),
        ("educationsetting_urn_has_its_digits", {"urn": 9_999}),
        ("educationsetting_dfe_number_has_seven_digits", {"dfe_number": "383100"}),
        ("educationsetting_of_the_register_has_its_urn", {"checked_at": None}),
        ("educationsetting_position_on_the_grid", {"position": "0,0"}),
    ],
)
def test_a_setting_is(constraint, fields):
    refuses(constraint, lambda: make_setting(**fields))


def test_no_two_settings_have_one_urn():
    setting = make_setting()
    refuses("urn", lambda: make_setting(urn=setting.urn))
    assert make_setting(urn=None) != make_setting(urn=None)


def test_no_setting_succeeds_itself():
    setting = make_setting()
    setting.successor = setting
    refuses("educationsetting_succeeds_another", setting.save)


def test_a_setting_is_on_one_journey_at_a_time():
    setting = make_setting()
    setting.journeys.create()
    setting.journeys.create(is_current=False, ended_on="2024-01-01")
    refuses("artsmarkjourney_one_at_a_time", setting.journeys.create)
    make = ArtsmarkJourney.objects.create
    other = make_setting()
    refuses("artsmarkjourney_source_known", lambda: make(setting=other, source="hearsay"))
    refuses(
        "artsmarkjourney_ended_is_not_current",
        lambda: make(setting=other, ended_on="2024-01-01"),
    )


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("settingmembership_state_known", {"state": "lost"}),
        ("settingmembership_role_known", {"role": "boss"}),
        ("settingmembership_how_known", {"how": "somehow"}),
        ("settingmembership_confirmed_somehow", {"state": "confirmed"}),
        ("settingmembership_ended_at_a_moment", {"state": "ended"}),
    ],
)
def test_the_connection_of_a_person_to_a_setting_is(constraint, fields):
    make = SettingMembership.objects.create
    refuses(constraint, lambda: make(setting=make_setting(), user=make_person(), **fields))


def test_a_person_belongs_to_a_setting_once():
    setting, user = make_setting(), make_person()
    setting.people.create(user=user, state="ended", ended_at="2026-01-01T00:00:00Z")
    setting.people.create(user=user)
    refuses("settingmembership_once", lambda: setting.people.create(user=user))


def test_settings_and_what_is_theirs_have_names():
    setting = make_setting(name="Mill Road", town="")
    assert str(setting) == "Mill Road"
    assert setting.where == "PL4 8AA"
    assert str(ArtsmarkJourney(setting=setting)) == "Journey of Mill Road"
    user = make_person(name="Ada")
    assert str(SettingMembership(setting=setting, user=user)) == f"{user} of Mill Road"
    setting.postcode = ""
    assert setting.where == "Plymouth"
