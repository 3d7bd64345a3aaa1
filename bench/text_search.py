"""Looking words up, each kind for itself, as if nobody had asked for them before."""

from functools import partial

from bench.report import Row, at_most, detail, number
from bench.timing import median_ms
from partners.models import Organisation
from partners.search import typing_suggestions
from partners.search.current import current
from partners.search.words import understand

_KINDS = {
    "a common word": "music",
    "two words": "puppet theatre",
    "four words": "clay workshop year 4",
    "a word most partners have": "workshop",
    "a misspelt word": "pupet theater",
    "a word nobody has": "zxqjvk",
}
_WORDS_BEGUN = ("qqx", "th", "pa", "partner")
_PLACES_BEGUN = ("ha", "zzz")


def looking_up(size: int, runs: int) -> list[Row]:
    index = current()
    rare = Organisation.objects.public().order_by("pk").values_list("name", flat=True)[0]
    kinds = {"a partner's name": rare, **_KINDS}
    times, found = {}, {}

    def ask(typed: str, ranked: bool = False) -> None:
        index.forget()
        understood = understand(index, typed, ranked=ranked)
        offers = understood.offers or ()
        found[typed] = sum(part.bit_count() for part in offers)

    for kind, typed in kinds.items():
        times[kind] = median_ms(lambda: ask(typed), runs)  # noqa: B023
    times["a common word, by relevance"] = median_ms(lambda: ask("music", ranked=True), runs)
    kinds["a common word, by relevance"] = "music"
    worst = max(times, key=lambda kind: times[kind])
    row = at_most(
        "Text search, the slowest kind",
        times[worst],
        15 if size == 20_000 else None,
        "ms",
        size=size,
        also=worst,
        limited_by="Every document found is read and laid into bits; a misspelt word is compared "
        "with the known ones by their trigrams.",
    )
    return [
        row,
        *(
            detail(kind, f"{number(time)} ms, {found[kinds[kind]]:,} offers", size)
            for kind, time in times.items()
        ),
    ]


def while_typing(size: int, runs: int) -> Row:
    """The slowest suggestion, once the names of partners stand in their order."""
    index = current()
    times = {
        f"“{begun}”": median_ms(partial(typing_suggestions.words, index, begun), runs)
        for begun in _WORDS_BEGUN
    } | {
        f"“{begun}” as a place": median_ms(partial(typing_suggestions.places, begun), runs)
        for begun in _PLACES_BEGUN
    }
    worst = max(times, key=lambda kind: times[kind])
    return at_most(
        "Suggestions while typing, the slowest kind",
        times[worst],
        15 if size == 20_000 else None,
        "ms",
        size=size,
        also=worst,
        limited_by="Every name is compared in turn.",
    )
