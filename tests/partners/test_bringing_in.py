"""Bringing in a list on the staff's page: seen first, row by row, then taken, in one's own area."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import services as accounts
from accounts.models import StatusChange, User
from partners.imports.layout import COLUMNS
from partners.models import ListUpload, Organisation
from reference.models import BridgeOrganisation
from tests.factories import make_membership, make_organisation
from tests.partners.admin_pages import ORGANISATIONS, messages_of, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

IMPORT = f"{ORGANISATIONS}import/"
HEAD = "name,authority,contact_email,trained_on,trained_session,trained_person,code_accepted_on"


@pytest.fixture
def browser():
    return browser_of("officer@here.example")


def browser_of(email):
    person = with_second_factor(make_person(email))
    bridge = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    browser = Client()
    browser.force_login(accounts.appoint(email=person.email, bridge=bridge))
    return browser


def sent(browser, *lines, name="first sixty.csv"):
    content = "\n".join(lines).encode()
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return browser.post(IMPORT, {"file": file}, follow=True)


def test_the_preview_shows_each_row_and_changes_nothing(browser):
    page = sent(
        browser,
        HEAD,
        "Salt Loft,Plymouth,ann@salt.example,30/09/2017,First session,Ann Salt,01/10/2017",
        "Harbour Reads,Nowhere,,,,,",
    )
    text = text_of(page)
    assert "2 rows read: 1 new, 0 changed, 0 as they are already, 1 wrong, 0 stay out." in text
    assert "Line 3, Harbour Reads, authority : “Nowhere” is not a local authority" in text
    assert "trained_session : First session" in text
    assert "Bring in 1" in page.text
    assert not Organisation.objects.exists()


def test_taken_each_is_an_entry_that_nobody_sees_and_that_was_trained(browser):
    page = sent(
        browser,
        HEAD,
        "Salt Loft,Plymouth,ann@salt.example,30/09/2017,First session,Ann Salt,01/10/2017",
        "Day Unknown,Plymouth,,,Exeter,,",
        "Only Person,Plymouth,,,,Bo Reed,",
        "Never There,Plymouth,,,,,",
    )
    done = browser.post(page.redirect_chain[-1][0], {"take": "yes"}, follow=True)
    assert messages_of(done) == ["4 new, 0 changed, 0 as they were, 0 stayed out."]
    found = {row.name: row for row in Organisation.objects.all()}
    stands = {name: (row.training_source, row.partner_status) for name, row in found.items()}
    assert stands == {
        "Salt Loft": ("before-this-site", "agreement-accepted"),
        "Day Unknown": ("before-this-site", "trained"),
        "Only Person": ("before-this-site", "trained"),
        "Never There": ("", "prospect"),
    }
    assert {row.listing_state for row in found.values()} == {"draft"}
    assert not Organisation.objects.public().exists()
    assert not ListUpload.objects.exists()
    assert "Trained, not listed (3)" in text_of(browser.get("/admin/"))


def test_a_second_list_shows_what_differs_and_nothing_when_nothing_does(browser):
    first = sent(browser, "name,authority,town", "Salt Loft,Plymouth,Devonport")
    browser.post(first.redirect_chain[-1][0], {"take": "yes"})
    text = text_of(sent(browser, "name,authority,town", "Salt Loft,Plymouth,Stonehouse"))
    assert "town : Devonport → Stonehouse" in text
    same = sent(browser, "name,authority,town", "Salt Loft,Plymouth,Devonport")
    assert "1 as they are already" in text_of(same)
    assert 'name="take"' not in same.text


def test_rows_of_another_area_stay_out_and_known_ones_there_are_not_touched(browser, admin_client):
    page = sent(admin_client, "name,authority,town", "Aire Arts,Leeds,Otley")
    admin_client.post(page.redirect_chain[-1][0], {"take": "yes"})
    lines = ["name,authority,town", "Aire Arts,Leeds,Ilkley", "New There,Leeds,"]
    page = sent(browser, *lines)
    assert text_of(page).count("It lies outside your area") == 2
    browser.post(page.redirect_chain[-1][0], {"take": "yes"})
    assert list(Organisation.objects.values_list("name", "town")) == [("Aire Arts", "Otley")]


def take(browser, *lines):
    page = sent(browser, *lines)
    browser.post(page.redirect_chain[-1][0], {"take": "yes"})
    return text_of(page)


def test_no_list_takes_an_organisation_from_another_body(browser):
    ours = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    theirs = BridgeOrganisation.objects.get(authorities__slug="leeds")
    lines = [
        "name,authority,postcode,lead_bridge,town",
        f"Aire Arts,Leeds,,{ours.name},",
        f"Given Away,Plymouth,,{theirs.name},",
        f"Kept,Plymouth,,{ours.name},",
        f"Over The Border,,CF10 1AA,{ours.name},",
    ]
    shown = take(browser, *lines)
    assert "Line 2, Aire Arts: It lies outside your area" in shown
    assert "Line 3, Given Away, lead_bridge : It was left out: on" in shown
    leads = {row.name: row.led_by for row in Organisation.objects.all()}
    assert leads == {"Given Away": ours, "Kept": ours, "Over The Border": ours}


def test_who_leads_a_known_one_is_changed_by_a_list_of_national_staff_alone(browser, admin_client):
    theirs = BridgeOrganisation.objects.get(authorities__slug="leeds")
    take(browser, "name,authority,town", "Salt Loft,Plymouth,Devonport")
    lines = ["name,authority,lead_bridge,town", f"Salt Loft,Plymouth,{theirs.name},Stoke"]
    shown = take(browser, *lines)
    assert "lead_bridge : It was left out" in shown
    assert "town : Devonport → Stoke" in shown
    loft = Organisation.objects.get()
    assert (loft.town, loft.led_by) == ("Stoke", loft.authority.bridge)
    take(admin_client, *lines)
    assert Organisation.objects.get().led_by == theirs


UNTRAINED = {
    **{"listing_state": "draft", "partner_status": "prospect", "first_listed_at": None},
    **{"trained_on": None, "code_accepted_on": None, "partner_since": None},
}
TRAINED = "name,authority,town,trained_on,trained_session,trained_person,code_accepted_on"


@pytest.mark.parametrize("is_claimed", [True, False])
def test_that_somebody_was_trained_is_taken_whosever_profile_it_is(browser, is_claimed):
    loft = make_organisation(name="Salt Loft", town="Stoke", **UNTRAINED)
    if is_claimed:
        make_membership(organisation=loft)
        Organisation.objects.update(claimed_at=timezone.now())
    row = "Salt Loft,Plymouth,Devonport,2017-09-30,First session,Ann Salt,2017-10-01"
    shown = take(browser, TRAINED, row)
    assert "1 changed" in shown
    assert "trained_on : nothing → 30 September 2017" in shown
    whose = "keeps its own entry since it was claimed" if is_claimed else "but not from this list"
    assert f"{whose}. Its training was taken; left alone: town." in shown
    loft.refresh_from_db()
    assert (loft.town, loft.trained_on, loft.trained_person) == (
        "Stoke",
        date(2017, 9, 30),
        "Ann Salt",
    )
    stands = ("before-this-site", "agreement-accepted")
    assert (loft.training_source, loft.partner_status) == stands
    changes = StatusChange.objects.filter(field="trained_on")
    assert list(changes.values_list("after", "reason")) == [("2017-09-30", "Imported from import.")]
    assert "0 changed" in take(browser, TRAINED, row)


@pytest.mark.parametrize(
    ("known", "taken"),
    [
        ({"training_source": "here", "trained_on": date(2010, 1, 1)}, False),
        ({"training_source": "before-this-site", "trained_on": date(2018, 1, 1)}, False),
        ({"training_source": "before-this-site", "trained_on": date(2017, 1, 1)}, True),
        ({"training_source": "before-this-site", "trained_on": None}, True),
    ],
)
def test_a_list_does_not_overwrite_what_is_known_of_later_training(browser, known, taken):
    loft = make_organisation(name="Salt Loft")
    known |= {"trained_session": "Exeter", "code_accepted_on": date(2020, 1, 1)}
    Organisation.objects.update(**known)
    take(browser, TRAINED, "Salt Loft,Plymouth,,2017-09-30,First session,,2017-10-01")
    loft.refresh_from_db()
    assert loft.trained_on == (date(2017, 9, 30) if taken else known["trained_on"])
    assert loft.trained_session == ("First session" if taken else "Exeter")
    assert loft.code_accepted_on == date(2020, 1, 1)


def test_nobody_brings_in_the_training_of_what_they_belong_to(browser):
    loft = make_organisation(name="Salt Loft", **UNTRAINED)
    make_membership(organisation=loft, user=User.objects.get(email="officer@here.example"))
    shown = take(browser, TRAINED, "Salt Loft,Plymouth,,2017-09-30,,,")
    assert "You belong to Salt Loft, so a colleague decides." in shown
    loft.refresh_from_db()
    assert loft.trained_on is None


@pytest.mark.parametrize("column", ["listing_state", "partner_status"])
def test_nobody_publishes_by_a_list(browser, admin_client, column):
    for client in (browser, admin_client):
        page = sent(client, f"name,authority,{column}", "Salt Loft,Plymouth,approved")
        assert f"Leave out the column “{column}”" in text_of(page)
        client.post(page.redirect_chain[-1][0], {"take": "yes"})
    assert not Organisation.objects.exists()


def test_a_column_that_staff_decide_about_is_not_offered_to_who_mistyped_another(browser):
    page = text_of(sent(browser, "nam,listing_state,partner_status", "Salt Loft,approved,active"))
    assert "we have no column “nam” (is it name?)" in page
    assert "Leave out the columns “listing_state” and “partner_status”: nothing is live" in page
    ours = page.split("Ours are ")[1]
    assert "lead_bridge" in ours
    assert "listing_state" not in ours


def test_the_preview_says_values_in_words(browser):
    page = sent(
        browser,
        "name,authority,type,art_forms,covers,online,trained_on",
        "Salt Loft,plymouth,theatre-company,dance|music,region:south-west|leeds,yes,2017-09-30",
    )
    said = text_of(page)
    for words in (
        "authority : Plymouth",
        "type : Theatre company",
        "art_forms : Dance, Music",
        "covers : Leeds, South West",
        "online : yes",
        "trained_on : 30 September 2017",
    ):
        assert words in said, words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n\x00", "is not a CSV file in UTF-8"),
        (b"nam,authority\nx,y\n", "no column “nam” (is it name?)"),
        (b"name\n" + b"x" * 2_000_001, "It is larger than 2 MB."),
    ],
)
def test_what_is_no_such_list_is_refused_in_words(browser, content, said):
    file = SimpleUploadedFile("list.csv", content)
    assert said in text_of(browser.post(IMPORT, {"file": file}, follow=True))
    assert not Organisation.objects.exists()


def test_without_a_file_it_says_so(browser):
    assert "Choose the file." in text_of(browser.post(IMPORT, {}))


def test_the_report_and_the_empty_list_open_in_a_spreadsheet(browser):
    page = sent(browser, "name,authority", "=1+1,Nowhere")
    report = browser.get(f"{page.redirect_chain[-1][0]}report.csv")
    rows = list(csv.reader(io.StringIO(report.content.decode("utf-8-sig"))))
    assert rows[1][:4] == ["2", "'=1+1", "rejected", "authority"]
    empty = browser.get(f"{IMPORT}columns.csv").content.decode("utf-8-sig").strip().split(",")
    assert set(COLUMNS) - set(empty) == {"listing_state", "partner_status"}


def test_a_list_is_seen_by_whoever_brought_it_and_gone_after_a_day(browser):
    page = sent(browser, "name,authority", "Salt Loft,Plymouth")
    address = page.redirect_chain[-1][0]
    colleague = browser_of("colleague@here.example")
    for client in (colleague, Client()):
        assert client.get(address).status_code in {302, 404}
        assert client.post(address, {"take": "yes"}).status_code in {302, 404}
    assert not Organisation.objects.exists()
    ListUpload.objects.update(at=timezone.now() - timedelta(days=1))
    call_command("erase_expired")
    answer = browser.get(address, follow=True)
    assert "That list was brought in, was dropped, or is over a day old." in text_of(answer)


def test_dropped_it_changes_nothing(browser):
    page = sent(browser, "name,authority", "Salt Loft,Plymouth")
    browser.post(page.redirect_chain[-1][0], {"drop": "yes"})
    assert not ListUpload.objects.exists()
    assert not Organisation.objects.exists()


def test_what_staff_or_owners_changed_since_is_not_overwritten(browser):
    first = sent(browser, "name,authority,town", "Salt Loft,Plymouth,Devonport")
    browser.post(first.redirect_chain[-1][0], {"take": "yes"})
    Organisation.objects.update(town="Stoke")
    page = sent(browser, "name,authority,town", "Salt Loft,Plymouth,Stonehouse")
    assert "Somebody changed town since the last import. Stays out." in text_of(page)


def test_names_of_files_lead_nowhere(browser):
    page = sent(browser, "name,authority", "Salt Loft,Plymouth", name="../../etc/passwd")
    assert "Preview of passwd" in page.text
    assert "Bring in 1" in page.text


def test_the_preview_names_who_may_be_the_same_under_another_postcode(browser):
    known = make_organisation(name="Slipway Nine", postcode="PL1 3AB")
    text = text_of(sent(browser, "name,authority", "Slipway Nine Arts,Plymouth"))
    assert f"Perhaps the same as Slipway Nine in Plymouth (no. {known.pk}): a name like it." in text
    assert "1 new" in text
