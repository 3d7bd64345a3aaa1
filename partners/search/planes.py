"""Sets of organisations and of offers as bits of whole numbers.

A set of organisations is one number: bit *s* stands for the organisation in slot *s*.

A set of offers has a bit for each offer, laid out in planes: plane *k* holds the offer number *k*
of each organisation, bit *s* again its slot. “One and the same offer meets all filters” is then
an AND of such sets, and “some offer of the organisation does” is an OR over the planes (`fold`).

Few organisations have many offers, so planes get shorter: slots are sorted by number of offers.
And because a hundred short planes would cost a hundred steps, planes are gathered in blocks of
1, 1, 2, 4, 8 … with one number for each block, planes of equal width one above the other. A set
of offers is a tuple of these numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from operator import and_, or_

type Organisations = int
type Offers = tuple[int, ...]

FEW = 24  # Up to about here, one by one is faster.
_AS_TRUTH = bytes.maketrans(b"01", b"\x00\x01")


def bits(positions: Iterable[int], size: int) -> int:
    """A number with these bits set, all of them below `size`."""
    positions = list(positions)
    if len(positions) < FEW:
        found = 0
        for position in positions:
            found |= 1 << position
        return found
    marks = bytearray(b"0") * max(size, 1)
    for position in positions:
        marks[position] = 49  # "1"
    marks.reverse()
    return int(marks, 2)


def members(organisations: Organisations) -> list[int]:
    """The slots in a set, in ascending order."""
    marks = bin(organisations)[:1:-1].encode().translate(_AS_TRUTH)
    return list(compress(range(len(marks)), marks))


def both(one: Offers, other: Offers) -> Offers:
    return tuple(map(and_, one, other))


def either(sets: Iterable[Offers], layout: Layout) -> Offers:
    found = layout.nothing
    for one in sets:
        found = tuple(map(or_, found, one))
    return found


def tier_of(offers: int) -> int:
    """How many blocks an organisation with so many offers takes part in: at least one."""
    return (max(offers, 1) - 1).bit_length() + 1


class Layout:
    """How many slots each block is wide; what follows from that."""

    def __init__(self, widths: list[int]) -> None:
        self.widths = widths
        self.nothing: Offers = (0,) * len(widths)
        # To fold a block: lay its upper half on its lower, until one plane is left.
        self._halves = [
            [(width << step, (1 << (width << step)) - 1) for step in reversed(range(block - 1))]
            for block, width in enumerate(widths)
        ]

    def position(self, slot: int, plane: int) -> tuple[int, int]:
        """The block of an organisation's offer number `plane`, and the bit within it."""
        block = plane.bit_length()
        plane_in_block = plane - (1 << block >> 1)
        return block, plane_in_block * self.widths[block] + slot

    def planes_in(self, block: int) -> int:
        return max(1, 1 << block >> 1)

    def size(self, block: int) -> int:
        """Bits in a block."""
        return self.widths[block] * self.planes_in(block)

    def fold(self, offers: Iterable[int]) -> Organisations:
        """The organisations with at least one of these offers."""
        found = 0
        for part, halves in zip(offers, self._halves, strict=True):
            if part:
                for half, lower in halves:
                    part = part & lower | part >> half
                found |= part
        return found

    def of_slot(self, slot: int) -> Offers:
        """All places for offers that a slot has, taken or not."""
        return tuple(
            sum(1 << (plane * width + slot) for plane in range(self.planes_in(block)))
            if slot < width
            else 0
            for block, width in enumerate(self.widths)
        )

    def offers(self, places: Iterable[tuple[int, int]]) -> Offers:
        """The set of the offers at these places (block, bit)."""
        of_block: list[list[int]] = [[] for _ in self.widths]
        for block, bit in places:
            of_block[block].append(bit)
        return tuple(
            bits(found, self.size(block)) if found else 0 for block, found in enumerate(of_block)
        )
