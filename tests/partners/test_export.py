"""The list of organisations as a spreadsheet: chosen rows and columns of one's own area."""

import csv
import io
import logging

import pytest
from django.test import Client

from accounts import services as accounts
from partners.admin.export import COLUMNS
from reference.models import BridgeOrganisation
from tests.factories import make_membership, make_offer, make_organisation
from tests.partners.admin_pages import ORGANISATIONS, fields_of, run, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    person = with_second_factor(make_person("officer@here.example"))
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    browser = Client()
    browser.force_login(accounts.appoint(email=person.email, bridge=bridge))
    return browser


def exported(browser, *rows, columns, address=ORGANISATIONS, **more):
    page = run(browser, address, "export", *rows, **more)
    sent = fields_of(page) | {"columns": columns, "export": "yes"}
    return browser.post(address, sent)


def lines(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_only_the_columns_that_were_ticked_and_nothing_personal_by_itself(browser):
    mill = make_organisation(name="Mill", contact_email="ann@mill.example", phone="01752 1")
    page = run(browser, ORGANISATIONS, "export", mill)
    assert fields_of(page)["columns"] == ["name", "authority", "listing", "partner"]
    response = exported(browser, mill, columns=["name", "partner"])
    assert lines(response) == [["Name", "Partner status"], ["Mill", "Active"]]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="organisations-')


def test_every_column_is_written(browser):
    mill = make_membership(organisation=make_organisation(name="Mill")).organisation
    make_offer(organisation=mill)
    head, row = lines(exported(browser, mill, columns=list(COLUMNS)))
    found = dict(zip(head, row, strict=True))
    assert found["Owners' e-mail addresses"] == mill.members.get().user.email
    assert (found["Offers"], found["Seen by the public"]) == ("1", "yes")
    assert found["Led by"] == str(mill.led_by)


def test_no_cell_runs_as_a_formula_and_accents_stay(browser):
    mill = make_organisation(name="=HYPERLINK(1)", phone="+44 1752 1", town="Sèvres")
    _, row = lines(exported(browser, mill, columns=["name", "phone", "town"]))
    assert row == ["'=HYPERLINK(1)", "'+44 1752 1", "Sèvres"]


def test_a_whole_filtered_list_is_exported(browser):
    for number in range(60):
        make_organisation(name=f"Mill {number:02}", listing_state="draft")
    make_organisation(name="Listed")
    address = f"{ORGANISATIONS}?listing_state__exact=draft"
    first = make_organisation(name="Mill 99", listing_state="draft")
    found = lines(exported(browser, first, columns=["name"], address=address, select_across="1"))
    assert len(found) == 62
    assert ["Listed"] not in found


def test_what_is_led_elsewhere_is_left_out_and_said_to_be(browser, admin_client):
    from partners.search.current import current

    mine = make_organisation(name="Mine")
    theirs = make_organisation(
        name="Theirs", authority="leeds", position=None, covers_england=True, phone="0113 1"
    )
    current()
    page = run(browser, ORGANISATIONS, "export", mine, theirs)
    assert "1 organisation of your area. 1 more are left out" in text_of(page)
    assert lines(exported(browser, mine, theirs, columns=["name", "phone"]))[1:] == [["Mine", ""]]


def test_without_a_column_it_says_so(browser):
    answer = exported(browser, make_organisation(), columns=[])
    assert "Tick at least one column." in text_of(answer)


def test_who_exported_how_many_is_logged_and_no_names(browser, caplog):
    mill = make_organisation(name="Mill")
    with caplog.at_level(logging.INFO, logger="partners.admin.export"):
        exported(browser, mill, columns=["name"])
    (record,) = (r for r in caplog.records if r.name == "partners.admin.export")
    assert record.getMessage().startswith("export of 1 organisations by user ")
    assert "Mill" not in record.getMessage()
