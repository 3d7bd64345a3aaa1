"""Markdown that staff may write, as HTML that fits into a page of ours, and what is wrong with it.

Raw HTML and pictures are off, links lead to the web or to pages of ours, and headings stand one
below the page's own, so that whatever is typed can neither harm a visitor nor break the outline.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count

from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

MOST_COLUMNS = 4
DEEPEST_HEADING = 4

# Elements of the page around the text have these; a test holds the list to the templates.
_IDS_OF_THE_PAGE = frozenset({"main", "contents-title"})

# Indented text and fences would be code, which nobody writes here on purpose.
_LEFT_OUT = ("image", "strikethrough", "code", "fence")
_OWN_PAGE = re.compile(r"/(?![/\\])|#")
_WEB_ADDRESS = re.compile(r"https?://[^/@\s]+\.[^/?#@\s]+([/?#]|$)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9-]*(\s[^<>]*)?/?>|<!--", re.IGNORECASE)

_IN_PROSE = {"softbreak": "\n", "hardbreak": "\n", "link_open": "[", "link_close": "]"}
_IN_PROSE |= dict.fromkeys(("code_inline", "text_special"), "`")


@dataclass(frozen=True)
class Rendered:
    """The text, and its sections: the anchor and the heading of each."""

    html: SafeString
    sections: tuple[tuple[str, str], ...]


@lru_cache(maxsize=64)
def rendered(source: str) -> Rendered:
    """The same text gives the same page, so the last few are kept."""
    markdown = _Markdown()
    tokens = markdown.parse(source)
    headings = _settle_headings(tokens)
    for token in tokens:
        if token.type in {"th_open", "td_open"}:
            token.attrs.pop("style", None)  # the content security policy allows no style
    html = markdown.renderer.render(tokens, markdown.options, {})
    sections = tuple((anchor, text) for level, anchor, text in headings if level == 2)
    return Rendered(mark_safe(html), sections)  # noqa: S308 - raw HTML is off: all is escaped


def problems(source: str) -> Iterator[str]:
    """Sentences that say what to change before this may be published."""
    markdown = _MarkdownWithAnyLink()
    tokens = markdown.parse(source)
    yield from _problems_of_headings(tokens)
    anchors = {anchor for _, anchor, _ in _settle_headings(tokens)}
    yield from filter(
        None, (_problem_of_link(link, anchors) for link in dict.fromkeys(markdown.links))
    )
    prose = _prose(tokens)
    if tag := _TAG.search(prose):
        yield f"“{tag[0]}” is HTML, which readers would see as it is typed: leave it out."
    if "![" in prose:
        yield "Pictures cannot stand in this text: leave out what begins with “![”."
    if _widest_table(tokens) > MOST_COLUMNS:
        yield f"A table has {MOST_COLUMNS} columns at the most: more do not fit on a phone."


class _Markdown(MarkdownIt):
    def __init__(self) -> None:
        super().__init__("js-default", {"html": False, "linkify": False, "typographer": False})
        self.disable(_LEFT_OUT)

    def validateLink(self, url: str) -> bool:
        return _is_allowed(url)


class _MarkdownWithAnyLink(_Markdown):
    """Notes the links, those that are refused elsewhere, too. Never to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.disable("text_join")  # which would make plain text of what was escaped
        self.links: list[str] = []

    def validateLink(self, url: str) -> bool:
        self.links.append(url)
        return True


def _prose(tokens: Sequence[Token]) -> str:
    """What is meant as text: without code and what was escaped, and with “[” where a link begins.

    “![” with a link behind it would be a picture elsewhere.
    """
    return "\n".join(
        "".join(_as_prose(child) for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    )


def _as_prose(token: Token) -> str:
    if token.type == "text":
        return token.content
    return _IN_PROSE.get(token.type, "")


# --- Headings -------------------------------------------------------------------------------


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[int, Token, Token, str]]:
    """The level as typed, counted from the highest; where it opens and closes; its words."""
    highest = _highest(tokens)
    for number, opening in enumerate(tokens):
        if opening.type != "heading_open":
            continue
        inline, closing = tokens[number + 1 : number + 3]
        text = "".join(
            child.content if child.content else " "
            for child in inline.children or ()
            if child.type in {"text", "text_special", "code_inline", "softbreak"}
        )
        yield int(opening.tag[1]) - highest + 1, opening, closing, text.strip()


def _highest(tokens: Sequence[Token]) -> int:
    return min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=1)


def _settle_headings(tokens: Sequence[Token]) -> list[tuple[int, str, str]]:
    """Give each heading a level below the page's h1 that skips none, and an anchor of its own."""
    settled: list[tuple[int, str, str]] = []
    taken = set(_IDS_OF_THE_PAGE)
    level = 1
    for typed, opening, closing, text in _headings(tokens):
        level = min(typed + 1, level + 1, DEEPEST_HEADING)
        anchor = _free_anchor(slugify(text) or "section", taken)
        taken.add(anchor)
        opening.tag = closing.tag = f"h{level}"
        opening.attrSet("id", anchor)
        settled.append((level, anchor, text))
    return settled


def _free_anchor(wanted: str, taken: Set[str]) -> str:
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(anchor for anchor in chain([wanted], numbered) if anchor not in taken)


def _problems_of_headings(tokens: Sequence[Token]) -> Iterator[str]:
    level, highest = 0, _highest(tokens)
    for typed, _, _, text in _headings(tokens):
        if not text:
            yield "A heading has no text: write it behind the “#”, on the same line."
        elif typed > level + 1:
            marks = "#" * (level + highest)
            yield f"The heading “{text}” skips a level: give it {marks} at the most."
        elif typed >= DEEPEST_HEADING:
            yield f"The heading “{text}” is too deep: three levels are enough for a page."
        level = typed


# --- Links and tables -----------------------------------------------------------------------


def _is_allowed(link: str) -> bool:
    return bool(_OWN_PAGE.match(link) or _WEB_ADDRESS.match(link))


def _problem_of_link(link: str, anchors: set[str]) -> str:
    if not _is_allowed(link):
        return f"The link to “{link}” does not begin with https://, or with / for a page of ours."
    if link.startswith("#"):
        return "" if link[1:] in anchors else f"There is no heading “{link}” on this page."
    if not link.startswith("/"):
        return ""
    try:
        resolve(re.split(r"[?#]", link)[0])
    except Resolver404:
        return f"This site has no page {link}."
    return ""


def _widest_table(tokens: Sequence[Token]) -> int:
    widest = columns = 0
    for token in tokens:
        if token.type == "tr_open":
            columns = 0
        columns += token.type in {"th_open", "td_open"}
        widest = max(widest, columns)
    return widest
