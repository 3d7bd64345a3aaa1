"""Reads a row of a list of Artsmark settings, or says what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from partners.imports.limits import quoted
from reference.names import name_key
from settings_schools.models import AwardLevel, JourneyStage
from settings_schools.register.dates import read_date

DATES = (
    *("registered_on", "training_on", "commitment_on", "impact_due_on", "impact_on"),
    *("awarded_on", "expires_on"),
)
# What a list may say of a Journey.
SAYS = ("stage", "level", *DATES)
FINDS = ("urn", "dfe_number")
COLUMNS = (*FINDS, "name", *SAYS)


@dataclass
class ListedSetting:
    """A row: how its setting is found, and what it says of the Journey, as JSON has it."""

    line: int
    name: str = ""
    urn: int | None = None
    dfe_number: str = ""
    values: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def called(self) -> str:
        return self.name or str(self.urn or self.dfe_number or "")


class ArtsmarkRows:
    """Reads rows; knows the stages and levels, those of the past, too."""

    def __init__(self) -> None:
        self._words = {
            "stage": _by_words(JourneyStage.objects.in_order()),
            "level": _by_words(AwardLevel.objects.in_order()),
        }

    def read(self, line: int, texts: dict[str, str]) -> ListedSetting:
        row = ListedSetting(line, name=texts.get("name", ""))
        self._find_by(texts, row)
        for column in SAYS:
            if text := texts.get(column, ""):
                self._say(column, text, row)
        if not row.faults and not row.values:
            row.faults.append(("", "It says nothing of a Journey."))
        if "stage" not in row.values and not row.faults:
            awarded = "level" in row.values or "awarded_on" in row.values
            row.values["stage"] = "awarded" if awarded else "registered"
        return row

    def _find_by(self, texts: dict[str, str], row: ListedSetting) -> None:
        urn = texts.get("urn", "").strip()
        number = "".join(one for one in texts.get("dfe_number", "") if one not in " /-")
        if urn and not (urn.isascii() and urn.isdecimal() and len(urn) <= 6):
            row.faults.append(("urn", f"{quoted(urn)} is not a URN."))
        elif urn:
            row.urn = int(urn)
        if number and not (number.isascii() and number.isdecimal() and len(number) == 7):
            row.faults.append(("dfe_number", f"Give seven digits, not {quoted(number)}."))
        row.dfe_number = number
        if not urn and not number:
            row.faults.append(("urn", "It needs a URN or a DfE number."))

    def _say(self, column: str, text: str, row: ListedSetting) -> None:
        if column in DATES:
            try:
                day = read_date(text)
            except ValueError as problem:
                row.faults.append((column, f"{problem}."))
            else:
                row.values[column] = day.isoformat() if day else ""
            return
        slug = self._words[column].get(name_key(text))
        if slug is None:
            ours = ", ".join(dict.fromkeys(self._words[column].values()))
            row.faults.append((column, f"{quoted(text)} is none of {ours}."))
        else:
            row.values[column] = slug


def _by_words(rows: object) -> dict[str, str]:
    """Slugs by every word for them; what is in use wins over a word of the past."""
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda one: one.is_active):  # type: ignore[call-overload]
        found |= {name_key(word): row.slug for word in (*row.synonyms, row.label, row.slug)}
    return found
