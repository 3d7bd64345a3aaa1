"""Lists for the import, and what it says about their rows."""

import io
from pathlib import Path
from typing import Any

from django.core.management import call_command

from partners.imports.run import import_organisations

HEADER = "name,type,postcode,authority,art_forms,website,external_id"
GOOD = "Salt Loft,theatre-company,PL4 8AA,,theatre-drama|Music,saltloft.example,sl-1"


def run(path: Path, *arguments: str) -> list[str]:
    """The command with its report beside the list, and what it writes."""
    output = io.StringIO()
    if "--rejected" not in arguments:
        arguments = (*arguments, "--rejected", str(path.with_suffix(".report")))
    call_command("import_partners", path, *arguments, stdout=output)
    return output.getvalue().splitlines()


def remarks(path: Path, **options: Any) -> dict[int, tuple[str, str]]:
    """What is said about each line: its fate, and every reason with its column."""
    said: dict[int, tuple[str, list[str]]] = {}
    for remark in import_organisations(path, **options).remarks:
        reason = f"{remark.column}: {remark.reason}" if remark.column else remark.reason
        said.setdefault(remark.line, (remark.fate, []))[1].append(reason)
    return {line: (fate, " ".join(reasons)) for line, (fate, reasons) in said.items()}
