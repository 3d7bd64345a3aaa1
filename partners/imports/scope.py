"""Whose organisations a list may bring in or change."""

from dataclasses import dataclass

from partners.imports.layout import COLUMNS, NOT_BY_A_LIST, Layout
from partners.imports.standing import DECIDED_BY_STAFF
from partners.imports.table import UnreadableFile
from partners.models import Organisation


@dataclass(frozen=True)
class Scope:
    """Those that certain regional bodies lead; with None, all. On a page nothing goes live."""

    bridges: frozenset[int] | None = None
    may_list: bool = True

    @property
    def columns(self) -> list[str]:
        """Those of ours that may be given."""
        return [name for name in COLUMNS if self.may_list or name not in DECIDED_BY_STAFF]

    def check(self, layout: Layout) -> None:
        """Refuse a list that would publish.

        Raises:
            UnreadableFile: it has a column that staff decide about one by one.
        """
        given = set(layout.columns) | set(layout.fixed)
        if not self.may_list and (decided := sorted(DECIDED_BY_STAFF & given)):
            raise UnreadableFile(
                f"Leave out the column “{layout.called(decided[0])}”: {NOT_BY_A_LIST}"
            )

    def refusal(self, organisation: Organisation) -> str:
        """Why a row about this one stays out, in words; empty if it does not."""
        if self.bridges is None:
            return ""
        based_in = organisation.authority
        leads = organisation.lead_bridge_id or (based_in and based_in.bridge_id)
        if leads in self.bridges:
            return ""
        if organisation.nation and leads is None:
            where = organisation.get_nation_display()
            return f"It is based in {where}, in nobody's area. Say in “lead_bridge” who leads it."
        return f"It lies outside your area: {organisation.led_by or 'nobody'} leads it there."
