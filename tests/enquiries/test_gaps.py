"""What schools could not find: told by anybody, read, settled and answered in the area."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import MailRecord, StatusChange
from artsmark_site.due import erase_expired
from enquiries.models import GapReport
from partners.desk.piles import piles_of
from partners.models import MissedSearch
from reference.models import ArtForm, BridgeOrganisation, KeyStage, Region
from tests.factories import make_gap_report
from tests.letters import delivered
from tests.partners.admin_pages import run, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
TELL = "/partners/tell-us/"
GAPS = "/admin/enquiries/gapreport/"
TOLD = {"place": "authority:plymouth", "words": "Puppets for six pupils."}


def tell(**fields):
    return Client().post(TELL, TOLD | fields, headers=HERE)


def staff(slug):
    bridge = BridgeOrganisation.objects.get(authorities__slug=slug)
    person = with_second_factor(make_person(f"officer@{slug}.example"))
    return accounts.appoint(email=person.email, bridge=bridge)


@pytest.fixture
def officer():
    return staff("plymouth")


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_anybody_tells_it_and_leaves_no_address(client):
    response = tell(art_form="theatre-drama", key_stage="ks2")
    assert response.headers["Location"] == f"{TELL}told/"
    gap = GapReport.objects.get()
    found = (gap.region.slug, gap.authority.slug, gap.art_form.slug, gap.key_stage.slug)
    assert found == ("south-west", "plymouth", "theatre-drama", "ks2")
    assert not MailRecord.objects.exists()
    assert client.get(f"{TELL}told/").status_code == 200


def test_the_search_fills_the_form(client):
    page = client.get(f"{TELL}?region=south-west&art_form=dance&key_stage=ks3")
    form = page.context["form"]
    shown = {name: form[name].value() for name in ("place", "art_form", "key_stage")}
    assert shown == {"place": "region:south-west", "art_form": "dance", "key_stage": "ks3"}
    assert client.get(f"{TELL}?region=narnia&art_form=%3Cb%3E").status_code == 200
    assert not client.cookies


def test_nothing_typed_is_lost_and_each_error_stands_beside_its_field(client):
    sent = {"place": "", "words": "Puppets", "email": "nobody"}
    page = client.post(TELL, sent, headers=HERE)
    assert set(page.context["form"].errors) == {"place", "email"}
    assert "Puppets" in page.text
    assert not GapReport.objects.exists()


def test_another_site_cannot_send_it():
    assert Client().post(TELL, TOLD, headers={"Origin": "https://x.example"}).status_code == 403
    assert Client().post(TELL, TOLD).status_code == 403


def test_who_leaves_an_address_gets_a_receipt_without_the_words():
    tell(email="kit@school.example")
    (letter,) = delivered()
    assert letter.to == ["kit@school.example"]
    assert "Plymouth" in letter.body
    assert "Puppets" not in letter.body


def test_one_address_gets_three_receipts_an_hour():
    for _ in range(5):
        tell(email="kit@school.example")
    assert GapReport.objects.count() == 5
    assert len(delivered()) == 3


def test_one_connection_tells_twenty_an_hour(monkeypatch):
    monkeypatch.setattr("enquiries.gaps.views.MOST_AN_HOUR", 2)
    assert [tell().status_code for _ in range(3)] == [302, 302, 200]
    assert "Try again in an hour" in tell().text
    assert GapReport.objects.count() == 2


def test_it_lies_on_the_pile_of_its_area_until_it_is_settled(officer):
    gap = make_gap_report(authority="plymouth")
    make_gap_report(region="london")
    whole = make_gap_report(region="south-west")
    piles = {pile.title: [item.text for item in pile.items] for pile in piles_of(officer)}
    assert piles == {"What schools could not find": [str(gap), str(whole)]}
    response = run(client_of(officer), GAPS, "settle", gap)
    assert f"{gap}: settled." in text_of(response)
    gap.refresh_from_db()
    assert gap.state == "settled"


def test_what_was_settled_before_is_not_settled_once_more(officer):
    gap = make_gap_report(authority="plymouth")
    for said in (f"{gap}: settled.", f"{gap} stood so before: nothing was done."):
        assert said in text_of(run(client_of(officer), GAPS, "settle", gap))
    changes = StatusChange.objects.filter(field="state", object_id=gap.pk)
    assert [(one.before, one.after) for one in changes] == [("open", "settled")]


def test_it_is_answered_by_e_mail_once(officer):
    gap = make_gap_report(authority="plymouth", email="kit@school.example")
    client = client_of(officer)
    assert "Write the answer first" in text_of(run(client, GAPS, "send_answer", gap))
    page = f"{GAPS}{gap.pk}/change/"
    client.post(page, {"note": "Asked the theatre.", "answer": "Try Mill House.", "_save": "1"})
    assert "answered" in text_of(run(client, GAPS, "send_answer", gap))
    (letter,) = [letter for letter in delivered() if letter.to == ["kit@school.example"]]
    assert letter.body.startswith("Try Mill House.")
    assert "Asked the theatre" not in letter.body
    gap.refresh_from_db()
    assert (gap.state, gap.answered_at is not None) == ("settled", True)
    assert "An answer was sent already" in text_of(run(client, GAPS, "send_answer", gap))
    client.post(page, {"note": "x", "answer": "Another", "_save": "1"})
    gap.refresh_from_db()
    assert gap.answer == "Try Mill House."


def test_who_left_no_address_cannot_be_answered(officer):
    gap = make_gap_report(authority="plymouth")
    refused = run(client_of(officer), GAPS, "send_answer", gap)
    assert "They left no address" in text_of(refused)


def test_after_a_year_it_is_deleted_with_the_address():
    make_gap_report(email="kit@school.example", told_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    for day, left in ((28, 1), (1, 0)):
        month = 2 if day == 28 else 3
        with time_machine.travel(datetime(2027, month, day, 12, tzinfo=UTC)):
            erase_expired()
        assert GapReport.objects.count() == left


# --- What schools looked for and did not find ------------------------------------------------


def missed(region, searches, kind="zero", **what):
    MissedSearch.objects.create(
        day=timezone.localdate(),
        missed=kind,
        searches=searches,
        region=Region.objects.filter(slug=region).first(),
        **what,
    )


@pytest.fixture
def searches():
    dance, ks2 = ArtForm.objects.get(slug="dance"), KeyStage.objects.get(slug="ks2")
    missed("south-west", 41, art_form=dance, key_stage=ks2)
    missed("south-west", 7, kind="thin", art_form=dance, key_stage=ks2)
    missed("london", 53, art_form=dance)
    missed("", 67)
    make_gap_report(authority="plymouth", words="Puppets in Devonport.")
    make_gap_report(region="london", words="Steel pans in Hackney.")


def shown(user, query=""):
    return client_of(user).get(reverse("admin:enquiries_gapreport_missed") + query)


def test_staff_read_what_their_own_regions_miss(officer, searches):
    page = shown(officer)
    (row,) = page.context["missed"].rows
    assert (row["region_name"], row["zero"], row["thin"]) == ("South West", 41, 7)
    assert "Puppets in Devonport" in page.text
    for words in ("Steel pans", ">53<", ">67<"):
        assert words not in page.text
    assert shown(officer, "?region=london").context["missed"].region == ""


def test_national_staff_read_all_and_choose_a_region_and_a_time(admin_user, searches):
    everything = shown(admin_user).context["missed"]
    assert (everything.zero, everything.thin) == (41 + 53 + 67, 7)
    one = shown(admin_user, "?region=london").context["missed"]
    assert (one.zero, [gap.words for gap in one.told]) == (53, ["Steel pans in Hackney."])
    months = dict(everything.times)["Months"]
    before = shown(admin_user, f"?time={months[1].slug}")
    assert "No search found too few in this time." in before.text
    assert "Nobody told us of a gap in this time." in before.text
    for slug in ("nonsense", "2026-13", dict(everything.times)["Terms"][0].slug):
        assert shown(admin_user, f"?time={slug}").status_code == 200


def test_terms_follow_each_other_without_a_gap(admin_user):
    terms = dict(shown(admin_user).context["missed"].times)["Terms"]
    assert [one.end for one in terms[1:]] == [one.first for one in terms[:-1]]
    assert terms[0].first <= timezone.localdate() < terms[0].end


def test_the_page_asks_a_fixed_number_of_questions(
    admin_user, searches, django_assert_max_num_queries
):
    client = client_of(admin_user)
    for number in range(12):
        make_gap_report(authority="leeds", words=f"Number {number}")
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:enquiries_gapreport_missed"))


def test_a_pupil_s_name_is_asked_about_once_and_taken_the_second_time():
    page = tell(words="Puppets for the pupil Jimmy Krankie.")
    assert "This may name a pupil" in page.text
    assert GapReport.objects.count() == 0
    seen = page.text.split('name="looked_at" value="')[1].split('"')[0]
    assert tell(words="Puppets for the pupil Jimmy Krankie.", looked_at=seen).status_code == 302
