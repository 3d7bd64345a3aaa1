"""Find my school: by URN or DfE number, by postcode, or by a name, however it is spelt."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import F, Q

from reference.names import name_key
from reference.postcode_text import PostcodePart, find_postcode, read_postcode
from settings_schools.models import EducationSetting
from settings_schools.querysets import EducationSettingQuerySet

_LONGEST = 160
_FEWEST_LETTERS = 3
# Of the letters in threes of what was typed, as many stand next to each other in the name. The
# first is quick, and finds what is spelt nearly right.
_ALIKE = (0.65, 0.4)
# Half of all schools have one of these in their names: they tell two apart, and find none.
_TELL_NOTHING = {
    *("the", "of", "and", "school", "primary", "secondary", "academy", "college", "c", "e"),
    *("church", "england", "catholic", "junior", "infant", "nursery", "high", "community"),
}
# What became of what became of it: schools convert, merge, and close again.
_MOST_STEPS = 5
# What schools are called for short.
_IN_FULL = {
    **{"ce": "c of e", "cofe": "c of e", "rc": "catholic", "jmi": "junior mixed and infant"},
    **{"sch": "school", "acad": "academy", "prim": "primary", "sec": "secondary", "jnr": "junior"},
    **{"inf": "infant", "coll": "college", "comp": "comprehensive", "nurs": "nursery"},
}


def find_settings(text: str, limit: int = 10) -> list[EducationSetting]:
    """Settings that somebody may mean, the likeliest first; of one that closed, its successor.

    Only those that teach now and that the register or staff vouch for.
    """
    typed = " ".join(text[:_LONGEST].replace("\x00", "").split())
    if (number := _number(typed)) is not None:
        return _now(_of_number(number), limit)
    if parts := read_postcode(typed):
        return _now(_in_postcode(parts[0]).in_order()[: limit * 2], limit)
    if found := find_postcode(typed):
        part, begin, end = found
        rest = name_key(f"{typed[:begin]} {typed[end:]}")
        if there := _now(_likest(_in_postcode(part), rest)[: limit * 2], limit):
            return there
        typed = rest
    return _of_name(name_key(typed), limit)


def suggestions(typed: str, most: int = 8) -> list[str]:
    """Name, town and postcode of those that somebody may be typing: found again by just that."""
    return [told(one) for one in find_settings(typed, most)]


def told(setting: EducationSetting) -> str:
    """Name, and where it is."""
    return f"{setting.name}, {setting.where}"


def _known() -> EducationSettingQuerySet:
    """With what stands beside a name."""
    return EducationSetting.objects.select_related("authority", "successor__authority")


def _number(typed: str) -> str | None:
    """The digits of a URN or a DfE number: “383/1000” is 3831000."""
    digits = "".join(typed.upper().removeprefix("URN").replace("/", " ").split())
    return digits if digits.isascii() and digits.isdecimal() else None


def _of_number(number: str) -> EducationSettingQuerySet:
    if len(number) > 7:
        return _known().none()
    numbered = Q(urn=int(number))
    if len(number) == 7:
        numbered |= Q(dfe_number=number)
    return _known().filter(numbered).in_order()


def _in_postcode(part: PostcodePart) -> EducationSettingQuerySet:
    """A whole postcode, or the beginning of one."""
    if part.unit:
        return _known().filter(postcode=str(part))
    after = "" if part.digit else " "
    return _known().filter(postcode__startswith=f"{part}{after}")


def _of_name(key: str, limit: int) -> list[EducationSetting]:
    """By likeness of letters; those alike only in what half of all schools are called are none."""
    words = [_IN_FULL.get(word, word) for word in key.split()]
    name = " ".join(words)
    telling = " ".join(word for word in words if word not in _TELL_NOTHING)
    if len(telling) < _FEWEST_LETTERS:
        begin_so = _known().filter(search_words__startswith=f"{name} ")
        return _now(begin_so.in_order()[: limit * 2], limit) if name else []
    found: list[EducationSetting] = []
    alike = _known().filter(search_words__trigram_word_similar=telling)
    for threshold in _ALIKE:
        with transaction.atomic(), connection.cursor() as cursor:
            # The operator, which the index answers, goes by this.
            cursor.execute(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(threshold)]
            )
            found = _now(_likest(alike, name)[: limit * 2], limit)
        if found:
            break
    return found


def _likest(among: EducationSettingQuerySet, name: str) -> EducationSettingQuerySet:
    """First those whose name and town hold what was typed, and little else."""
    holds = TrigramWordSimilarity(name, "search_words")
    is_it = TrigramSimilarity("search_words", name)
    return among.alias(likeness=holds + is_it).order_by(F("likeness").desc(), "name", "pk")


def _now(rows: Iterable[EducationSetting], limit: int) -> list[EducationSetting]:
    """What stands for each of them today, once."""
    found: dict[int, EducationSetting] = {}
    for row in rows:
        today = successor_of(row)
        if today is not None:
            found.setdefault(today.pk, today)
    return list(found.values())[:limit]


def successor_of(setting: EducationSetting) -> EducationSetting | None:
    """The setting itself while it teaches, else what became of it; None if nothing did."""
    seen: set[int] = set()
    now: EducationSetting | None = setting
    while now and not now.teaches and now.pk not in seen and len(seen) < _MOST_STEPS:
        seen.add(now.pk)
        now = now.successor
    return now if now and now.teaches and now.checked_at else None
