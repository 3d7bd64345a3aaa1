"""One import from beginning to end: all accepted rows go in, or none."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import get_text_list

from accounts.models import StatusChange
from accounts.services import record
from partners.choices import ListingState, PartnerStatus
from partners.imports.layout import Layout, plain_layout
from partners.imports.matching import Matcher
from partners.imports.outcome import Change, Fate, Outcome, Remark
from partners.imports.rows import Fault, Row, RowReader
from partners.imports.scope import Scope
from partners.imports.standing import (
    DECIDED_BY_STAFF,
    STEPS,
    kept_elsewhere,
    steps_to_take,
    unproven,
)
from partners.imports.stored import Writer, current_values
from partners.imports.table import TableRow, UnreadableFile, read_table
from partners.locating import authorities_of, locate_many
from partners.models import ImportedOrganisation, Organisation
from partners.services import partner_status_of, recompute_partner_status
from reference.turns import Turn, take_if_free

_BATCH = 500  # rows
EVERYWHERE = Scope()


class AnotherImportRuns(Exception):
    """Said to the second of two who import at once."""


def import_organisations(
    path: Path,
    layout: Layout | None = None,
    *,
    scope: Scope = EVERYWHERE,
    dry_run: bool = False,
    watch: Any = iter,
) -> Outcome:
    """Import a list. `watch` wraps the rows, to show how far it is.

    Raises:
        UnreadableFile: the file is not such a list, or the MAP fixes a value that is wrong.
        AnotherImportRuns: somebody else's is not through yet.
    """
    header, table = read_table(path, layout.encoding if layout else "utf-8-sig")
    layout = layout or plain_layout(header, scope.columns)
    scope.check(layout)
    absent = sorted(layout.reads() - set(header))
    if absent:
        raise UnreadableFile(
            f"{path.name} has no column “{absent[0]}”, which the MAP file names. "
            f"Its columns are {', '.join(filter(None, header))[:1000]}."
        )
    with transaction.atomic():
        if not take_if_free(Turn.IMPORT_OF_PARTNERS):
            raise AnotherImportRuns(
                "Another import is running. Nothing was changed; try again when it is done."
            )
        outcome = _Import(layout, scope).take(watch(table))
        if dry_run:
            transaction.set_rollback(True)
    return outcome


class _Import:
    """The rows of one file on their way in."""

    def __init__(self, layout: Layout, scope: Scope) -> None:
        self._layout = layout
        self._scope = scope
        self._outcome = Outcome()
        self._reader = RowReader()
        self._writer = Writer()
        self._matcher = Matcher(layout.source)
        self._authorities = {row.pk: row for row in self._writer.authorities.values()}

    def take(self, table: Iterable[TableRow]) -> Outcome:
        self._check_fixed()
        rows = list(self._read(table))
        self._refuse_faulty([row for row in rows if row.faults])
        rows = [row for row in rows if not row.faults]
        self._let_postcodes_decide(rows)
        new, known = self._sort(rows)
        self._create(new)
        self._update(known)
        out = self._outcome.lines("rejected", "skipped")
        self._outcome.remarks = sorted(
            (r for r in self._outcome.remarks if r.fate != "taken" or r.line not in out),
            key=lambda remark: remark.line,
        )
        return self._outcome

    def _check_fixed(self) -> None:
        """What is wrong for every row is said once, and before any is read."""
        row = Row(0, {})
        self._reader.read_values(self._layout.fixed, row)
        for fault in row.faults:
            raise UnreadableFile(f"[fixed] {fault.columns[0]} in the MAP file: {fault.reason}")

    # --- Reading ----------------------------------------------------------------------------

    def _read(self, table: Iterable[TableRow]) -> Iterable[Row]:
        for found in table:
            self._outcome.read += 1
            count = f"The row has {found.cells} cells, the first line {found.columns}"
            # Before asking whose it is: a text that fell apart pushed all behind it into wrong
            # columns, and a row of ours that is passed over in silence is worse than one remark.
            if found.surplus:
                reason = f"{count}. Put a text that holds the separator in quotation marks."
                name = found.texts.get(self._layout.columns["name"][0], "")
                yield Row(found.line, {"name": name}, [Fault((), reason)])
            elif not self._layout.is_ours(found.texts):
                self._outcome.skipped += 1
            else:
                row = self._reader.read(found.line, self._layout.values(found.texts))
                if found.cells < found.columns:
                    self._say(row, "taken", f"{count}; those missing count as empty.")
                yield row

    def _refuse_faulty(self, rows: list[Row]) -> None:
        """Say all that is wrong with them at once, where they lie included."""
        placed = [row for row in rows if "postcode" in row.values]
        refusals = locate_many(
            [self._at(row) for row in placed],
            authority_will_do=True,
        )
        for index, reason in refusals.items():
            placed[index].faults.append(Fault(("postcode",), reason))
        for row in rows:
            self._refuse(row, "rejected", *row.faults)

    def _at(self, row: Row) -> Organisation:
        authority = self._writer.authorities.get(row.values.get("authority", ""))
        return Organisation(postcode=row.values["postcode"], authority=authority)

    def _let_postcodes_decide(self, rows: list[Row]) -> None:
        """Put the authority that a postcode shows in the place of one named wrongly."""
        named = {
            row.line: (row.values["postcode"], self._writer.authorities[row.values["authority"]].pk)
            for row in rows
            if {"postcode", "authority"} <= row.values.keys()
        }
        found = authorities_of(named.values())
        for row in rows:
            pair = named.get(row.line)
            if pair is None or found.get(pair, pair[1]) == pair[1]:
                continue
            theirs, right = self._authorities[pair[1]], self._authorities.get(found[pair] or 0)
            if right:
                reason = f"By the postcode it lies in {right}, not in {theirs}: {right} was used."
                row.values["authority"] = right.slug
            else:
                reason = f"By the postcode it lies outside England, not in {theirs}: none was used."
                del row.values["authority"]
            self._say(row, "taken", reason, "authority")

    def _sort(self, rows: Iterable[Row]) -> tuple[list[Row], dict[int, Row]]:
        """Rows for new organisations, and rows for known ones by their primary key."""
        new: list[Row] = []
        known: dict[int, Row] = {}
        identities: dict[tuple[str, ...], Row] = {}
        for row in rows:
            pk = self._matcher.find(row)
            earlier = (known.get(pk) if pk else None) or identities.get(_identity(row))
            if earlier is not None:
                reason = f"It is the same organisation as line {earlier.line}."
                self._refuse(row, "rejected", Fault((), reason))
                continue
            identities[_identity(row)] = row
            if pk is None:
                new.append(row)
            else:
                known[pk] = row
        return new, known

    # --- New ones ---------------------------------------------------------------------------

    def _create(self, rows: list[Row]) -> None:
        located = self._located([(self._fresh(row), row) for row in rows])
        pairs = [pair for pair in located if self._is_in_scope(*pair)]
        for organisation, row in pairs:
            if "partner_status" not in row.values:
                organisation.partner_status = partner_status_of(organisation)
        Organisation.objects.bulk_create([one for one, _ in pairs], batch_size=_BATCH)
        for field_name in ("art_forms", "covered_regions", "covered_authorities"):
            self._link(field_name, pairs)
        created = [one for one, _ in pairs]
        Organisation.objects.filter(pk__in=[one.pk for one in created]).note_first_listing()
        self._record_states(created)
        self._keep(pairs)
        for organisation, row in pairs:
            self._say_unproven(organisation, row)
            self._note_change(row, row.values, {})
        self._outcome.created += len(pairs)

    def _fresh(self, row: Row) -> Organisation:
        organisation = Organisation(source=self._layout.source)
        self._writer.set_fields(organisation, row.values)
        organisation.set_slug()
        return organisation

    def _link(self, field_name: str, pairs: list[tuple[Organisation, Row]]) -> None:
        relation = Organisation._meta.get_field(field_name)
        through = getattr(Organisation, field_name).through
        theirs = f"{relation.related_model._meta.model_name}_id"  # type: ignore[union-attr]
        through.objects.bulk_create(
            [
                through(organisation_id=organisation.pk, **{theirs: target.pk})
                for organisation, row in pairs
                for target in self._writer.links(row.values).get(field_name, [])
            ],
            batch_size=5000,
        )

    def _record_states(self, organisations: list[Organisation]) -> None:
        """A row may bring a new organisation in as a partner already; that goes on record."""
        usual = {"listing_state": ListingState.DRAFT, "partner_status": PartnerStatus.PROSPECT}
        StatusChange.objects.bulk_create(
            [
                StatusChange(
                    subject=organisation,
                    field=field_name,
                    after=str(getattr(organisation, field_name)),
                    reason=self._why(),
                )
                for organisation in organisations
                for field_name, start in usual.items()
                if getattr(organisation, field_name) != start
            ],
            batch_size=_BATCH,
        )

    def _why(self) -> str:
        return f"Imported from {self._layout.source}."

    # --- Known ones -------------------------------------------------------------------------

    def _update(self, rows: dict[int, Row]) -> None:
        known = (
            Organisation.objects.filter(pk__in=rows)
            .select_for_update(of=("self",), no_key=True)
            .select_related("authority__bridge", "lead_bridge", "imported")
            .prefetch_related("art_forms", "covered_regions", "covered_authorities", "members")
        )
        for organisation in known.order_by("pk"):
            self._update_one(organisation, rows[organisation.pk])

    def _update_one(self, organisation: Organisation, row: Row) -> None:
        self._leave_its_lead(organisation, row)
        now = current_values(organisation, set(row.values))
        wanted = {column: value for column, value in row.values.items() if now[column] != value}
        if not wanted:
            self._outcome.unchanged += 1
            self._say_unproven(organisation, row)
            return
        reason = self._scope.why_not_known(organisation)
        if not reason and (kept := kept_elsewhere(organisation, self._layout.source)):
            taken = steps_to_take(organisation, wanted, row.values)
            if taken:
                self._take_steps(organisation, row, taken, now, kept)
                return
            reason = kept
        reason = reason or self._why_not(organisation, wanted, now)
        if reason:
            self._refuse(row, "skipped", Fault((), reason))
            return
        self._writer.set_fields(organisation, wanted)
        moves = bool(wanted.keys() & {"postcode", "authority"})
        if "authority" not in row.values and moves:
            organisation.authority = None  # that of the postcode before says nothing of the new
        if moves and not self._located([(organisation, row)]):
            return
        organisation.save()
        for field_name, targets in self._writer.links(wanted).items():
            getattr(organisation, field_name).set(targets)
        if STEPS & wanted.keys():
            self._follow_dates(organisation, row)
        else:
            self._say_unproven(organisation, row)
        self._keep([(organisation, row)])
        self._note_change(row, wanted, now)
        self._outcome.updated += 1

    def _take_steps(
        self,
        organisation: Organisation,
        row: Row,
        taken: dict[str, Any],
        now: dict[str, Any],
        kept: str,
    ) -> None:
        """That it was trained, or accepted the Code, is for staff to know, whosever profile it is.

        What the list said before stays as it is: this is not the list that the entry came from.
        """
        self._writer.set_fields(organisation, taken)
        organisation.save()
        for column in sorted(STEPS & taken.keys()):
            record(organisation, column, now[column], taken[column], None, self._why())
        self._follow_dates(organisation, row)
        self._note_change(row, taken, now)
        self._outcome.updated += 1
        differs = {column for column, value in row.values.items() if now[column] != value}
        left = get_text_list(sorted(differs - taken.keys()), "and")
        reason = f"{kept} Its training was taken"
        self._say(row, "taken", f"{reason}; left alone: {left}." if left else f"{reason}.")

    def _leave_its_lead(self, organisation: Organisation, row: Row) -> None:
        """Two bodies agree about that, on a page of its own."""
        if "lead_bridge" not in row.values:
            return
        reason = self._scope.why_not_lead(organisation, row.values["lead_bridge"])
        if reason is not None:
            del row.values["lead_bridge"]
        if reason:
            self._say(row, "taken", reason, "lead_bridge")

    def _follow_dates(self, organisation: Organisation, row: Row) -> None:
        before = PartnerStatus(organisation.partner_status)
        now = recompute_partner_status(organisation=organisation, by=None, reason=self._why())
        after = PartnerStatus(now.partner_status)
        if after != before:
            reason = f"By its dates it stands as “{after.label}” now; before, “{before.label}”."
            self._say(row, "taken", reason, "partner_status")

    def _why_not(
        self, organisation: Organisation, wanted: dict[str, Any], now: dict[str, Any]
    ) -> str:
        imported = organisation.imported.values
        touched = sorted(c for c in wanted if c in imported and imported[c] != now[c])
        if touched:
            return f"Somebody changed {', '.join(touched)} since the last import."
        decided = sorted(DECIDED_BY_STAFF & wanted.keys())
        if decided:
            return f"{organisation}: its standing is decided by staff here ({', '.join(decided)})."
        return ""

    # --- Both -------------------------------------------------------------------------------

    def _located(self, pairs: list[tuple[Organisation, Row]]) -> list[tuple[Organisation, Row]]:
        """Set positions, and authorities or nations; refuse those that lie nowhere."""
        refusals = locate_many([one for one, _ in pairs], authority_will_do=True)
        good = []
        for index, (organisation, row) in enumerate(pairs):
            reason = refusals.get(index)
            if reason:
                self._refuse(row, "rejected", Fault(("postcode",), reason))
            else:
                good.append((organisation, row))
        return good

    def _keep(self, pairs: list[tuple[Organisation, Row]]) -> None:
        ImportedOrganisation.objects.bulk_create(
            [ImportedOrganisation(organisation=one, values=row.values) for one, row in pairs],
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["organisation"],
            update_fields=["values", "at"],
        )

    def _is_in_scope(self, organisation: Organisation, row: Row) -> bool:
        if "lead_bridge" in row.values and (reason := self._scope.decide_lead(organisation)):
            del row.values["lead_bridge"]
            self._say(row, "taken", reason, "lead_bridge")
        if reason := self._scope.refusal(organisation):
            self._refuse(row, "rejected", Fault((), reason))
        return not reason

    def _note_change(self, row: Row, values: dict[str, Any], before: dict[str, Any]) -> None:
        changed = [(name, before.get(name), value) for name, value in values.items()]
        self._outcome.changes.append(Change(row.line, row.values["name"], not before, changed))

    def _refuse(self, row: Row, fate: Fate, *faults: Fault) -> None:
        """One row that stays out, for as many reasons as there are."""
        setattr(self._outcome, fate, getattr(self._outcome, fate) + 1)
        for fault in faults:
            self._say(row, fate, fault.reason, *fault.columns)

    def _say(self, row: Row, fate: Fate, reason: str, *columns: str) -> None:
        called = ", ".join(self._layout.called(column) for column in columns)
        remark = Remark(row.line, row.values.get("name", ""), fate, called, reason)
        self._outcome.remarks.append(remark)

    def _say_unproven(self, organisation: Organisation, row: Row) -> None:
        if "partner_status" in row.values and (reason := unproven(organisation)):
            self._say(row, "taken", reason, "partner_status")


def _identity(row: Row) -> tuple[str, ...]:
    """What two rows of one file share when they are about the same new organisation."""
    values = row.values
    if values.get("external_id"):
        return ("id", values["external_id"])
    if values.get("charity_number"):
        return ("charity", values["charity_number"])
    place = values.get("postcode") or values["authority"]
    return ("name", values["name"].casefold(), place)
