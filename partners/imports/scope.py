"""Whose organisations a list may bring in or change."""

from dataclasses import dataclass

from partners.imports.layout import COLUMNS, NOT_BY_A_LIST, Layout
from partners.imports.standing import DECIDED_BY_STAFF
from partners.imports.table import UnreadableFile
from partners.models import Organisation

_BOTH_AGREE = "It was left out: on the entry's page, “Let another body lead it” asks that body."


@dataclass(frozen=True)
class Scope:
    """Those that certain regional bodies lead; with None, all. On a page nothing goes live.

    `by` is the person at that page, who decides nothing about what they belong to.
    """

    bridges: frozenset[int] | None = None
    may_list: bool = True
    by: int | None = None

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

    def decide_lead(self, organisation: Organisation) -> str:
        """Of a new one: the body of where it is based, unless both are the reader's own.

        Who is based outside England lies in nobody's area: there the list says who leads. Returns
        why its word was left out; empty where it counts.
        """
        named, based_in = organisation.lead_bridge, organisation.authority
        by_place = based_in.bridge if based_in else None
        if self.bridges is None or named is None or named == by_place or organisation.nation:
            return ""
        organisation.lead_bridge = by_place
        if self.refusal(organisation) or named.pk not in self.bridges:
            return _BOTH_AGREE
        organisation.lead_bridge = named
        return ""

    def why_not_lead(self, organisation: Organisation, slug: str) -> str | None:
        """Of a known one: None where a list may say who leads it, else what to say of it."""
        if self.bridges is None:
            return None
        leads = organisation.led_by
        return "" if leads and leads.slug == slug else _BOTH_AGREE

    def why_not_known(self, organisation: Organisation) -> str:
        """Why a known one is left as it is altogether; needs its members prefetched."""
        if outside := self.refusal(organisation):
            return outside
        if any(member.user_id == self.by for member in organisation.members.all()):
            return f"You belong to {organisation}, so a colleague decides."
        if organisation.merged_into_id:
            return f"{organisation} was merged into another organisation."
        return ""

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
