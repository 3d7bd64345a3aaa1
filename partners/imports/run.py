"""One import from beginning to end: all accepted rows go in, or none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from accounts.models import StatusChange
from partners.choices import ListingState, PartnerStatus
from partners.imports.layout import Layout, plain_layout
from partners.imports.matching import Matcher
from partners.imports.rows import BadRow, Row, RowReader
from partners.imports.stored import Writer, current_values
from partners.imports.table import UnreadableFile, read_table
from partners.locating import locate_many, places_known
from partners.models import ImportedOrganisation, Organisation
from partners.services import partner_status_of, recompute_partner_status

# What staff decide about an organisation once it is here.
_STANDING = {"listing_state", "partner_status"}
# From these its partner status follows.
_STEPS = {"trained_on", "code_accepted_on", "partner_since"}
_BATCH = 500  # rows
_LOCK = 7_204_511  # any number that is nobody else's: one import at a time


@dataclass(frozen=True)
class Problem:
    """A row that did not go in, and why."""

    line: int
    name: str
    outcome: str  # "rejected": the row is wrong; "skipped": it is right, but stays out
    reason: str


@dataclass
class Outcome:
    """What an import did. `skipped` also counts the rows that are not ours to import."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, name: str, outcome: str, reason: str) -> None:
        self.problems.append(Problem(line, name, outcome, reason))
        setattr(self, outcome, getattr(self, outcome) + 1)

    def __str__(self) -> str:
        counts = ("read", "created", "updated", "unchanged", "rejected", "skipped")
        return " ".join(f"{name}={getattr(self, name)}" for name in counts)


def import_organisations(
    path: Path, layout: Layout | None = None, *, dry_run: bool = False, watch: Any = iter
) -> Outcome:
    """Import a list. `watch` wraps the rows, to show how far it is.

    Raises:
        UnreadableFile: the file is not such a list.
    """
    header, table = read_table(path, layout.encoding if layout else "utf-8-sig")
    layout = layout or plain_layout(header)
    absent = sorted(layout.reads() - set(header))
    if absent:
        raise UnreadableFile(f"{path.name} has no column “{absent[0]}”.")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        outcome = _Import(layout).take(watch(table))
        if dry_run:
            transaction.set_rollback(True)
    return outcome


class _Import:
    """The rows of one file on their way in."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._outcome = Outcome()
        self._reader = RowReader()
        self._writer = Writer()
        self._matcher = Matcher(layout.source)

    def take(self, table: Iterable[dict[str, str]]) -> Outcome:
        rows = list(self._read(table))
        _let_postcodes_decide(rows)
        new, known = self._sort(rows)
        self._create(new)
        self._update(known)
        self._outcome.problems.sort(key=lambda problem: problem.line)
        return self._outcome

    def _read(self, table: Iterable[dict[str, str]]) -> Iterable[Row]:
        for texts in table:
            self._outcome.read += 1
            if not self._layout.is_ours(texts):
                self._outcome.skipped += 1
                continue
            values, line = self._layout.values(texts), int(texts[""])
            try:
                yield self._reader.read(line, values)
            except BadRow as problem:
                self._outcome.refuse(line, values.get("name", ""), "rejected", str(problem))

    def _sort(self, rows: Iterable[Row]) -> tuple[list[Row], dict[int, Row]]:
        """Rows for new organisations, and rows for known ones by their primary key."""
        new: dict[tuple[str, ...], Row] = {}
        known: dict[int, Row] = {}
        for row in rows:
            pk = self._matcher.find(row)
            earlier = known.get(pk) if pk is not None else new.get(_identity(row))
            if earlier is not None:
                reason = f"It is the same organisation as line {earlier.line}."
                self._outcome.refuse(row.line, row.values["name"], "rejected", reason)
            elif pk is not None:
                known[pk] = row
            else:
                new[_identity(row)] = row
        return list(new.values()), known

    # --- New ones ---------------------------------------------------------------------------

    def _create(self, rows: list[Row]) -> None:
        pairs = self._located([(self._fresh(row), row) for row in rows])
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
            .select_related("authority", "lead_bridge", "imported")
            .prefetch_related("art_forms", "covered_regions", "covered_authorities")
        )
        for organisation in known.order_by("pk"):
            self._update_one(organisation, rows[organisation.pk])

    def _update_one(self, organisation: Organisation, row: Row) -> None:
        now = current_values(organisation, set(row.values))
        wanted = {column: value for column, value in row.values.items() if now[column] != value}
        if not wanted:
            self._outcome.unchanged += 1
            return
        reason = self._why_not(organisation, wanted, now)
        if reason:
            self._outcome.refuse(row.line, row.values["name"], "skipped", reason)
            return
        self._writer.set_fields(organisation, wanted)
        moves = bool(wanted.keys() & {"postcode", "authority"})
        if moves and not self._located([(organisation, row)]):
            return
        organisation.save()
        for field_name, targets in self._writer.links(wanted).items():
            getattr(organisation, field_name).set(targets)
        if _STEPS & wanted.keys():
            recompute_partner_status(organisation=organisation, by=None, reason=self._why())
        self._keep([(organisation, row)])
        self._outcome.updated += 1

    def _why_not(
        self, organisation: Organisation, wanted: dict[str, Any], now: dict[str, Any]
    ) -> str:
        if organisation.claimed_at:
            return f"{organisation} keeps its own entry since it was claimed."
        if organisation.merged_into_id:
            return f"{organisation} was merged into another organisation."
        imported = getattr(organisation, "imported", None)
        if imported is None or organisation.source != self._layout.source:
            return f"{organisation} is in the directory already, but not from this list."
        touched = sorted(c for c in wanted if c in imported.values and imported.values[c] != now[c])
        if touched:
            return f"Somebody changed {', '.join(touched)} since the last import."
        decided = sorted(_STANDING & wanted.keys())
        if decided:
            return f"{organisation}: its standing is decided by staff here ({', '.join(decided)})."
        return ""

    # --- Both -------------------------------------------------------------------------------

    def _located(self, pairs: list[tuple[Organisation, Row]]) -> list[tuple[Organisation, Row]]:
        """Set positions and authorities; refuse those that lie nowhere or outside England."""
        refusals = locate_many([one for one, _ in pairs], authority_will_do=True)
        good = []
        for index, (organisation, row) in enumerate(pairs):
            reason = refusals.get(index)
            if reason:
                self._outcome.refuse(row.line, row.values["name"], "rejected", reason)
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


def _let_postcodes_decide(rows: list[Row]) -> None:
    """Where a postcode says the authority, the row's own is left out of account."""
    known = places_known({row.values["postcode"] for row in rows if "postcode" in row.values})
    for row in rows:
        if row.values.get("postcode") in known:
            row.values.pop("authority", None)


def _identity(row: Row) -> tuple[str, ...]:
    """What two rows of one file share when they are about the same new organisation."""
    values = row.values
    if values.get("external_id"):
        return ("id", values["external_id"])
    if values.get("charity_number"):
        return ("charity", values["charity_number"])
    place = values.get("postcode") or values["authority"]
    return ("name", values["name"].casefold(), place)
