"""Every number on the search page is the total of what it stands beside.

Asked of the pages as a browser without scripts shows them, by following the links and pressing
what a person would press.
"""

import random
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

import pytest
from playwright.sync_api import Page, expect

SEARCHES = [
    "",
    "q=printmaking",
    "q=drama free&near=Hull",
    "near=Hull",
    "near=Leeds&within=5",
    "near=M4 5&within=any&online=1",
    "near=Truro&within=40&key_stage=ks2&cost=free",
    "near=Norwich&art_form=dance&art_form=music&online=1",
    "region=south-west&key_stage=ks1&key_stage=ks2",
    "region=north-east&county=durham&cost=free",
    "region=london&authority=southwark&delivery=at-setting",
    "setting_type=special&access=relaxed-session",
    "criterion=range-of-offer&theme=mathematics",
    "arts_award=discover&offer_type=workshop&sort=name",
    "near=Berwick-upon-Tweed&within=5&art_form=circus-outdoor&cost=free",
]
_SAMPLE = 4


class Numbers(NamedTuple):
    """What a page counts: its total, and by filter and value the number beside each option."""

    total: int
    options: dict[tuple[str, str], int]
    links: dict[str, int]


_READ = """() => {
  const number = (element, name) => Number(element.dataset[name]);
  const linked = (name) => [...document.querySelectorAll(`a[data-${name}]`)]
    .map((link) => [link.href, number(link, name)]);
  return {
    total: number(document.querySelector('#count'), 'total'),
    options: [...document.querySelectorAll('[data-facet]')].map((option) => [
      [option.dataset.facet, option.dataset.value], number(option, 'count'),
      option.querySelector('.count').textContent.trim(), option.hidden,
      option.querySelector('input').checked]),
    links: [...linked('count'), ...linked('suggestion')],
  };
}"""


def numbers_of(page: Page, query: str) -> Numbers:
    page.goto(f"/partners/?{query}")
    read = page.evaluate(_READ)
    for name, count, shown, hidden, ticked in read["options"]:
        assert shown == str(count), name
        assert hidden == (not count and not ticked), name
    options = {tuple(name): count for name, count, *_ in read["options"]}
    return Numbers(read["total"], options, dict(read["links"]))


def with_one_value(query: str, facet: str, value: str) -> str:
    """The same address with a filter's values replaced by one, from its first page."""
    left_out = (facet, "page", "sort")
    kept = [(name, one) for name, one in parse_qsl(query) if name not in left_out]
    return urlencode([*kept, (facet, value)])


def total_at(page: Page, address: str) -> int:
    """By an ordinary request, which is quicker than to show the page."""
    html = page.request.get(address).text()
    return int(html.split('data-total="', 1)[1].split('"', 1)[0])


@pytest.fixture
def plain_page(open_demo: Callable[..., Page]) -> Page:
    return open_demo(viewport={"width": 1280, "height": 900}, java_script_enabled=False)


@pytest.mark.parametrize("query", SEARCHES)
def test_each_option_chip_and_suggestion_brings_exactly_its_number(demo, query):
    """An option's number is the total with its filter's values replaced by it alone."""
    numbers = numbers_of(demo, query)
    used = {name for name, _ in parse_qsl(query)}
    in_used = [one for one in numbers.options if one[0] in used]
    unused = [one for one in numbers.options if one[0] not in used]
    chance = random.Random(query)
    chosen = [*chance.sample(in_used, min(_SAMPLE, len(in_used))), *_one_of_each(unused, chance)]
    for facet, value in chosen:
        total = total_at(demo, f"/partners/?{with_one_value(query, facet, value)}")
        assert total == numbers.options[facet, value], (facet, value)
    for address, promised in numbers.links.items():
        assert total_at(demo, address) == promised, address


def _one_of_each(options: list[tuple[str, str]], chance: random.Random) -> list[tuple[str, str]]:
    chance.shuffle(options)
    return list(dict(options).items())


def test_the_number_beside_online_and_on_the_home_page_is_kept(demo):
    demo.goto("/partners/?near=Hull&art_form=music")
    promised = int(demo.locator("#online-count").inner_text())
    assert total_at(demo, "/partners/?near=Hull&art_form=music&online=1") == promised

    demo.goto("/")
    links = demo.locator(".forms a, .regions a, .split a")
    assert links.count() > 20
    for link in links.all():
        promised = "".join(one for one in link.inner_text() if one.isdigit())
        assert total_at(demo, search_of(link.get_attribute("href"))) == int(promised)


def search_of(address: str) -> str:
    """A region's own page tells the number of partners working there: that of a search."""
    _, is_region, region = address.rstrip("/").partition("/partners/in/")
    return f"/partners/?region={region}" if is_region else address


@pytest.mark.parametrize("query", ["near=Hull", "region=south-west&cost=free"])
def test_ticking_by_mouse_brings_what_stood_beside_the_box(demo, plain_page, query):
    """With scripts the page renews itself; without them the button does it: the same numbers."""
    promised = numbers_of(demo, query).options["art_form", "literature"]
    box = '[data-facet="art_form"][data-value="literature"] input'
    demo.locator(box).check()
    expect(demo.locator("#count")).to_have_attribute("data-total", str(promised))

    plain_page.goto(f"/partners/?{query}")
    plain_page.locator(box).check()
    plain_page.get_by_role("button", name="Apply filters").first.click()
    expect(plain_page.locator("#count")).to_have_attribute("data-total", str(promised))
    with_scripts, without = demo.evaluate(_READ), plain_page.evaluate(_READ)
    assert sorted(with_scripts["options"]) == sorted(without["options"])
    assert with_scripts["links"] == without["links"]
