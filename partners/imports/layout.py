"""What the columns of somebody's list mean: the MAP file, or our own column names."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.utils.text import get_text_list

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
    "trained_session",
    "trained_person",
    "code_accepted_on",
]

NOT_BY_A_LIST = (
    "nothing is live before its organisation has said that it is right, and staff have read it."
)
MAPS = Path(__file__).parent / "maps"
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

    def called(self, ours: str) -> str:
        """A column of ours by the name that the keeper of the list knows it by."""
        if ours not in self.columns:
            return ours
        theirs = ", ".join(self.columns[ours])
        return theirs if _plain(theirs) == ours else f"{theirs} ({ours})"

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


def plain_layout(
    header: list[str], ours: Sequence[str] = COLUMNS, needs: Sequence[str] = ("name",)
) -> Layout:
    """For a file that has our own column names, in whatever case and with spaces or underscores.

    `ours` are those that may be given here, and one of `needs` must be there.

    Raises:
        UnreadableFile: it has none of them, or columns that we do not know or do not take here.
    """
    columns = {name: _plain(name) for name in header if name}
    unknown = [name for name, plain in columns.items() if plain not in ours]
    if unknown:
        raise UnreadableFile(_not_our_columns(unknown, ours), _by_a_map(header))
    twice = [ours for ours, count in Counter(columns.values()).items() if count > 1]
    if twice:
        raise UnreadableFile(f"This list has two columns for “{twice[0]}”.")
    if not set(needs) & set(columns.values()):
        raise UnreadableFile(
            f"This is not a list in our layout: there is no column “{'” or “'.join(needs)}”."
        )
    return Layout(columns={ours: [name] for name, ours in columns.items()})


def _plain(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").split())


def _not_our_columns(unknown: list[str], ours: Sequence[str]) -> str:
    """Which columns we do not have: a slip of the pen, or somebody else's list.

    And which we do have, but not here.
    """
    known = COLUMNS if set(ours) <= set(COLUMNS) else ours
    decided = [f"“{name}”" for name in unknown if _plain(name) in known]
    strange = [name for name in unknown if _plain(name) not in known]
    sentences = []
    if strange:
        named = ", ".join(_with_our_nearest(name, ours) for name in strange[:5])
        more = f" and {len(strange) - 5} more" if len(strange) > 5 else ""
        sentences.append(f"This is not a list in our layout: we have no column {named}{more}.")
    if decided:
        word = "column" if len(decided) == 1 else "columns"
        sentences.append(f"Leave out the {word} {get_text_list(decided, 'and')}: {NOT_BY_A_LIST}")
    return " ".join([*sentences, f"Ours are {', '.join(ours)}."])


def _by_a_map(header: list[str]) -> str:
    """How a list in another layout is loaded."""
    for name in shipped_maps():
        if read_map(map_path(name)).reads() <= set(header):
            return f"It looks like the list that is loaded with --map {name}."
    return (
        "For a list in another layout write a MAP file (docs/imports.md) and give it with --map; "
        f"with us come {', '.join(shipped_maps())}."
    )


def _with_our_nearest(name: str, ours: Sequence[str]) -> str:
    nearest = get_close_matches(_plain(name), ours, n=1, cutoff=0.8)
    return f"“{name[:40]}” (is it {nearest[0]}?)" if nearest else f"“{name[:40]}”"


def shipped_maps() -> list[str]:
    """The names of the MAP files that come with the project."""
    return sorted(path.stem for path in MAPS.glob("*.toml"))


def map_path(name: str) -> Path:
    """Where a MAP file lies that is given by its path or, if it is one of ours, by its name.

    Raises:
        UnreadableFile: there is none.
    """
    path = MAPS / f"{name}.toml" if name in shipped_maps() else Path(name)
    if not path.is_file():
        ours = ", ".join(shipped_maps())
        raise UnreadableFile(f"There is no MAP file {path}. With us come {ours}.")
    return path


def read_map(path: Path, ours: Sequence[str] = COLUMNS, needs: Sequence[str] = ("name",)) -> Layout:
    """A MAP file (TOML).

    Raises:
        UnreadableFile: it is missing, is no TOML, or names columns or sections that are none.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path.name} is not a MAP file: {error}.") from error
    _check_map(path, content, ours, needs)
    return Layout(
        source=content.get("source", path.stem[:LONGEST_SOURCE]),
        encoding=content.get("encoding", "utf-8-sig"),
        columns={
            ours: [" ".join(name.split()) for name in _as_list(theirs)]
            for ours, theirs in content["columns"].items()
        },
        fixed={ours: _as_text(value) for ours, value in content.get("fixed", {}).items()},
        translate={
            ours: {theirs.casefold(): _as_text(value) for theirs, value in pairs.items()}
            for ours, pairs in content.get("translate", {}).items()
        },
        only={
            " ".join(theirs.split()): _as_list(value)
            for theirs, value in content.get("only", {}).items()
        },
    )


def _check_map(
    path: Path, content: dict[str, Any], known: Sequence[str], needs: Sequence[str]
) -> None:
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
    for ours, pairs in content.get("translate", {}).items():
        if not isinstance(pairs, dict):
            raise UnreadableFile(f"{path.name}: [translate.{ours}] must be a table.")
    if "\\x00" in repr(content):
        raise UnreadableFile(f"{path.name} holds a NUL character, which no text has.")
    named = set(content.get("columns", {})) | set(content.get("fixed", {}))
    strangers = sorted((named | set(content.get("translate", {}))) - set(known))
    if strangers:
        raise UnreadableFile(f"{path.name}: “{strangers[0]}” is not one of our columns.")
    if not set(needs) & content.get("columns", {}).keys():
        raise UnreadableFile(
            f"{path.name}: [columns] must say which column is the {' or the '.join(needs)}."
        )


def _as_list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _as_text(value: Any) -> str:
    return "|".join(_as_list(value)) if isinstance(value, list) else str(value)
