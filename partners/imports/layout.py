"""What the columns of somebody's list mean: the MAP file, or our own column names."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from partners.imports.table import UnreadableFile

COLUMNS = [
    "name",
    "type",
    "summary",
    "description",
    "website",
    "phone",
    "contact_email",
    "address",
    "town",
    "postcode",
    "authority",
    "art_forms",
    "travel_miles",
    "covers",
    "receives_visits",
    "online",
    "charity_number",
    "partner_since",
    "external_id",
    "listing_state",
    "partner_status",
    "lead_bridge",
    "trained_on",
    "trained_person",
    "code_accepted_on",
]

LONGEST_SOURCE = 60
_WITH_PARAGRAPHS = {"description"}
_SECTIONS = {"source", "encoding", "columns", "fixed", "translate", "only"}


@dataclass(frozen=True)
class Layout:
    """How to read our columns out of a row of theirs."""

    source: str = "import"
    encoding: str = "utf-8-sig"
    # Ours -> theirs; of several columns of theirs, all that are filled, joined by a comma.
    columns: dict[str, list[str]] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    # Ours -> (their value in lower case -> our value).
    translate: dict[str, dict[str, str]] = field(default_factory=dict)
    # Theirs -> the values that are ours to import; rows with others are skipped.
    only: dict[str, list[str]] = field(default_factory=dict)

    def reads(self) -> set[str]:
        """The columns of theirs that must be there."""
        return {name for names in self.columns.values() for name in names} | set(self.only)

    def is_ours(self, row: dict[str, str]) -> bool:
        return all(row.get(name, "") in wanted for name, wanted in self.only.items())

    def values(self, row: dict[str, str]) -> dict[str, str]:
        """Our columns that this row fills, as text."""
        found = dict(self.fixed)
        for ours, theirs in self.columns.items():
            text = ", ".join(filter(None, (row.get(name, "") for name in theirs)))
            if ours not in _WITH_PARAGRAPHS:
                text = " ".join(text.split())
            text = self.translate.get(ours, {}).get(text.casefold(), text)
            if text:
                found[ours] = text
        return found


def plain_layout(header: list[str]) -> Layout:
    """For a file that has our own column names.

    Raises:
        UnreadableFile: it has no `name`, or columns that we do not know.
    """
    unknown = [name for name in header if name and name not in COLUMNS]
    if unknown or "name" not in header:
        problem = f"“{unknown[0]}” is not one of our columns" if unknown else "there is no “name”"
        raise UnreadableFile(
            f"This is not a list in our layout: {problem}. The columns are {', '.join(COLUMNS)}. "
            "For a list in another layout, write a MAP file and give it with --map."
        )
    return Layout(columns={name: [name] for name in header if name})


def read_map(path: Path) -> Layout:
    """A MAP file (TOML).

    Raises:
        UnreadableFile: it is missing, is no TOML, or names columns or sections that are none.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path.name} is not a MAP file: {error}.") from error
    _check_map(path, content)
    columns = {ours: _as_list(theirs) for ours, theirs in content["columns"].items()}
    return Layout(
        source=content.get("source", path.stem[:LONGEST_SOURCE]),
        encoding=content.get("encoding", "utf-8-sig"),
        columns=columns,
        fixed={ours: _as_text(value) for ours, value in content.get("fixed", {}).items()},
        translate={
            ours: {theirs.casefold(): _as_text(value) for theirs, value in pairs.items()}
            for ours, pairs in content.get("translate", {}).items()
        },
        only={theirs: _as_list(value) for theirs, value in content.get("only", {}).items()},
    )


def _check_map(path: Path, content: dict[str, Any]) -> None:
    unknown = set(content) - _SECTIONS
    if unknown:
        raise UnreadableFile(f"{path.name}: there is no section or setting “{min(unknown)}”.")
    for setting, longest in (("source", LONGEST_SOURCE), ("encoding", 40)):
        text = content.get(setting, path.stem[:1])
        if not isinstance(text, str) or not 0 < len(text) <= longest or "\x00" in text:
            raise UnreadableFile(
                f"{path.name}: {setting} must be a text of up to {longest} letters."
            )
    for section in ("columns", "fixed", "translate", "only"):
        if not isinstance(content.get(section, {}), dict):
            raise UnreadableFile(f"{path.name}: [{section}] must be a table.")
    named = set(content.get("columns", {})) | set(content.get("fixed", {}))
    strangers = sorted((named | set(content.get("translate", {}))) - set(COLUMNS))
    if strangers:
        raise UnreadableFile(f"{path.name}: “{strangers[0]}” is not one of our columns.")
    if "name" not in content.get("columns", {}):
        raise UnreadableFile(f"{path.name}: [columns] must say which column is the name.")


def _as_list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _as_text(value: Any) -> str:
    return "|".join(_as_list(value)) if isinstance(value, list) else str(value)
