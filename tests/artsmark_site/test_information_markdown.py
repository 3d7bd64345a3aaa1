"""What staff type as Markdown is never markup of their own, and keeps the outline of the page."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artsmark_site.information.markdown import problems, rendered
from artsmark_site.information.placeholders import fill, fill_markdown, in_words, unknown


def html(source: str) -> str:
    return str(rendered(source).html)


def levels(source: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])", html(source))]


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("<script>alert(1)</script>", "script"),
        ("a <img src=x onerror=alert(1)> b", "img"),
        ("<div\nonclick=alert(1)>x</div>", "div"),
        ("![x](https://site.example/x.png)", "img"),
        ('<a href="javascript:alert(1)">x</a>', "a"),
        ("    <b>code</b>", "b"),
        ("<!-- <u>x</u> -->", "u"),
    ],
)
def test_html_and_pictures_are_shown_as_typed_and_refused(typed, tag):
    made = html(typed)
    assert tag == "a" or f"<{tag}" not in made
    assert not re.search(r"<[^>]*\s(on\w+|style)=", made)
    assert "javascript:" not in re.sub(r"&quot;.*?&quot;", "", made)
    assert list(problems(typed))


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:x",
        "//evil.example",
        "ftp://site.example",
        "glossary/",
        "https:site.example",
        "https://user@site.example/",
    ],
)
def test_a_link_leads_to_the_web_or_to_a_page_of_ours(link):
    assert "<a " not in html(f"[x]({link})")
    assert list(problems(f"[x]({link})"))


@pytest.mark.parametrize(
    "link",
    [
        "https://www.site.example",
        "http://site.example/a?b=c#d",
        "https://site.example?x=1",
        "/about/glossary/",
        "/partners/?near=Hull",
        "/",
    ],
)
def test_other_links_are_links(link):
    assert f'<a href="{link}">x</a>' in html(f"[x]({link})")
    assert list(problems(f"[x]({link})")) == []


def test_a_link_to_nowhere_of_ours_is_refused():
    assert list(problems("[x](/abuot/)")) == ["This site has no page /abuot/."]
    assert list(problems("# One\n[x](#two)")) == ["There is no heading “#two” on this page."]
    assert list(problems("# One\n[x](#one)")) == []


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("# A\n# B", [2, 2]),
        ("## A\n### B\n## C", [2, 3, 2]),
        ("#### A\n##### B", [2, 3]),
        ("# A\n### B", [2, 3]),
        ("# A\n###### B\n## C", [2, 3, 3]),
        ("### A\n# B", [2, 2]),
        ("A\n===\nB\n---", [2, 3]),
        ("# A\n## B\n### C\n#### D", [2, 3, 4, 4]),
    ],
)
def test_headings_stand_below_the_h1_and_skip_no_level(typed, made):
    assert levels(typed) == made


@given(st.text(alphabet="#> -ab\n*|=", max_size=60))
def test_whatever_is_typed_skips_no_level(typed):
    found = [1, *levels(typed)]
    assert all(1 < after <= before + 1 or after <= before for before, after in pairwise(found))
    assert all(2 <= level <= 4 for level in found[1:])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("# A\n### B", "The heading “B” skips a level: give it ## at the most."),
        ("### A\n# B", "The heading “A” skips a level: give it # at the most."),
        ("# A\n#", "A heading has no text: write it behind the “#”, on the same line."),
        ("# A\n## B\n### C\n#### D", "The heading “D” is too deep: three levels are enough"),
        ("|a|b|c|d|e|\n|-|-|-|-|-|\n|1|2|3|4|5|", "A table has 4 columns at the most"),
        ("**x** <b>y</b>", "“<b>” is HTML, which readers would see as it is typed: leave it out."),
        ("![a](/x.png)", "Pictures cannot stand in this text"),
    ],
)
def test_what_breaks_a_page_is_refused_with_a_sentence(typed, sentence):
    assert any(found.startswith(sentence) for found in problems(typed))


def test_headings_have_anchors_of_their_own():
    made = rendered("# The plan\n# The plan\n# ?")
    assert made.sections == (("the-plan", "The plan"), ("the-plan-2", "The plan"), ("section", "?"))
    assert 'id="the-plan-2"' in made.html


def test_no_two_headings_share_an_anchor():
    for typed in ("## a\n## a\n## a-2", "## a-2\n## a\n## a", "## ?\n## ?\n## section-2"):
        anchors = [anchor for anchor, _ in rendered(typed).sections]
        assert len(set(anchors)) == 3, anchors
    assert list(problems("## a\n## a\n## a-2\n[x](#a-2-2)")) == []


@pytest.mark.parametrize(
    "typed",
    ["`<b>`", "``` <b>x</b> ```", "```\n<i>x</i>\n```", "`![`", r"\<b>", "&lt;b&gt;", "a < b > c"],
)
def test_what_is_shown_as_code_or_was_escaped_is_no_html(typed):
    assert "<b>" not in html(typed)
    assert "<i>" not in html(typed)
    assert list(problems(typed)) == []


@pytest.mark.parametrize(
    "typed",
    ["`x` <b>", "## A <b>", "- <b>", "|<b>|\n|-|", "<b\nid=x>", "<b title=*x*>", "[<b>](/)"],
)
def test_html_is_found_wherever_it_stands(typed):
    assert any("is HTML" in found for found in problems(typed))


def test_a_heading_has_the_same_anchor_where_it_is_checked_and_where_it_is_shown():
    typed = r"## Caf&eacute; \* a"
    assert rendered(typed).sections == (("cafe-a", "Caf\N{LATIN SMALL LETTER E WITH ACUTE} * a"),)
    assert list(problems(f"{typed}\n[x](#cafe-a)")) == []


def test_a_table_has_no_style_of_its_own():
    made = html("|a|b|\n|:-:|-:|\n|1|2|")
    assert "<table>" in made
    assert "style" not in made


@given(st.text(alphabet="<>&\"'[]()!`*_#|- \n{}/:ahpst.jvcri", max_size=80))
def test_no_text_makes_an_element_that_is_not_ours(typed):
    ours = (
        r"</?(p|h[2-4]|ul|ol|li|em|strong|code|blockquote|table|thead|tbody|tr|th|td)>|<[hb]r ?/?>"
    )
    rest = re.sub(rf'{ours}|<h[2-4] id="[\w-]+">|<ol start="\d+">|</a>', "", html(typed))
    rest = re.sub(r'<a href="(https?://|/(?!/)|#)[^"<>]*"( title="[^"<>]*")?>', "", rest)
    assert "<" not in rest


# --- Placeholders ---------------------------------------------------------------------------


def test_values_are_never_read_as_markdown(settings):
    settings.PROGRAMME_NAME = "*A* _b_ `c` [d](https://e.example) <i> | # 1. \\ {page_size}"
    made = html(fill_markdown("The {site.programme} is ours."))
    assert made == (
        "<p>The *A* _b_ `c` [d](https://e.example) &lt;i&gt; | # 1. \\ {page_size} is ours.</p>\n"
    )


def test_a_list_alone_on_its_line_is_a_list():
    made = html(fill_markdown("Bands:\n\n{cost_bands}\n\nEnd."))
    assert "<li>Under £100</li>" in made
    assert made.count("<li>") == 7


def test_a_list_within_a_sentence_is_words():
    assert in_words(["a", "b", "c"]) == "a, b and c"
    assert in_words(["a, b", "c"]) == "a, b; c"


def test_braces_that_mean_nothing_are_found_and_stay():
    text = "{page_size} {pagesize} {site.name} {site.secret_key} {} {Page_size} {x.y}"
    assert list(unknown(text)) == ["pagesize", "site.secret_key", "", "Page_size", "x.y"]
    assert fill(text).startswith("20 {pagesize} ")
    assert "{site.secret_key}" in fill(text)
