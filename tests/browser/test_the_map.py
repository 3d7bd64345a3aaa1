"""The map by keyboard, with and without scripts."""

import pytest
from playwright.sync_api import expect


def test_every_dot_has_a_name_and_the_keyboard_reaches_it(demo):
    demo.goto("/partners/map/")
    dots = demo.locator(".partner-map a")
    assert dots.count() > 30
    dots.first.focus()
    demo.keyboard.press("Tab")
    expect(dots.nth(1)).to_be_focused()
    said = dots.nth(1).locator(".said")
    expect(dots.nth(1)).to_have_accessible_name(said.text_content())
    expect(said).to_have_css("fill-opacity", "1")
    expect(dots.nth(2).locator(".said")).to_have_css("fill-opacity", "0")
    demo.keyboard.press("Enter")
    demo.wait_for_url("**/partners/**")
    expect(demo.locator("h1").first).to_be_visible()


def test_filters_change_the_map_in_place(demo):
    demo.goto("/partners/map/")
    before = demo.locator(".partner-map a").count()
    demo.locator('[data-facet="art_form"][data-value="dance"] input').check()
    demo.wait_for_url("**/partners/map/?art_form=dance")
    assert 0 < demo.locator(".partner-map a").count() < before


def test_without_scripts_one_goes_from_the_list_to_the_map_and_back(open_demo):
    page = open_demo(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto("/partners/?near=Hull&key_stage=ks2")
    heading = page.locator("#count").inner_text()
    page.get_by_role("link", name="Show on map").click()
    expect(page.locator("#count")).to_have_text(heading)
    expect(page.locator(".partner-map .ring")).to_be_visible()
    page.get_by_role("link", name="Show as list").click()
    assert page.url.endswith("/partners/?near=Hull&key_stage=ks2")


APART = """() => {
  const middles = [...document.querySelectorAll('.partner-map .touch')].map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  });
  return Math.min(...middles.flatMap(([x, y], n) =>
    middles.slice(n + 1).map(([u, v]) => Math.hypot(x - u, y - v))));
}"""


@pytest.mark.parametrize("address", ["/partners/map/", "/partners/map/?near=Leeds&within=40"])
def test_each_dot_can_be_touched_alone_on_the_narrowest_phone(open_demo, address):
    page = open_demo(viewport={"width": 320, "height": 640})
    page.goto(address)
    assert page.locator(".partner-map .touch").count() > 4
    assert page.evaluate(APART) >= 24
