"""Looking words up, each kind for itself, as if nobody had asked for them before."""

from bench.report import Row, at_most, detail, number
from bench.timing import median_ms
from partners.models import Organisation
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


def looking_up(size: int, runs: int) -> list[Row]:
    index = current()
    rare = Organisation.objects.public().order_by("pk").values_list("name", flat=True)[0]
    kinds = {"a partner's name": rare, **_KINDS}
    times, found = {}, {}

    def ask(typed: str, ranked: bool = False) -> None:
        index.answers.clear()
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
