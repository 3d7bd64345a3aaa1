"""Staff edit the information pages: what they see before others do, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone

from artsmark_site.information import shipped
from artsmark_site.information.admin import InformationPageAdmin
from artsmark_site.information.contents import SLUGS
from artsmark_site.information.models import LONGEST_BODY, InformationPage
from tests.partners.admin_pages import errors_of, fields_of, submit, text_of
from tests.partners.test_stale_forms import somebody_waits_for_a_lock
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

PAGES = "/admin/information/informationpage/"


@pytest.fixture
def glossary() -> InformationPage:
    return InformationPage.objects.get(slug="glossary")


@pytest.fixture
def address(glossary) -> str:
    return f"{PAGES}{glossary.pk}/change/"


def preview(client, glossary, **typed):
    """Press the button that the form has, with what the form holds."""
    form = client.get(f"{PAGES}{glossary.pk}/change/")
    button = f'formaction="{PAGES}{glossary.pk}/preview/" formtarget="_blank"'
    assert button in form.content.decode()
    return client.post(f"{PAGES}{glossary.pk}/preview/", fields_of(form) | typed)


def test_what_is_saved_is_shown_and_on_record(admin_client, client, glossary, address):
    submit(admin_client, address, title="All our words", body="# New\n\nOne **word**.")
    html = client.get("/about/glossary/").content.decode()
    assert "<h1>All our words</h1>" in html
    assert '<h2 id="new">New</h2>\n<p>One <strong>word</strong>.</p>' in html
    assert f"Last changed on {timezone.localdate():%-d %B %Y}." in html
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.get_change_message()) == (
        str(glossary.pk),
        "Changed Title and Text.",
    )


def test_saving_what_was_not_touched_is_no_change(admin_client, glossary, address):
    submit(admin_client, address)
    assert InformationPage.objects.get(pk=glossary.pk).updated_at == glossary.updated_at


def test_the_preview_is_the_public_page_and_saves_nothing(admin_client, client, glossary, address):
    typed = {"title": "All {site.name}", "summary": "A & b.", "body": "## One\n\n- {page_size}\n"}
    before = client.get("/about/glossary/").content
    shown = preview(admin_client, glossary, **typed)
    assert shown.status_code == 200
    assert client.get("/about/glossary/").content == before
    assert not LogEntry.objects.exists()
    submit(admin_client, address, **typed)
    assert admin_client.get("/about/glossary/").content == shown.content
    assert "no-store" in shown["Cache-Control"]


def test_the_preview_of_the_first_page_lists_the_others(admin_client):
    about = InformationPage.objects.get(slug="about")
    shown = preview(admin_client, about, title="Us").content.decode()
    assert "<h1>Us</h1>" in shown
    assert 'href="/about/cookies/"' in shown


def test_a_preview_of_what_cannot_be_published_says_why(admin_client, glossary):
    shown = preview(admin_client, glossary, body="Ask ann@site.example <b>", title="")
    assert "<main" in shown.content.decode()
    text = text_of(shown)
    assert "Leave e-mail addresses out: no public page shows one." in text
    assert "is HTML, which readers would see as it is typed" in text
    assert "Title: “Title” is needed." in text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "Ask ann@site.example", "Leave e-mail addresses out"),
        ("summary", "Ask ann@site.example", "Leave e-mail addresses out"),
        ("body", "Ask [Ann](https://site.example/?to=ann%40site.example)", "Leave e-mail"),
        ("body", "Ask <ann@site.example>", "Leave e-mail addresses out"),
        ("body", "Up to {radius} miles", "There is no placeholder {radius}: use one of the list"),
        ("title", "{site.secret_key}", "There is no placeholder {site.secret_key}"),
        ("body", "# A\n\n### B", "The heading “B” skips a level"),
        ("body", "[x](javascript:x)", "The link to “javascript:x” does not begin with https://"),
        ("body", "[x](/nowhere/)", "This site has no page /nowhere/."),
        ("body", "a" * (LONGEST_BODY + 1), "This text has 30001 characters; a page has 30000 at"),
        ("title", "a" * 81, "“Title” is 1 character too long: up to 80 fit."),
        ("summary", "", "“Summary” is needed."),
    ],
)
def test_what_cannot_be_published_is_refused_with_a_sentence(
    admin_client, glossary, address, field, typed, sentence
):
    response = submit(admin_client, address, **{field: typed})
    assert errors_of(response)[field][0].startswith(sentence)
    assert InformationPage.objects.get(pk=glossary.pk).texts == glossary.texts


def test_nobody_overwrites_what_a_colleague_wrote_meanwhile(admin_client, glossary, address):
    opened = fields_of(admin_client.get(address)) | {"_save": "yes", "body": "Mine."}
    submit(admin_client, address, body="Theirs.")
    response = admin_client.post(address, opened)
    assert "Somebody else changed “Text” after you opened this page" in text_of(response)
    assert "Mine." in response.content.decode()
    assert InformationPage.objects.get(pk=glossary.pk).body == "Theirs."


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_the_second_is_refused(
    admin_client, glossary, address, monkeypatch
):
    """The first has written and not committed when the second sends the form."""
    opened = fields_of(admin_client.get(address)) | {"_save": "yes"}
    written, save_model = Event(), InformationPageAdmin.save_model

    def save_and_linger(*args) -> None:
        save_model(*args)
        written.set()
        until = monotonic() + 10
        while not somebody_waits_for_a_lock() and monotonic() < until:
            sleep(0.02)

    def post(body: str) -> HttpResponse:
        try:
            return admin_client.post(address, opened | {"body": body})
        finally:
            connection.close()

    monkeypatch.setattr(InformationPageAdmin, "save_model", save_and_linger)
    with ThreadPoolExecutor() as threads:
        first = threads.submit(post, "Theirs.")
        assert written.wait(10)
        second = threads.submit(post, "Mine.")
    assert first.result().status_code == 302
    assert "Somebody else changed “Text” after you opened this page" in text_of(second.result())
    assert InformationPage.objects.get(pk=glossary.pk).body == "Theirs."


@pytest.mark.parametrize("asked", [PAGES, "change"])
def test_only_the_files_of_the_pages_shown_are_read(admin_client, address, monkeypatch, asked):
    opened: list[str] = []
    read = shipped.read
    monkeypatch.setattr(shipped, "read", lambda slug: opened.append(slug) or read(slug))
    admin_client.get(address if asked == "change" else PAGES)
    assert sorted(opened) == (["glossary"] if asked == "change" else sorted(SLUGS))


def test_pages_are_neither_added_nor_deleted_nor_moved(admin_client, glossary, address):
    assert admin_client.get(f"{PAGES}add/").status_code == 403
    assert admin_client.post(f"{PAGES}{glossary.pk}/delete/", {"post": "yes"}).status_code == 403
    submit(admin_client, address, slug="words")
    assert InformationPage.objects.get(pk=glossary.pk).slug == "glossary"
    InformationPage.objects.create(slug="page-of-an-older-version", title="T", body="B")
    response = admin_client.get(PAGES)
    assert len(response.context["cl"].result_list) == len(SLUGS)
    assert "delete_selected" not in response.content.decode()


def test_staff_see_what_they_may_write_and_what_came_with_the_site(admin_client, address):
    text = text_of(admin_client.get(address))
    assert "{page_size} : 20" in text
    assert "{site.bridge_noun} : Bridge Organisation" in text
    assert "This page is as it came." in text
    submit(admin_client, address, title="Words")
    assert "The words of Artsmark, of schools and of the arts" in text_of(admin_client.get(address))


def test_only_those_who_may_change_pages_look_at_previews(client, glossary):
    address = f"{PAGES}{glossary.pk}/preview/"
    assert client.post(address, {"title": "x"}).status_code == 302
    client.force_login(with_second_factor(make_person("reader@site.example", is_staff=True)))
    assert client.post(address, {"title": "x"}).status_code == 403


def test_a_preview_is_asked_for_by_the_form_alone(admin_client, glossary):
    assert admin_client.get(f"{PAGES}{glossary.pk}/preview/").status_code == 405
    assert admin_client.post(f"{PAGES}0/preview/").status_code == 404
    admin_client.handler.enforce_csrf_checks = True
    assert admin_client.post(f"{PAGES}{glossary.pk}/preview/").status_code == 403
