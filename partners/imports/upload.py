"""A list brought in on the staff's page: looked at, then taken as it was looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.text import get_valid_filename

from accounts.models import User
from partners.imports.outcome import Change, Outcome, Remark
from partners.imports.run import import_organisations
from partners.imports.scope import Scope
from partners.joining.finding import BY_NAME, Described, alike, candidates
from partners.models import ListUpload

# New rows that are compared with what is here already: each takes a few queries.
COMPARED = 300


def look_at(upload: ListUpload, by: User) -> Outcome:
    """What would happen; nothing does.

    Raises:
        UnreadableFile: it is no such list, or would publish.
        AnotherImportRuns: somebody else's is not through yet.
    """
    with _file(upload) as path:
        outcome = import_organisations(path, scope=scope_of(by), dry_run=True)
    outcome.remarks += [remark for new in _new(outcome)[:COMPARED] for remark in _perhaps(new)]
    return outcome


def _new(outcome: Outcome) -> list[Change]:
    return [change for change in outcome.changes if change.is_new]


def _perhaps(new: Change) -> Iterator[Remark]:
    """That a new entry may be one that is here already, under another postcode or spelling."""
    values = {column: value for column, _, value in new.values}
    known = ("website", "charity_number", "postcode")
    described = Described(new.name, *(str(values.get(column, "")) for column in known))
    for other, reasons in candidates(described):
        if reasons != [BY_NAME] or alike(other.name, new.name):
            where = f" in {other.place_name}" if other.place_name else ""
            words = f"Perhaps the same as {other}{where} (no. {other.pk}): {', '.join(reasons)}."
            yield Remark(new.line, new.name, "taken", "", words)


def take(upload: ListUpload, by: User) -> Outcome:
    """Bring it in; the file is deleted with it.

    Raises:
        UnreadableFile, AnotherImportRuns: as when it is looked at.
    """
    with _file(upload) as path:
        outcome = import_organisations(path, scope=scope_of(by))
    upload.delete()
    return outcome


def scope_of(user: User) -> Scope:
    """National staff bring in organisations everywhere; nobody publishes by a list."""
    bridges = None if user.is_superuser else user.bridges
    return Scope(bridges=bridges, may_list=False, by=user.pk)


@contextmanager
def _file(upload: ListUpload) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / (get_valid_filename(upload.name or "list.csv")[-100:] or "list.csv")
        path.write_bytes(bytes(upload.content))
        yield path
