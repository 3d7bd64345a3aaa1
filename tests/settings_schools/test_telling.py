"""“Tell me when something fits”: ticked once, told once a fortnight at most, ended by a button."""

from datetime import date, timedelta

import pytest
from django.test import Client

from artsmark_site.http import ONE_CLICK
from partners.models import Organisation
from partners.search.current import current
from settings_schools.alerts import due, emails, services
from settings_schools.alerts.links import off_address, still_address
from settings_schools.models import DigestReader, SavedSearch
from tests.factories import make_offer, make_organisation
from tests.letters import delivered
from tests.people import make_person

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 30)
FORTNIGHT = timedelta(days=14)
DANCE = "art_form=dance"


@pytest.fixture
def reader():
    return make_person("ada@school.example", name="Ada Field")


@pytest.fixture
def client(reader):
    client = Client(headers={"origin": "http://testserver"})
    client.force_login(reader)
    return client


def dancers(number, **fields):
    return [make_dancer(**fields) for _ in range(number)]


def make_dancer(**fields):
    organisation = make_organisation(**fields)
    make_offer(organisation=organisation, art_forms=["dance"])
    return organisation


def path_of(address):
    return "/" + address.split("/", 3)[3]


# --- Ticking --------------------------------------------------------------------------------


def test_every_search_has_the_tick_and_the_whole_directory_has_none(client):
    make_dancer()
    assert "Tell me when something fits" in client.get(f"/partners/?{DANCE}").text
    assert "Tell me when something fits" not in client.get("/partners/").text
    unknown = client.get("/partners/?near=Nowhereatallville").text
    assert "Tell me when something fits" not in unknown


@pytest.mark.parametrize(
    "same",
    [
        "key_stage=ks2&art_form=music&art_form=dance&near=pl4 8aa",
        "near=PL4+8AA&art_form=dance&art_form=music&key_stage=ks2&sort=name&page=3",
        "art_form=dance&art_form=music&art_form=dance&key_stage=ks2&near=PL48AA",
    ],
)
def test_the_same_filters_in_another_order_are_the_same_search(reader, same):
    first = services.tell_me(
        user=reader, asked="art_form=dance&art_form=music&key_stage=ks2&near=PL4 8AA"
    )
    assert services.tell_me(user=reader, asked=same) == first
    assert "PL4 8AA; " in first.in_words  # and not within how many miles: nobody chose that
    assert SavedSearch.objects.count() == 1


@pytest.mark.parametrize(
    "asked",
    ["", "page=2", "near=Nowhereatallville", "art_form=gone&key_stage=ks2", "x" * 2000],
)
def test_what_asks_for_nothing_that_is_understood_is_not_kept(client, asked):
    response = client.post("/my/searches/save/", {"asked": asked}, follow=True)
    assert "asks for nothing" in response.text
    assert not SavedSearch.objects.exists()


def test_five_are_the_most(client, reader):
    for form in ("dance", "music", "drama-theatre", "visual-arts", "design-technology", "x"):
        slug = f"q={form}"
        client.post("/my/searches/save/", {"asked": slug})
    assert reader.digest.searches.count() == 5
    response = client.post("/my/searches/save/", {"asked": "q=sixth"}, follow=True)
    assert "5 searches, and that is the most" in response.text
    first = reader.digest.searches.first()
    client.post(f"/my/searches/{first.pk}/remove/")
    client.post("/my/searches/save/", {"asked": "q=sixth"})
    assert reader.digest.searches.filter(asked="q=sixth").exists()


def test_who_is_not_signed_in_signs_in_and_comes_back_to_the_tick(client):
    nobody = Client(headers={"origin": "http://testserver"})
    response = nobody.post(
        "/my/searches/save/", {"asked": "sort=name&key_stage=ks2&art_form=dance"}
    )
    assert response.url == "/my/searches/new/?key_stage=ks2&art_form=dance"
    to_sign_in = nobody.get(response.url)
    assert "next=/my/searches/new/%3Fkey_stage%3Dks2%26art_form%3Ddance" in to_sign_in.url
    shown = client.get(response.url)
    assert "Dance" in shown.text
    assert 'value="key_stage=ks2&amp;art_form=dance"' in shown.text
    assert not SavedSearch.objects.exists()


def test_another_site_ticks_nothing(reader):
    stranger = Client(headers={"origin": "https://evil.example"})
    stranger.force_login(reader)
    assert stranger.post("/my/searches/save/", {"asked": DANCE}).status_code == 403


def test_nobody_removes_what_another_ticked(client, reader):
    mine = services.tell_me(user=reader, asked=DANCE)
    stranger = Client()
    stranger.force_login(make_person("x@school.example"))
    stranger.post(f"/my/searches/{mine.pk}/remove/")
    assert SavedSearch.objects.filter(pk=mine.pk).exists()


# --- Telling --------------------------------------------------------------------------------


def test_only_what_is_new_is_told_and_each_once(reader):
    old = make_dancer(name="Old Dance")
    services.tell_me(user=reader, asked=DANCE)
    assert due.tell(DAY) == 0
    make_dancer(name="New Dance")
    assert due.tell(DAY) == 1
    (letter,) = delivered()
    assert "New Dance" in letter.body
    assert old.name not in letter.body
    assert due.tell(DAY + FORTNIGHT) == 0


def test_a_partner_who_is_there_already_is_news_once_an_offer_of_theirs_fits(reader):
    organisation = make_organisation(name="Late Dance")
    services.tell_me(user=reader, asked=DANCE)
    make_offer(organisation=organisation, art_forms=["dance"])
    due.tell(DAY)
    assert "Late Dance" in delivered()[0].body


def test_who_was_hidden_for_a_while_is_no_news(reader):
    organisation = make_dancer()
    services.tell_me(user=reader, asked=DANCE)
    Organisation.objects.filter(pk=organisation.pk).update(hidden_at="2026-01-01T00:00Z")
    due.tell(DAY)
    Organisation.objects.filter(pk=organisation.pk).update(hidden_at=None)
    assert due.tell(DAY + FORTNIGHT) == 0


def test_one_digest_a_fortnight_and_what_came_meanwhile_is_in_the_next(reader):
    services.tell_me(user=reader, asked=DANCE)
    make_dancer(name="First Dance")
    assert due.tell(DAY) == 1
    make_dancer(name="Second Dance")
    assert due.tell(DAY + timedelta(days=13)) == 0
    assert due.tell(DAY + FORTNIGHT) == 1
    assert ["First Dance" in letter.body for letter in delivered()] == [True, False]
    assert "Second Dance" in delivered()[1].body


def test_ten_are_named_and_the_rest_counted_no_search_taking_all(reader):
    services.tell_me(user=reader, asked=DANCE)
    services.tell_me(user=reader, asked="art_form=music")
    dancers(22)
    for _ in range(2):
        make_offer(organisation=make_organisation(), art_forms=["music"])
    due.tell(DAY)
    body = delivered()[0].body
    assert body.count("\n- ") == 10
    assert "14 more: http" in body
    assert "?art_form=dance" in body


def test_a_letter_says_nothing_of_what_is_gone_when_it_is_sent(reader):
    kept = services.tell_me(user=reader, asked=DANCE)
    gone = make_dancer()
    due.tell(DAY)
    Organisation.objects.filter(pk=gone.pk).update(hidden_at="2026-01-01T00:00Z")
    assert delivered() == []
    make_dancer()
    due.tell(DAY + FORTNIGHT)
    services.remove(user=reader, pk=kept.pk)
    assert delivered() == []


def test_a_search_for_something_that_is_no_longer_there_tells_nothing_and_says_so(client, reader):
    kept = services.tell_me(user=reader, asked=DANCE)
    SavedSearch.objects.filter(pk=kept.pk).update(asked="art_form=gone&key_stage=ks2")
    make_dancer()
    assert due.tell(DAY) == 0
    assert "no longer there" in client.get("/my/searches/").text


def test_an_entry_that_went_up_in_another_is_no_news(reader):
    gone = make_dancer()
    services.tell_me(user=reader, asked=DANCE)
    stays = make_dancer()
    services.follow_merger(gone=gone.pk, stays=stays.pk)
    assert due.tell(DAY) == 0


# --- Batches, killed and begun again --------------------------------------------------------


def many_readers(number):
    for one in range(number):
        services.tell_me(user=make_person(f"teacher{one}@school.example"), asked=DANCE)


def test_a_run_that_is_killed_goes_on_without_doubles(monkeypatch):
    monkeypatch.setattr(due, "BATCH", 2)
    many_readers(5)
    make_dancer()
    posted, post_digest = [], emails.post_digest

    def dies_at_the_third(reader, news):
        if len(posted) == 2:
            raise SystemExit("killed")
        posted.append(reader.pk)
        post_digest(reader, news)

    monkeypatch.setattr(due.emails, "post_digest", dies_at_the_third)
    with pytest.raises(SystemExit):
        due.tell(DAY)
    monkeypatch.setattr(due.emails, "post_digest", post_digest)
    assert due.tell(DAY) == 3
    assert due.tell(DAY) == 0
    assert sorted(letter.to[0] for letter in delivered()) == [
        f"teacher{one}@school.example" for one in range(5)
    ]


def test_one_that_fails_stops_no_other_and_is_told_the_next_time(monkeypatch, caplog):
    many_readers(3)
    make_dancer()
    post_digest = emails.post_digest
    unlucky = DigestReader.objects.order_by("pk")[1].pk

    def fails_once(reader, news):
        if reader.pk == unlucky:
            raise ValueError
        post_digest(reader, news)

    monkeypatch.setattr(due.emails, "post_digest", fails_once)
    assert due.tell(DAY) == 2
    monkeypatch.setattr(due.emails, "post_digest", post_digest)
    assert due.tell(DAY) == 1


def test_a_batch_looks_each_search_up_once(monkeypatch, django_assert_max_num_queries):
    many_readers(6)
    current()
    asked = []
    found_by = due.found_by
    monkeypatch.setattr(due, "found_by", lambda one: asked.append(one) or found_by(one))
    assert due.tell(DAY) == 0
    assert len(asked) == 1


# --- Ending, and being asked again ----------------------------------------------------------


def test_the_letter_is_ended_by_a_button_and_by_the_mail_program(reader):
    services.tell_me(user=reader, asked=DANCE)
    make_dancer()
    due.tell(DAY)
    (letter,) = delivered()
    off = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert off in letter.body
    nobody = Client(enforce_csrf_checks=True)
    assert "Send me no more" in nobody.get(path_of(off)).text
    assert DigestReader.objects.exists()
    assert nobody.post(path_of(off)).status_code == 403
    assert nobody.post(path_of(off), dict([ONE_CLICK])).status_code == 200
    assert not DigestReader.objects.exists()
    assert nobody.get(path_of(off)).status_code == 410


def test_a_link_of_another_ends_nothing(reader):
    services.tell_me(user=reader, asked=DANCE)
    other = make_person("x@school.example")
    services.tell_me(user=other, asked=DANCE)
    token = off_address(other.digest).rstrip("/").rsplit("/", 1)[1]
    assert Client().post(f"/my/searches/off/{reader.digest.pk}/{token}/").status_code == 410
    assert DigestReader.objects.count() == 2


def test_after_twelve_months_one_is_asked_once_and_a_yes_lasts_a_year(reader):
    services.tell_me(user=reader, asked=DANCE)
    digest = reader.digest
    services.go_on(reader=digest, today=date(2025, 12, 1))
    assert due.ask_again(date(2026, 11, 30)) == 0
    assert due.ask_again(date(2026, 12, 1)) == 1
    assert due.ask_again(date(2026, 12, 2)) == 0
    (letter,) = delivered()
    assert "Without a yes by 31 December 2026" in letter.body
    digest.refresh_from_db()
    address = path_of(still_address(digest))
    assert address in letter.body
    assert "Yes, go on" in Client().get(address).text
    digest.refresh_from_db()
    assert digest.asked_again_on
    assert "We go on" in Client().post(address).text
    digest.refresh_from_db()
    assert digest.asked_again_on is None
    assert Client().get(address).status_code == 410
    assert due.erase_unanswered(date(2027, 6, 1)) == 0


def test_whoever_ticks_another_still_wants_it(reader):
    services.tell_me(user=reader, asked=DANCE)
    services.go_on(reader=reader.digest, today=date(2025, 1, 1))
    due.ask_again(date(2026, 2, 1))
    services.tell_me(user=reader, asked="art_form=music")
    assert due.erase_unanswered(date(2026, 6, 1)) == 0


def test_without_an_answer_all_of_it_is_forgotten(reader):
    services.tell_me(user=reader, asked=DANCE)
    services.go_on(reader=reader.digest, today=date(2025, 12, 1))
    due.ask_again(date(2026, 12, 1))
    assert due.erase_unanswered(date(2026, 12, 30)) == 0
    assert due.erase_unanswered(date(2026, 12, 31)) == 1
    assert not SavedSearch.objects.exists()
