"""An enquiry, from the first page until partners are written to."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from enquiries.models import Enquiry, EnquiryRecipient, EnquiryReport
from partners.models import Organisation
from reference.models import ArtsmarkCriterion
from tests.enquiries.teacher import (
    ANSWERS,
    EMAIL,
    answers,
    begin,
    confirm_link,
    partner,
    post,
    send,
    sender_link,
    write,
)
from tests.factories import make_offer, make_organisation
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_counts_yet():
    cache.clear()


def asked(enquiry):
    return sorted(enquiry.recipients.values_list("organisation__name", flat=True))


def ask_page(organisation):
    return f"/partners/{organisation.pk}/{organisation.slug}/enquire/"


# --- Who is asked ---------------------------------------------------------------------------


def test_the_page_of_a_partner_and_of_an_offer_lead_to_the_first_page(client):
    organisation = partner("Mill House")
    offer = make_offer(organisation=organisation, title="Print day")
    assert ask_page(organisation) in client.get(organisation.get_absolute_url()).text
    link = f"{ask_page(organisation)}?offer={offer.pk}"
    assert link in client.get(offer.get_absolute_url()).text
    page = client.get(link)
    assert "Ask Mill House" in page.text
    assert "About: Print day" in page.text
    assert not page.cookies
    assert not Enquiry.objects.exists()
    begin(client, organisation, offer=offer.pk)
    assert EnquiryRecipient.objects.get().offer == offer


def test_the_place_that_was_searched_chooses_the_authority_until_the_school_says_it(client):
    organisation = partner("Mill House")
    offer = make_offer(organisation=organisation)
    for row, address in (
        (organisation, f"{ask_page(organisation)}?near=Plymouth"),
        (offer, f"{ask_page(organisation)}?offer={offer.pk}&amp;near=Plymouth"),
    ):
        page = client.get(row.get_absolute_url(), {"near": "plymouth", "key_stage": "ks2"}).text
        assert f'href="{address}"' in page
    page = client.get(ask_page(organisation), {"near": "Plymouth"})
    assert page.text.count("?near=Plymouth") == 2
    begin(client, organisation, near="Plymouth")
    page = client.get("/enquire/school/").text
    assert "selected>Plymouth" in page
    assert "by the place that you searched for" in page
    begin(client, organisation, near="Nowhere at all")
    assert Enquiry.objects.get().authority.slug == "plymouth"
    typed = answers("school")
    post(client, "/enquire/school/", typed)
    begin(client, organisation, near="Exeter")
    assert Enquiry.objects.get().authority.slug == "plymouth"
    assert "searched for" not in client.get("/enquire/school/").text


def test_it_says_when_they_answer(client):
    today = timezone.localdate()
    organisation = partner(
        working_days=[2, 3], closed_from=today, closed_to=today + timedelta(days=3)
    )
    page = client.get(ask_page(organisation)).text
    assert "Answers on Tuesdays and Wednesdays." in page
    assert "Closed until" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"hidden_at": timezone.now()}, "is no longer listed"),
        ({"not_taking_enquiries_until": "2999-01-01"}, "takes no enquiries until 1 January 2999"),
    ],
)
def test_whom_nobody_may_ask_is_named_and_left_out(client, fields, said):
    one, other = partner("Mill House"), partner("Loom Shed")
    Organisation.objects.filter(pk=other.pk).update(**fields)
    page = client.get(f"/enquire/?partner={one.pk}&partner={other.pk}").text
    assert f"Loom Shed {said}" in page
    begin(client, one, other)
    assert asked(Enquiry.objects.get()) == ["Mill House"]


def test_whom_nobody_could_reach_is_not_asked(client):
    organisation = make_organisation(name="Mill House")
    assert "Mill House cannot be reached" in client.get(ask_page(organisation)).text
    Organisation.objects.filter(pk=organisation.pk).update(contact_email="a@mill.example")
    assert "Go on" in client.get(ask_page(organisation)).text


def test_of_whom_visitors_never_saw_nothing_is_said(client):
    draft = partner("Secret House", listing_state="draft")
    assert "Secret" not in client.get(f"/enquire/?partner={draft.pk}").text
    assert client.get(ask_page(draft)).status_code == 404


def test_an_old_name_redirects_and_a_former_partner_is_gone(client):
    organisation = partner("Mill House")
    answer = client.get(f"/partners/{organisation.pk}/old-name/enquire/?offer=1")
    assert answer.url == f"{ask_page(organisation)}?offer=1"
    heir = partner("Heir")
    organisation.merged_into, organisation.listing_state = heir, "archived"
    organisation.save()
    assert client.get(ask_page(organisation)).url == ask_page(heir)
    former = partner(partner_status="lapsed")
    assert client.get(ask_page(former)).status_code == 410


def test_five_at_once_and_nobody_twice(client):
    six = [partner(f"Partner {number}") for number in range(6)]
    answer = begin(client, *six)
    assert "You can ask 5 partners at once. Untick some of them." in answer.text
    assert not Enquiry.objects.exists()
    assert begin(client, *six[:5], *six[:5]).url == "/enquire/what/"
    assert Enquiry.objects.get().recipients.count() == 5
    assert "You can ask 5 partners at once" in client.get(ask_page(six[5])).text


def test_another_partner_joins_what_is_being_written_and_can_be_taken_out(client):
    one, other = partner("Mill House"), partner("Loom Shed")
    enquiry = write(client, one)
    page = client.get(ask_page(other)).text
    assert "You are writing an enquiry already" in page
    assert begin(client, one, other).url == "/enquire/check/"
    assert asked(enquiry) == ["Loom Shed", "Mill House"]
    begin(client, other)
    assert asked(enquiry) == ["Loom Shed"]
    assert "Choose whom you want to ask." in begin(client).text


def test_what_is_no_number_is_passed_over(client):
    odd = "/enquire/?partner=x&partner=-1&partner=99999999999999999999&partner=²&offer=%C2%B9"
    assert client.get(odd).status_code == 200
    assert post(client, "/enquire/", {"partner": ["x", "9" * 30], "offer": "²"}).status_code == 200


# --- What is written ------------------------------------------------------------------------


def test_each_page_keeps_what_was_typed_and_leads_to_the_next(client):
    begin(client, partner())
    for slug, then in zip(ANSWERS, [*list(ANSWERS)[1:], "check"], strict=True):
        assert client.get(f"/enquire/{slug}/").status_code == 200
        assert post(client, f"/enquire/{slug}/", answers(slug)).url == f"/enquire/{then}/"
    enquiry = Enquiry.objects.get()
    assert (enquiry.email, enquiry.pupils, enquiry.urn) == (EMAIL, 28, "123456")
    page = client.get("/enquire/check/").text
    for said in (
        "A day of printing",
        "Key Stage 2",
        "Year 4 and Year 5",
        "28",
        "£250 to £500",
        "Plymouth",
        EMAIL,
    ):
        assert said in page
    assert "28" in client.get("/enquire/pupils/").text  # going back
    post(client, "/enquire/pupils/", answers("pupils") | {"pupils": "1,200"})
    enquiry.refresh_from_db()
    assert enquiry.pupils == 1200


@pytest.mark.parametrize(
    ("slug", "typed", "said"),
    [
        ("what", {"purpose": " "}, "Write what you would like to do."),
        ("what", {"purpose": "x" * 2001}, " is 1 character too long: up to 2,000 fit."),
        ("pupils", {"key_stages": []}, "Tick at least one."),
        ("pupils", {"pupils": "0"}, "Enter 1 or more."),
        ("pupils", {"pupils": "about 30"}, "as a number, like 58."),
        ("when", {"when": ""}, "Say when"),
        ("school", {"setting_name": ""}, "Enter the name of your school"),
        ("school", {"authority": ""}, "Choose the local authority"),
        ("school", {"urn": "12"}, "A URN is six digits, or five."),
        ("you", {"name": ""}, "Enter your name."),
        ("you", {"email": "tess at school"}, "Enter an e-mail address like"),
        ("you", {"email": "a@b.example\nBcc: c@d.example"}, "Enter an e-mail address like"),
    ],
)
def test_a_slip_is_said_beside_the_field_and_loses_nothing(client, slug, typed, said):
    begin(client, partner())
    sent = answers(slug) | typed
    page = post(client, f"/enquire/{slug}/", sent)
    assert page.status_code == 200
    assert said in page.text
    assert "There is a problem" in page.text
    kept = {name: str(value) for name, value in sent.items() if name not in typed}
    assert all(value in page.text for name, value in kept.items() if name in ANSWERS[slug])


def test_only_what_partners_need_must_be_filled_in(client):
    begin(client, partner())
    least = {
        "what": {"purpose": "Print"}, "pupils": {"pupils": "", "years": ""}, "when": {"budget": ""},
        "school": {"urn": "", "role": "", "setting_type": ""}, "you": {},
    }  # fmt: skip
    for slug, changed in least.items():
        assert post(client, f"/enquire/{slug}/", answers(slug) | changed).status_code == 302
    assert client.get("/enquire/check/").status_code == 200


def test_the_criteria_are_those_in_use(client):
    gone = ArtsmarkCriterion.objects.active().first()
    ArtsmarkCriterion.objects.filter(pk=gone.pk).update(is_active=False)
    begin(client, partner())
    page = client.get("/enquire/what/").text
    assert f'value="{gone.pk}"' not in page
    chosen = ArtsmarkCriterion.objects.active().first()
    post(client, "/enquire/what/", answers("what") | {"strengthens": [chosen.pk]})
    assert list(Enquiry.objects.get().strengthens.all()) == [chosen]


def test_what_looks_like_a_pupil_is_asked_about_once(client):
    begin(client, partner())
    typed = {"purpose": "A pupil called Jack Smith would love this."}
    page = post(client, "/enquire/what/", typed)
    assert "“pupil called Jack Smith”" in page.text
    seen = page.context["form"].data["looked_at"]
    other = post(client, "/enquire/what/", {"purpose": "Write to a@b.example", "looked_at": seen})
    assert "“a@b.example”" in other.text
    assert post(client, "/enquire/what/", typed | {"looked_at": seen}).status_code == 302


@pytest.mark.parametrize(
    ("slug", "field"), [("pupils", "years"), ("when", "when"), ("school", "setting_name")]
)
def test_a_pupil_in_the_shorter_answers_is_asked_about_too(client, slug, field):
    begin(client, partner())
    typed = answers(slug) | {field: "Not Monday: pupil Jack Smith is away"}
    page = post(client, f"/enquire/{slug}/", typed)
    assert "“pupil Jack Smith”" in page.text
    seen = page.context["form"].data["looked_at"]
    assert post(client, f"/enquire/{slug}/", typed | {"looked_at": seen}).status_code == 302


def test_the_first_page_says_what_is_true_of_whoever_reads_it(client):
    organisation = partner()
    page = client.get(ask_page(organisation)).text
    assert "You need no account." in page
    assert "Each time that you press “Go on”" in page
    client.force_login(make_person(name="Tess"))
    page = client.get(ask_page(organisation)).text
    assert "You need no account." not in page
    assert "for you alone" in page


def test_whoever_goes_back_to_change_whom_they_ask_is_told_of_no_other_enquiry(client):
    write(client, partner(), partner())
    assert "already" not in client.get("/enquire/who/").text


def test_nobody_else_fills_in_fields_of_the_row(client):
    begin(client, partner())
    forged = {"state": "sent", "sent_at": "2026-01-01", "nonce": "x", "by": "1", "email": "x@y.org"}
    post(client, "/enquire/what/", answers("what") | forged)
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.sent_at, enquiry.email) == ("writing", None, "")
    assert enquiry.nonce != "x"


def test_pages_out_of_order_lead_to_what_is_missing(client):
    for page in ("what", "check"):
        assert client.get(f"/enquire/{page}/").status_code == 410
    assert client.get("/enquire/nothing/").status_code == 404
    assert client.get("/enquire/who/").url == "/enquire/"
    begin(client, partner())
    assert client.get("/enquire/check/").url == "/enquire/what/"
    assert client.get("/enquire/").url == "/enquire/who/"
    assert client.get("/enquire/nothing/").status_code == 404


def test_another_site_cannot_post(client):
    answer = client.post(
        "/enquire/", {"partner": partner().pk}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert not Enquiry.objects.exists()


# --- What survives --------------------------------------------------------------------------


def test_the_cookie_alone_finds_it_and_holds_nothing_else(client):
    enquiry = write(client, partner())
    cookie = client.cookies["enquiry"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 604_800)
    assert set(client.cookies) == {"enquiry"}
    stranger, later = Client(), Client()
    assert stranger.get("/enquire/check/").status_code == 410
    stranger.cookies["enquiry"] = f"{cookie.value}x"
    assert stranger.get("/enquire/check/").status_code == 410
    later.cookies["enquiry"] = cookie.value  # the browser was closed
    assert enquiry.purpose in later.get("/enquire/check/").text


def test_a_page_that_stood_open_for_too_long_begins_anew_with_what_it_says(client):
    organisation = partner("Mill House")
    begin(client, organisation)
    page = client.get("/enquire/what/").text
    assert f'name="partner" value="{organisation.pk}"' in page
    Enquiry.objects.all().delete()
    sent = answers("what") | {"partner": organisation.pk}
    assert post(client, "/enquire/what/", sent).url == "/enquire/pupils/"
    enquiry = Enquiry.objects.get()
    assert enquiry.purpose == ANSWERS["what"]["purpose"]
    assert asked(enquiry) == ["Mill House"]


def test_throwing_it_away_deletes_it_after_a_question(client):
    write(client, partner())
    assert "cannot be brought back" in client.get("/enquire/throw-away/").text
    assert Enquiry.objects.exists()
    assert post(client, "/enquire/throw-away/").url == "/enquire/thrown-away/"
    assert not Enquiry.objects.exists()
    assert client.get("/enquire/thrown-away/").status_code == 200
    assert client.get("/enquire/check/").status_code == 410


# --- Verified first, then sent --------------------------------------------------------------


def test_nobody_is_written_to_before_the_address_is_confirmed(client):
    organisation = partner("Mill House")
    enquiry = write(client, organisation)
    assert post(client, "/enquire/check/").url == "/enquire/link-sent/"
    assert EMAIL in client.get("/enquire/link-sent/").text
    (letter,) = delivered()
    assert letter.to == [EMAIL]
    assert ANSWERS["what"]["purpose"] not in letter.body
    link, elsewhere = confirm_link(), Client()
    assert "A day of printing" in elsewhere.get(link).text
    enquiry.refresh_from_db()
    assert enquiry.state == "unconfirmed"
    answer = post(elsewhere, link)
    page = elsewhere.get(answer.url).text
    assert "No answer yet" in page
    enquiry.refresh_from_db()
    assert enquiry.state == enquiry.recipients.get().state == "sent"
    assert sender_link() == answer.url
    assert [letter.to[0] for letter in delivered()].count(EMAIL) == 2
    assert elsewhere.get(link).url == answer.url  # opened once more
    assert client.get("/enquire/check/").status_code == 410


def test_whoever_is_signed_in_sends_at_once_from_the_address_of_the_account(client):
    user = make_person("tess@academy.example", name="Tess Teacher")
    client.force_login(user)
    begin(client, partner())
    assert "Tess Teacher" in client.get("/enquire/you/").text
    for slug in ("what", "pupils", "when", "school"):
        answer = post(client, f"/enquire/{slug}/", answers(slug))
    assert answer.url == "/enquire/check/"
    page = client.get("/enquire/check/").text
    assert "tess@academy.example" in page
    enquiry = Enquiry.objects.get()
    assert post(client, "/enquire/check/").url == f"/my/enquiries/asked/{enquiry.pk}/"
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.email, enquiry.by) == ("sent", user.email, user)
    begin(client, partner())  # the next one knows the school
    assert client.get("/enquire/school/").text.count("Mill Road Primary") == 1


def test_pressed_twice_send_leads_to_what_was_sent(client):
    user = make_person(EMAIL, name="Tess Teacher")
    client.force_login(user)
    enquiry = write(client, partner())
    cookie = client.cookies["enquiry"].value
    for _ in range(2):
        client.cookies["enquiry"] = cookie
        assert post(client, "/enquire/check/").url == f"/my/enquiries/asked/{enquiry.pk}/"
    client.force_login(make_person("second@school.example"))
    client.cookies["enquiry"] = cookie
    assert post(client, "/enquire/check/").status_code == 410


def leave(client):
    """Sign out; the browser stays open, and its cookie of a draft stays."""
    cookie = client.cookies["enquiry"].value
    client.logout()
    client.cookies["enquiry"] = cookie


def test_what_somebody_began_signed_in_nobody_finds_after_them_on_the_same_computer(client):
    first = make_person("first@school.example", name="First Teacher")
    client.force_login(first)
    draft = write(client, partner("Mill House"))
    cookie = client.cookies["enquiry"].value
    for second in (None, make_person("second@school.example", name="Second Teacher")):
        leave(client)
        if second:
            client.force_login(second)
        for page in ("what", "pupils", "when", "school", "you", "check"):
            answer = client.get(f"/enquire/{page}/")
            assert answer.status_code == 410
            assert "Tess Teacher" not in answer.text
        assert "Mill House" not in client.get("/enquire/").text
        assert post(client, "/enquire/check/").status_code == 410
        post(client, "/enquire/throw-away/")
        client.cookies["enquiry"] = cookie
    assert Enquiry.objects.get() == draft
    assert not delivered()
    client.force_login(first)
    assert "Tess Teacher" in client.get("/enquire/you/").text


def test_whoever_was_away_for_long_signs_in_again_and_loses_nothing(client):
    user = make_person("first@school.example", name="First")
    client.force_login(user)
    begin(client, partner())
    post(client, "/enquire/what/", {"purpose": "Weaving"})
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        assert client.get("/enquire/what/").status_code == 410
        page = post(client, "/enquire/when/", answers("when")).text
        assert "You were signed out meanwhile" in page
        assert 'value="The week of 3 March"' in page
        client.force_login(user)
        assert post(client, "/enquire/when/", answers("when")).url == "/enquire/school/"
    draft = Enquiry.objects.get()
    assert (draft.purpose, draft.when) == ("Weaving", "The week of 3 March")


def test_the_next_at_the_computer_begins_anew(client):
    first = make_person("first@school.example", name="First")
    client.force_login(first)
    begin(client, partner())
    post(client, "/enquire/what/", {"purpose": "Weaving"})
    leave(client)
    send(client, partner())
    enquiry = Enquiry.objects.sent().get()
    assert (enquiry.by, enquiry.email) == (None, EMAIL)
    assert Enquiry.objects.unsent().get().purpose == "Weaving"
    assert not Enquiry.objects.asked_by(first).exists()


def test_whoever_signs_in_takes_over_what_was_begun_without_an_account(client):
    draft = write(client, partner())
    user = make_person("second@school.example", name="Second Teacher")
    client.force_login(user)
    page = client.get("/enquire/check/").text
    assert "Second Teacher" in page
    assert "Tess Teacher" not in page
    assert EMAIL not in page
    post(client, "/enquire/what/", {"purpose": "Weaving"})
    draft.refresh_from_db()
    assert (draft.by, draft.name, draft.email) == (user, "Second Teacher", user.email)
    leave(client)
    assert client.get("/enquire/what/").status_code == 410


def test_who_typed_their_own_address_before_signing_in_keeps_the_name_that_they_typed(client):
    draft = write(client, partner())
    user = make_person(EMAIL, name="T. Teacher")
    client.force_login(user)
    post(client, "/enquire/check/")
    draft.refresh_from_db()
    assert (draft.state, draft.by, draft.name) == ("sent", user, "Tess Teacher")


def test_a_link_ends_after_a_day_and_another_needs_nothing_typed_again(client):
    with time_machine.travel(timezone.now(), tick=False) as moment:
        write(client, partner())
        post(client, "/enquire/check/")
        link = confirm_link()
        moment.shift(timedelta(hours=24))
        page = client.get(link)
        assert page.status_code == 410
        assert "Read it, and send another link" in page.text
        assert post(Client(), link).status_code == 410
        assert not Enquiry.objects.sent().exists()
        post(client, "/enquire/check/")
        assert post(client, confirm_link()).status_code == 302
        assert Enquiry.objects.sent().exists()


def test_what_is_changed_after_the_link_was_sent_needs_another(client):
    write(client, partner())
    post(client, "/enquire/check/")
    link = confirm_link()
    post(client, "/enquire/you/", answers("you") | {"email": "other@school.example"})
    assert client.get(link).status_code == 410
    post(client, "/enquire/check/")
    assert client.get(link).status_code == 410  # it proves another address
    assert post(client, confirm_link()).status_code == 302


def test_whoever_did_not_write_it_deletes_it(client):
    write(client, partner())
    post(client, "/enquire/check/")
    assert post(Client(), confirm_link(), {"delete": "1"}).url == "/enquire/thrown-away/"
    assert not Enquiry.objects.exists()
    assert client.get(confirm_link()).status_code == 410


@pytest.mark.parametrize("signed_in", [True, False])
def test_who_stopped_meanwhile_is_named_and_the_others_are_asked(client, signed_in):
    one, other = partner("Mill House"), partner("Loom Shed")
    if signed_in:
        client.force_login(make_person(name="Tess"))
    write(client, one, other)
    address = "/enquire/check/"
    if not signed_in:
        post(client, address)
        address = confirm_link()
    Organisation.objects.filter(pk=other.pk).update(hidden_at=timezone.now())
    page = post(client, address)
    assert "Loom Shed is no longer listed" in page.text
    assert not Enquiry.objects.sent().exists()
    assert post(client, address).status_code == 302
    assert asked(Enquiry.objects.sent().get()) == ["Mill House"]


def test_whom_the_page_named_as_left_out_needs_no_second_press(client):
    one, other = partner("Mill House"), partner("Loom Shed")
    client.force_login(make_person(name="Tess"))
    enquiry = write(client, one, other)
    Organisation.objects.filter(pk=other.pk).update(not_taking_enquiries_until="2999-01-01")
    page = client.get("/enquire/check/")
    assert "Loom Shed takes no enquiries until 1 January 2999" in page.text
    assert post(client, "/enquire/check/", {"shown": one.pk}).status_code == 302
    assert asked(enquiry) == ["Mill House"]


def test_when_nobody_is_left_what_was_written_stays(client):
    organisation = partner("Mill House")
    enquiry = write(client, organisation)
    Organisation.objects.update(hidden_at=timezone.now())
    page = post(client, "/enquire/check/").text
    assert "Find somebody else to ask" in page
    assert enquiry.purpose in page
    Organisation.objects.update(hidden_at=None)
    assert begin(client, organisation).url == "/enquire/check/"


def test_the_partner_reads_which_years_it_is_for_in_the_letter_and_on_the_page(client):
    organisation = partner()
    send(client, organisation, pupils={"years": "Year 4\nand Year 5"})
    member = organisation.members.get().user
    (letter,) = [one for one in delivered() if one.to == [member.email]]
    assert "Years: Year 4 and Year 5\n" in letter.body
    assert "Year 4 and Year 5" in Client().get(next(links(letter))).text


def test_nobody_sees_who_else_was_asked(client):
    one, other = partner("Mill House"), partner("Loom Shed")
    send(client, one, other)
    for organisation, another in ((one, "Loom"), (other, "Mill House")):
        members = set(organisation.members.values_list("user__email", flat=True))
        letters = [letter for letter in delivered() if members & set(letter.to)]
        assert letters
        for letter in letters:
            assert another.lower() not in letter.message().as_string().lower()
            assert EMAIL not in letter.message().as_string()


def test_figures_are_written_when_it_is_sent(client):
    criterion = ArtsmarkCriterion.objects.active().first()
    one, other = partner("Mill House"), partner("Loom Shed")
    what = {"strengthens": [criterion.pk]}
    send(client, one, other, what=what)
    reports = EnquiryReport.objects.order_by("pk")
    assert [report.organisation for report in reports] == [one, other]
    for report in reports:
        assert (report.sent_on, report.budget) == (timezone.localdate(), "under-500")
        assert report.authority.slug == "plymouth"
        assert [stage.slug for stage in report.key_stages.all()] == ["ks2"]
        assert list(report.strengthens.all()) == [criterion]
