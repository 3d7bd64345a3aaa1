"""A list brought in on the staff's page: looked at, then taken as it was looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.text import get_valid_filename

from accounts.models import User
from partners.imports.outcome import Outcome
from partners.imports.run import import_organisations
from partners.imports.scope import Scope
from partners.models import ListUpload


def look_at(upload: ListUpload, by: User) -> Outcome:
    """What would happen; nothing does.

    Raises:
        UnreadableFile: it is no such list, or would publish.
        AnotherImportRuns: somebody else's is not through yet.
    """
    with _file(upload) as path:
        return import_organisations(path, scope=scope_of(by), dry_run=True)


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
    return Scope(bridges=None if user.is_superuser else user.bridges, may_list=False)


@contextmanager
def _file(upload: ListUpload) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / (get_valid_filename(upload.name or "list.csv")[-100:] or "list.csv")
        path.write_bytes(bytes(upload.content))
        yield path
