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
    """One place in England. `value` is the text to put in an address for it.

    `full_label` tells a town from its namesakes, also where most people mean this one.
    `note` is a sentence for the visitor where this is not quite what they typed. `absent_from` is
    the region asked for, a slug, where no place of that name lies in it. `is_alias`: what they
    typed is another name of it, or part of it.
    """

    label: str
    value: str
    position: GridPoint
    authority: LocalAuthority | None
    kind: Kind
    alternatives: tuple[PlaceOption, ...] = ()
    note: str = ""
    full_label: str = ""
    absent_from: str = ""
    is_alias: bool = False


@dataclass(frozen=True)
class SeveralPlaces:
    """Places that share a name, the largest first; none of them is meant by most.

    Those of the region asked for go before the others; `absent_from` is its slug if it has none.
    """

    sentence: str
    options: tuple[PlaceOption, ...]
    absent_from: str = ""


@dataclass(frozen=True)
class NotLocated:
    """Why there is no place, worded for the visitor.

    `suggestions` are texts that would be located. `areas` are filters and their values, as
    ("county", "devon"), when what they typed is an area rather than a place.
    """

    sentence: str
    suggestions: tuple[str, ...] = ()
    areas: tuple[tuple[str, str], ...] = ()

    @property
    def area(self) -> tuple[str, str] | None:
        """The area, if there is exactly one."""
        return self.areas[0] if len(self.areas) == 1 else None


Answer = Located | SeveralPlaces | NotLocated


def is_shared(answer: Answer) -> bool:
    """Whether other places have that name, too."""
    return isinstance(answer, SeveralPlaces) or (
        isinstance(answer, Located) and bool(answer.alternatives)
    )


PROMPT = "Type a postcode, or the name of a town or village in England."
# Where they typed a name that may well be a village's.
INSTEAD = "Type your school's postcode, or a larger place near it."
_LONGEST_QUOTE = 60


def or_list(words: list[str] | tuple[str, ...]) -> str:
    """“A”, “A or B”, “A, B or C”; with semicolons where the words themselves have commas."""
    comma = "; " if any("," in word for word in words) else ", "
    return " or ".join(filter(None, [comma.join(words[:-1]), *words[-1:]]))


def quoted(text: str) -> str:
    """What somebody typed, in quotation marks and no longer than a sentence can bear."""
    cut = f"{text[:_LONGEST_QUOTE].rstrip()}…" if len(text) > _LONGEST_QUOTE else text
    return f"“{cut}”"
