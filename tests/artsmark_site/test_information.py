"""The information pages: what visitors get, and what loading them again does."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.utils import timezone

from artsmark_site.information import contents, shipped
from artsmark_site.information.forms import validate_markdown, validate_public_text
from artsmark_site.information.models import LONGEST_BODY, InformationPage
from artsmark_site.information.services import load_information
from partners.search.page import NEAR_BANDS, SORTS
from reference.models import ArtsmarkCriterion
from tests.factories import make_offer

pytestmark = pytest.mark.django_db

ADDRESSES = ["/about/" if slug == contents.INDEX else f"/about/{slug}/" for slug in contents.SLUGS]


def page(slug: str) -> InformationPage:
    return InformationPage.objects.get(slug=slug)


def read(client, address: str) -> str:
    """The page as it is read: its main part without tags."""
    html = client.get(address).content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html.split("<main")[1])))


def ids_of(response) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', response.content.decode())


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A copy of the shipped files, to change as a later version of the project would."""
    for path in shipped.PAGES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(shipped, "PAGES", tmp_path)
    return tmp_path


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- Pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_its_own_address_title_and_description(client, address, settings):
    html = client.get(address).content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL.geturl()}{address}">' in html
    shown = next(one for one in InformationPage.objects.all() if one.get_absolute_url() == address)
    assert f"<title>{shown.title} \N{EN DASH} {settings.SITE_NAME}</title>" in html
    assert f'<meta name="description" content="{shown.summary}">' in html
    changed = timezone.localtime(shown.updated_at)
    assert f"Last changed on {changed.day} {changed:%B %Y}." in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("slug", contents.SLUGS)
def test_every_shipped_text_may_be_published(slug):
    title, summary, body = page(slug).texts
    for text in (title, summary, body):
        validate_public_text(text)
    validate_markdown(body)
    page(slug).full_clean()


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_placeholder_is_left_in_a_page(client, address):
    assert "{" not in read(client, address)


def test_there_is_a_file_for_each_page_and_no_other():
    assert {path.stem for path in shipped.PAGES.iterdir()} == set(contents.SLUGS)


@pytest.mark.parametrize("slug", ["nothing", "about", "Glossary", "glossary.md"])
def test_there_are_no_other_pages(client, slug):
    InformationPage.objects.get_or_create(slug=slug, defaults={"title": "T", "body": "B"})
    assert client.get(f"/about/{slug}/").status_code == 404


def test_the_first_page_lists_all_others(client):
    html = client.get("/about/").content.decode()
    for one in InformationPage.objects.exclude(slug=contents.INDEX):
        assert f'<a href="{one.get_absolute_url()}">{one.title}</a>' in html
        assert one.summary in html


def test_every_page_is_linked_from_the_home_page(client):
    html = client.get("/").content.decode()
    for address in ADDRESSES:
        assert f'href="{address}"' in html, address


def test_the_rules_of_the_search_are_those_of_the_code(client):
    text = read(client, "/about/how-results-are-sorted/")
    for words in (*NEAR_BANDS, *SORTS.values()):
        assert words in text
    assert "smallest of 5, 10, 20 or 40 miles that has at least ten partners" in text
    assert "A page shows 20 partners." in text
    assert "fewer than three results" in text


def test_figures_follow_the_code(client, monkeypatch):
    monkeypatch.setattr("artsmark_site.information.placeholders.PAGE_SIZE", 33)
    monkeypatch.setattr("artsmark_site.information.placeholders.RADII", (3, 7))
    text = read(client, "/about/how-results-are-sorted/")
    assert "A page shows 33 partners." in text
    assert (
        "smallest of 3 or 7 miles that has at least ten partners based in it, and else 7." in text
    )


def test_what_privacy_says_of_addresses_is_so(client):
    """The search stands behind the question mark, and without it the page is there all the same."""
    said = read(client, "/about/privacy/")
    assert "Leave out the question mark in the address and all behind it" in said
    organisation = make_offer().organisation
    html = client.get("/partners/", {"near": "PL4 8AA"}).content.decode()
    found = re.search(rf'href="({organisation.get_absolute_url()})\?([^"]*)"', html)
    assert found is not None
    assert "near=PL4+8AA" in unescape(found[2])
    plain = client.get(found[1])
    assert plain.status_code == 200
    assert "near=" not in plain.content.decode()


def test_names_come_from_the_settings(client, settings):
    settings.PROGRAMME_NAME, settings.BRIDGE_NOUN = "Arts *Link* [x](/y)", "Regional Lead"
    text = read(client, "/about/becoming-a-partner/")
    assert "Partners of the Arts *Link* [x](/y) are found here" in text
    assert "The staff of the Regional Lead read it" in text
    assert "Bridge Organisation" not in text


def test_who_runs_the_site_is_named_or_it_is_said_who_can_tell(client, settings):
    for slug in ("privacy", "accessibility"):
        text = read(client, f"/about/{slug}/")
        assert "The page of each partner names the Bridge Organisation that looks after it." in text
        assert "not been added" not in text
    assert "The Bridge Organisation of your area can say which that is." in read(
        client, "/about/privacy/"
    )
    settings.SITE_RUN_BY = "Arts for *Schools*, 1 High Street, Leeds LS1 1AA"
    settings.SITE_CONTACT = "0113 496 0000"
    said = read(client, "/about/privacy/")
    assert f"{settings.SITE_RUN_BY} runs this site and is responsible for the data on it." in said
    for slug in ("privacy", "accessibility"):
        assert "the people who run it: 0113 496 0000." in read(client, f"/about/{slug}/")


def test_every_field_of_the_open_data_is_documented_by_name(client):
    offer = make_offer()
    text = read(client, "/about/open-data/")
    partner = client.get(f"/api/v1/partners/{offer.organisation_id}").json()["partner"]
    listed = client.get("/api/v1/partners?facets=1").json()
    names = {*listed, *listed["partners"][0], *partner, *partner["offers"][0]}
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", text)] == []


def test_words_of_lookups_are_those_that_staff_keep(client):
    ArtsmarkCriterion.objects.filter(slug="leadership").update(label="Leading the arts")
    ArtsmarkCriterion.objects.filter(slug="range-of-offer").update(is_active=False)
    text = read(client, "/about/artsmark/")
    assert "Leading the arts" in text
    assert "Range of Offer" not in text


def test_no_heading_takes_an_id_of_the_page_around_it(client):
    InformationPage.objects.filter(slug="cookies").update(body="# A\n# B\n# C\n# D")
    around = ids_of(client.get("/about/cookies/"))
    assert {"main", "contents-title"} <= set(around)
    headings = [f"# {name}" for name in around]
    InformationPage.objects.filter(slug="cookies").update(body="\n".join(headings))
    found = ids_of(client.get("/about/cookies/"))
    assert len(found) == len(set(found)) > len(headings)


def test_a_page_asks_one_question_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/about/how-results-are-sorted/")
    with django_assert_num_queries(2):
        client.get("/about/")


def test_a_browser_that_has_the_page_is_told_so_until_it_changes(client):
    first = client.get("/about/glossary/")
    assert first["Cache-Control"] == "no-cache"
    assert not first.cookies
    again = client.get("/about/glossary/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    InformationPage.objects.filter(slug="glossary").update(summary="New words.")
    changed = client.get("/about/glossary/", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


# --- Loading --------------------------------------------------------------------------------


def test_loading_again_changes_nothing():
    before = list(InformationPage.objects.order_by("pk").values())
    counts = load_information()
    assert counts["read"] == counts["unchanged"] == len(contents.SLUGS)
    assert list(InformationPage.objects.order_by("pk").values()) == before


def test_a_new_shipped_text_arrives_with_its_day(files):
    rewrite(files / "cookies.md", "## Visitors", "## Everybody")
    rewrite(files / "cookies.md", "updated: 2026-11-29", "updated: 2027-06-01")
    assert load_information()["updated"] == 1
    cookies = page("cookies")
    assert "## Everybody" in cookies.body
    assert f"{cookies.updated_at:%d %m %Y %H:%M}" == "31 05 2027 23:00"  # London's midnight


def test_what_staff_wrote_stays_and_the_rest_follows_the_files(files):
    InformationPage.objects.filter(slug="cookies").update(title="No cookies here")
    rewrite(files / "cookies.md", "title: Cookies", "title: Biscuits")
    rewrite(files / "cookies.md", "## Visitors", "## Everybody")
    load_information()
    cookies = page("cookies")
    assert cookies.title == "No cookies here"
    assert "## Everybody" in cookies.body
    assert cookies.updated_at > page("privacy").updated_at
    assert load_information()["skipped"] == 1


def test_a_text_that_staff_took_back_follows_the_files_again(files):
    body = page("cookies").body
    InformationPage.objects.filter(slug="cookies").update(body="Ours.")
    load_information()
    InformationPage.objects.filter(slug="cookies").update(body=body)
    rewrite(files / "cookies.md", "## Visitors", "## Everybody")
    load_information()
    assert "## Everybody" in page("cookies").body


def test_the_command_ends_with_a_line_for_machines(capsys):
    call_command("load_information")
    assert re.fullmatch(
        r"read=11 created=0 updated=0 unchanged=11 rejected=0 skipped=0\n", capsys.readouterr().out
    )


def test_a_text_has_an_end():
    longest = page("cookies")
    longest.body = "a" * LONGEST_BODY
    longest.full_clean()
