"""A teacher with ten minutes: on a phone, on paper, and where scripts are switched off."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE


@pytest.fixture
def plain_page(open_demo) -> Page:
    return open_demo(viewport={"width": 1280, "height": 900}, java_script_enabled=False)


def test_one_sentence_typed_on_a_phone_finds_the_offer_that_fits(phone_demo):
    phone_demo.goto("/")
    phone_demo.get_by_label("What are you looking for?").fill("drama near Hull free year 4")
    phone_demo.get_by_role("button", name="Search").click()
    expect(phone_demo.locator("#count")).to_have_text(re.compile(r"^\d+ partners within .* Hull"))
    assert phone_demo.get_by_label("Postcode, village or town").input_value() == "Hull"
    cards = phone_demo.locator(".card").all()
    assert len(cards) >= 3
    for card in cards:
        offer = card.locator(".card-fits a").inner_text()
        assert re.search(r"KS2|KS1 to|EYFS to", offer), offer
        assert re.search(r"\bfree\b", offer.rsplit(":", 1)[1]), offer
        assert card.locator(".card-reason").inner_text()


def test_filters_open_in_place_on_a_phone_and_close_again(phone_demo):
    phone_demo.goto("/partners/?near=Hull")
    opener = phone_demo.locator("details.filters > summary")
    stage = phone_demo.get_by_label("KS2: Years 3 to 6")
    expect(stage).not_to_be_visible()
    opener.click()
    stage.check()
    expect(phone_demo.locator("#said")).to_be_empty()
    phone_demo.get_by_role("button", name="Apply filters").last.click()
    phone_demo.wait_for_url("**key_stage=ks2**")
    expect(stage).not_to_be_visible()
    expect(phone_demo.locator("#count")).to_be_focused()
    expect(opener).to_contain_text("1 in use")


def test_without_scripts_one_can_search_filter_sort_turn_pages_and_open_an_offer(plain_page):
    page = plain_page
    page.goto("/")
    page.get_by_label("Postcode, town or village").fill("Leeds")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#count")).to_contain_text("Leeds")

    page.get_by_label("Distance").select_option("any")
    page.locator('[data-facet="key_stage"][data-value="ks2"] input').check()
    page.get_by_role("button", name="Apply filters").first.click()
    expect(page.locator("#count")).to_contain_text("for a school in Leeds")

    page.get_by_role("link", name="A to Z").click()
    expect(page).to_have_url(re.compile("sort=name"))
    names = page.locator(".card h3").all_inner_texts()
    assert names == sorted(names, key=str.casefold)

    page.get_by_role("link", name="Next").click()
    expect(page).to_have_title(re.compile("page 2"))
    assert not set(names) & set(page.locator(".card h3").all_inner_texts())

    card = page.locator(".card:has(.card-fits a)").first
    name = card.locator("h3").inner_text()
    card.locator("h3 a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.locator(".offer h3 a").first.click()
    expect(page.get_by_role("heading", name="What you need to know")).to_be_visible()


def test_profiles_and_offers_lead_back_to_the_search_and_the_card(plain_page):
    page = plain_page
    page.goto("/partners/?near=Hull&key_stage=ks2")
    total = page.locator("#count").get_attribute("data-total")
    card = page.locator(".card").last
    number = card.get_attribute("id")
    card.locator("h3 a").click()
    expect(page.locator(".away")).to_contain_text("from Hull in a straight line")
    page.locator(".offer h3 a").first.click()
    expect(page.locator(".away")).to_contain_text("from Hull in a straight line")
    page.get_by_role("link", name=f"Back to {total} partners").click()
    expect(page).to_have_url(re.compile(rf"near=Hull&key_stage=ks2#{number}$"))
    expect(page.locator(f"#{number}")).to_be_in_viewport()


def test_on_paper_the_results_are_a_table_under_the_search_in_words(demo):
    demo.goto("/partners/?near=Hull&art_form=theatre-drama&key_stage=ks2")
    demo.emulate_media(media="print")
    words = demo.get_by_text("Searched for: near Hull")
    expect(words).to_be_visible()
    expect(words).to_contain_text("Theatre and drama")
    expect(words).to_contain_text("KS2")
    for gone in ("header", "form", ".tools", ".chips", ".card svg.poster"):
        for one in demo.locator(gone).all():
            expect(one).not_to_be_visible()

    def left_edges(selector: str) -> list[float]:
        return [one.bounding_box()["x"] for one in demo.locator(selector).all()]

    first, second, third = left_edges(".paper-head span")
    assert {round(x) for x in left_edges(".card-title")} == {round(first)}
    assert {round(x) for x in left_edges(".card-fits")} == {round(second)}
    assert {round(x) for x in left_edges(".card-told")} == {round(third)}
    assert words.bounding_box()["y"] < demo.locator(".paper-head").bounding_box()["y"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_a_regions_page_a_village_is_found_and_an_unknown_one_is_asked_again(
    open_demo, scripts
):
    page = open_demo(**PHONE, java_script_enabled=scripts)
    page.goto("/partners/in/north-east/")
    page.locator("#near").fill("Zyzzyva")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#count")).to_contain_text("partners working in the North East")
    again = page.get_by_label("Postcode, town or village")
    expect(again).to_be_in_viewport()
    expect(again).to_have_value("Zyzzyva")
    again.fill("Otterburn")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("#count")).to_contain_text("of Otterburn, Northumberland")
    assert "region=" not in page.url
    assert "around=" not in page.url


def test_on_paper_a_region_has_no_empty_box_to_type_into(demo):
    demo.goto("/partners/in/london/")
    demo.emulate_media(media="print")
    expect(demo.locator(".find")).to_be_hidden()
    expect(demo.get_by_role("heading", level=1)).to_be_visible()
