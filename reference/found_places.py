"""What an answer about a place is made of."""

from dataclasses import dataclass
from typing import Literal

from reference.models import LocalAuthority
from reference.positions import GridPoint

Kind = Literal["postcode", "sector", "district", "place"]


@dataclass(frozen=True)
class PlaceOption:
    """A place to choose: its label, and the text that finds it and nothing else."""

    label: str
    value: str


@dataclass(frozen=True)
class Located:
    """One place in England. `value` is the text to put in an address for it."""

    label: str
    value: str
    position: GridPoint
    authority: LocalAuthority | None
    kind: Kind
    alternatives: tuple[PlaceOption, ...] = ()


@dataclass(frozen=True)
class SeveralPlaces:
    """Places that share a name, the largest first; none of them is meant by most."""

    sentence: str
    options: tuple[PlaceOption, ...]


@dataclass(frozen=True)
class NotLocated:
    """Why there is no place, worded for the visitor.

    `suggestions` are texts that would be located. `area` is a filter and its value, as
    ("county", "devon"), when what they typed is an area rather than a place.
    """

    sentence: str
    suggestions: tuple[str, ...] = ()
    area: tuple[str, str] | None = None


Answer = Located | SeveralPlaces | NotLocated


def or_list(words: list[str] | tuple[str, ...]) -> str:
    """“A”, “A or B”, “A, B or C”; with semicolons where the words themselves have commas."""
    comma = "; " if any("," in word for word in words) else ", "
    return " or ".join(filter(None, [comma.join(words[:-1]), *words[-1:]]))
