"""What a kept search asks for, in its canonical form; and whom it finds."""

from django.http import QueryDict

from partners.search import wording
from partners.search.asked import Asked
from partners.search.index import DirectoryIndex
from partners.search.planes import members
from partners.search.search import Search
from settings_schools.models import LONGEST_SEARCH


def search_of(index: DirectoryIndex, asked: str) -> Search | None:
    """The search that an address means, whatever order it is written in.

    None where it asks for nothing, or for something that is not understood: a place that we do not
    know, a filter that is gone. Without that it would find what nobody looked for.
    """
    if len(asked) > LONGEST_SEARCH:
        return None
    found = Asked.of(index, QueryDict(asked))
    if found.left_out:
        return None
    search = Search.of(index, found.query)
    if search.answer is not None and search.place is None:
        return None
    return search if canonical(search) else None


def canonical(search: Search) -> str:
    """The same for all who look for the same: sorted, in lower case, with the place that is meant.

    Empty for the whole directory.
    """
    return search.meant.subject


def in_words(search: Search) -> str:
    """“dance; near Hull, within 20 miles; Key Stage 2”, as long as a row holds.

    A distance that nobody chose goes unsaid: it is another when there are more partners.
    """
    words = wording.in_words(search)
    if search.place and not search.query.within:
        words = words.replace(f", {wording.radius_in_words(search)}", "", 1)
    return words[:300]


def found_by(search: Search) -> frozenset[int]:
    """The ids of the organisations that fit."""
    return frozenset(search.index.ids[slot] for slot in members(search.organisations))
