"""`/shortlist/`: notes, facts side by side, removing, clearing, and whom to ask."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from artsmark_site import due
from partners.merging import services as merging
from partners.models import Organisation
from reference.positions import GridPoint
from settings_schools.models import Shortlist, ShortlistItem
from tests.factories import make_offer, make_organisation, make_shortlist
from tests.people import make_person

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
LIST = "/shortlist/"


def open_with(client, shortlist):
    client.cookies["shortlist"] = shortlist.key
    return client


def post(client, address, data=None):
    return client.post(address, data or {}, headers=HERE)


@pytest.fixture
def mill():
    return make_organisation(
        name="Mill House",
        travel_miles=25,
        safeguarding_reviewed_on=date(2026, 2, 1),
        insurance_pounds=5_000_000,
        insurance_expires_on=timezone.localdate() + timedelta(days=400),
        access=["step-free-access"],
    )


@pytest.fixture
def kept(mill):
    return make_shortlist(mill, note="Ask about harps")


@pytest.fixture
def maker(client, kept):
    return open_with(client, kept)


def test_an_empty_list_says_what_it_is_for(client):
    page = client.get(LIST)
    assert "Nothing is on it yet" in page.text
    assert not page.cookies
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page.text


def test_its_length_tells_nothing_of_the_notes(maker):
    """Compressed beside a place that somebody else chose, it would (BREACH)."""
    packed = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in maker.get(LIST, headers=packed)
    assert maker.get("/about/", headers=packed)["Content-Encoding"] == "gzip"


def test_the_facts_stand_side_by_side_as_stated(maker, mill):
    make_offer(organisation=mill, key_stages=["ks2"], cost_basis="per-day", cost_from_pence=24_000)
    expires = mill.insurance_expires_on
    page = maker.get(LIST).text
    for fact in (
        "£240 a day",
        "KS2",
        "They travel up to 25 miles to a school, in a straight line.",
        "Safeguarding statement, reviewed February 2026",
        f"Public liability insurance of £5 million, to {expires:%B %Y}",
        str(mill.access.get()),
        "Ask about harps",
    ):
        assert fact in page, fact


def test_what_is_not_said_or_is_over_is_not_made_up(client):
    bare = make_organisation(
        safeguarding_statement="",
        receives_visits=False,
        insurance_pounds=1,
        insurance_expires_on=date(2020, 1, 1),
    )
    page = open_with(client, make_shortlist(bare)).get(LIST).text
    assert "No offers listed yet" in page
    assert "No safeguarding statement" in page
    assert "No insurance stated" in page
    assert "They have not said how they reach schools" in page


def test_thirty_partners_cost_no_more_queries_than_two(client, django_assert_max_num_queries):
    def ask_for(number):
        rows = [make_offer().organisation for _ in range(number)]
        open_with(client, make_shortlist(*rows))
        assert client.get(LIST).status_code == 200  # what is kept with the index is there
        with django_assert_max_num_queries(25):
            client.get(LIST)

    ask_for(2)
    ask_for(30)


def test_distances_are_shown_from_a_place(maker, mill):
    make_organisation(position=GridPoint(300_000, 300_000))
    page = maker.get(LIST, {"near": "Plymouth"}).text
    assert "from Plymouth in a straight line" in page
    assert 'value="Plymouth"' in page
    unknown = maker.get(LIST, {"near": "Xyzzy-on-Sea"})
    assert "Xyzzy-on-Sea" in unknown.text
    assert maker.get(LIST, {"near": "Newport"}).status_code == 200


def test_a_note_is_changed_and_the_place_of_the_school_stays(maker, mill):
    item = ShortlistItem.objects.get()
    data = {f"note-{item.pk}": "For <Year 4>", "noted": mill.pk, "near": "Hull"}
    response = post(maker, f"{LIST}notes/", data | {f"initial-note-{item.pk}": item.note})
    assert response.url == f"{LIST}?near=Hull&noted={mill.pk}#partner-{mill.pk}"
    page = maker.get(response.url.split("#")[0]).text
    assert "For &lt;Year 4&gt;" in page
    assert ">Note saved</span>" in page


def test_a_note_that_is_too_long_is_named_and_nothing_typed_is_lost(maker):
    other = make_organisation(name="100% Dance")
    item = Shortlist.objects.get().items.create(organisation=other)
    first = ShortlistItem.objects.exclude(pk=item.pk).get()
    typed = {f"note-{first.pk}": "Typed here", f"note-{item.pk}": "x" * 501}
    for address in ("notes/", "remove/", "ask/"):
        page = post(maker, f"{LIST}{address}", typed | {"remove": other.pk})
        assert page.status_code == 200
        assert "The note on 100% Dance has 501 letters: 500 are the most." not in page.text
        assert "Note on 100% Dance has 501 letters: 500 are the most." in page.text
        assert f'href="#id_note-{item.pk}"' in page.text
        assert "Typed here" in page.text
        assert "x" * 501 in page.text
    assert ShortlistItem.objects.count() == 2


def test_a_page_that_was_open_for_long_writes_no_old_note_over_a_new_one(maker):
    item = ShortlistItem.objects.get()
    ShortlistItem.objects.update(note="Newer, from another window")
    old = {f"note-{item.pk}": "Ask about harps", f"initial-note-{item.pk}": "Ask about harps"}
    post(maker, f"{LIST}notes/", old)
    item.refresh_from_db()
    assert item.note == "Newer, from another window"


def test_one_is_removed_and_can_be_saved_again(maker, mill):
    response = post(maker, f"{LIST}remove/", {"remove": mill.pk})
    page = maker.get(response.url).text
    assert "Mill House was removed" in page
    assert "Save it again" in page
    assert not ShortlistItem.objects.exists()
    assert post(maker, f"{LIST}remove/", {"remove": mill.pk}).url == LIST


def test_clearing_asks_first_and_leaves_nothing(maker):
    assert "Clear your shortlist?" in maker.get(f"{LIST}clear/").text
    assert Shortlist.objects.exists()
    response = post(maker, f"{LIST}clear/")
    assert response.cookies["shortlist"].value == ""
    assert not Shortlist.objects.exists()
    assert post(maker, f"{LIST}clear/").url == LIST


def test_nobody_changes_a_list_of_somebody_else(kept, mill):
    item = kept.items.get()
    stranger = open_with(Client(), make_shortlist(make_organisation()))
    post(stranger, f"{LIST}notes/", {f"note-{item.pk}": "Mine"})
    post(stranger, f"{LIST}remove/", {"remove": mill.pk})
    post(stranger, f"{LIST}share/", {"title": "Mine"})
    post(stranger, f"{LIST}clear/")
    item.refresh_from_db()
    kept.refresh_from_db()
    assert (item.note, kept.title, kept.share_nonce) == ("Ask about harps", "", "")


def test_a_partner_that_is_no_longer_listed_says_so_and_keeps_the_note(maker, mill):
    mill.hidden_at = timezone.now()
    mill.save()
    page = maker.get(LIST).text
    assert "No longer listed" in page
    assert "Ask about harps" in page
    assert f'href="{mill.get_absolute_url()}"' not in page
    assert "Safeguarding statement, reviewed" not in page
    response = post(maker, f"{LIST}remove/", {"remove": mill.pk})
    assert "Save it again" not in maker.get(response.url).text


def test_a_merged_entry_is_kept_as_its_heir_with_both_notes(kept, mill):
    heir = make_organisation(name="Heir")
    only_gone = make_shortlist(mill, note="Alone")
    kept.items.create(organisation=heir, note="N" * 499)
    officer = make_person("officer@here.example")
    merging.merge(organisation=mill, into=heir, going=[], by=officer, reason="The same.")
    assert kept.items.get().organisation == heir
    assert kept.items.get().note == f"{'N' * 499}\nAsk about harps"
    assert only_gone.items.get().organisation == heir
    page = open_with(Client(), kept)
    item = kept.items.get()
    same = {f"note-{item.pk}": item.note, f"initial-note-{item.pk}": item.note}
    assert post(page, f"{LIST}notes/", same).status_code == 302  # as long as it is, it may stay


# --- Whom to ask ----------------------------------------------------------------------------


@pytest.fixture
def six(client, settings):
    settings.ROOT_URLCONF = "tests.settings_schools.with_enquiries"
    rows = [make_organisation(contact_email="office@here.example") for _ in range(6)]
    open_with(client, make_shortlist(*rows))
    return rows


def test_those_who_are_ticked_are_asked_at_once(client, six):
    chosen = [six[0].pk, six[3].pk]
    response = post(client, f"{LIST}ask/", {"partner": chosen})
    assert response.url == f"/enquire/?partner={chosen[0]}&partner={chosen[1]}"


def test_the_place_of_the_school_goes_with_the_question_if_there_is_such_a_place(client, six):
    for typed, carried in (("plymouth", "&near=Plymouth"), ("Xyzzy-on-Sea", "")):
        response = post(client, f"{LIST}ask/", {"partner": six[0].pk, "near": typed})
        assert response.url == f"/enquire/?partner={six[0].pk}{carried}"
    address = f'href="{six[0].get_absolute_url()}?near=Plymouth"'
    assert address in client.get(LIST, {"near": "plymouth"}).text


def test_one_button_asks_one_and_keeps_the_notes_that_were_typed(client, six):
    item = ShortlistItem.objects.first()
    data = {"only": six[1].pk, "partner": six[0].pk, f"note-{item.pk}": "Typed"}
    assert post(client, f"{LIST}ask/", data).url == f"/enquire/?partner={six[1].pk}"
    item.refresh_from_db()
    assert item.note == "Typed"


def test_more_than_five_are_refused_in_words_and_the_ticks_stay(client, six):
    assert "Ask all of these" not in client.get(LIST).text
    page = post(client, f"{LIST}ask/", {"partner": [row.pk for row in six]})
    assert "You can ask 5 partners at once, and ticked 6: untick 1." in page.text
    assert page.text.count(" checked>") == 6
    assert 'href="#id_partner"' in page.text
    assert 'id="id_partner"' in page.text


def test_five_or_fewer_are_asked_together(client, six):
    ShortlistItem.objects.filter(organisation=six[0]).delete()
    assert "Ask all of these" in client.get(LIST).text
    response = post(client, f"{LIST}ask/", {"all": "1"})
    assert response.url == "/enquire/?" + "&".join(f"partner={row.pk}" for row in six[1:])


@pytest.mark.parametrize(
    ("chosen", "said"),
    [([], "Tick the partners that you want to ask."), (["0"], "One of those cannot be asked")],
)
def test_nobody_or_somebody_else_is_not_asked(client, six, chosen, said):
    assert said in post(client, f"{LIST}ask/", {"partner": chosen}).text


def test_whom_nobody_looks_after_is_not_asked_and_the_list_says_so(client, six):
    Organisation.objects.filter(pk=six[0].pk).update(contact_email="")
    page = client.get(LIST).text
    assert page.count("Nobody looks after their pages yet") == 1
    assert page.count('formaction="/shortlist/ask/" name="only"') == 5
    response = post(client, f"{LIST}ask/", {"all": "1"})
    assert response.url == "/enquire/?" + "&".join(f"partner={row.pk}" for row in six[1:])


def test_who_takes_no_enquiries_now_is_marked_and_not_asked(client, six):
    tomorrow = timezone.localdate() + timedelta(days=1)
    rows = Organisation.objects
    rows.filter(pk=six[0].pk).update(enquiries_stopped_at=timezone.now())
    rows.filter(pk=six[1].pk).update(not_taking_enquiries_until=tomorrow)
    page = client.get(LIST).text
    assert "Not taking enquiries just now." in page
    assert "Not taking enquiries until" in page
    assert page.count('name="partner"') == 4
    response = post(client, f"{LIST}ask/", {"all": "1"})
    assert response.url == "/enquire/?" + "&".join(f"partner={row.pk}" for row in six[2:])


# --- The clock ------------------------------------------------------------------------------


def test_a_list_that_nobody_used_for_a_year_is_deleted(maker, kept):
    used = make_shortlist(make_organisation())
    for row, days in ((kept, 370), (used, 360)):
        moment = timezone.now() - timedelta(days=days)
        Shortlist.objects.filter(pk=row.pk).update(used_at=moment)
    assert due.erase_expired()["unused_shortlists"] == 1
    assert list(Shortlist.objects.all()) == [used]
    assert due.erase_expired()["unused_shortlists"] == 0


def test_looking_at_it_keeps_it_and_its_cookie(maker, kept):
    Shortlist.objects.update(used_at=timezone.now() - timedelta(days=300))
    assert maker.get(LIST).cookies["shortlist"].value == kept.key
    assert not maker.get(LIST).cookies  # noted once a day
    kept.refresh_from_db()
    assert timezone.now() - kept.used_at < timedelta(minutes=1)
