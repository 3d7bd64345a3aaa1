"""docs/data-protection.md, whose table is made from fields.toml."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings

from artsmark_site.information.placeholders import fill
from artsmark_site.personal_data import table

DOCUMENT = settings.BASE_DIR / "docs" / "data-protection.md"
BEGIN, END = "<!-- written by manage.py personal_data --write -->\n", "<!-- until here -->\n"
_ERASED = {
    table.ROW: "goes",
    table.EMPTIED: "is emptied",
    table.UNLINKED: "stays, without who",
    table.WORDS: "stays, without their name, address and telephone number",
    table.STAYS: "belongs to the organisation, and stays",
    "by letters": "goes; what waits is not sent",
    "by sessions": "goes",
    "by addresses": "goes",
    "by reported concerns": "is emptied, and the name goes from the words",
    "by log of staff": "stays, as done by “Somebody who left”",
}
_WHERE_IT_IS_THEIRS = "goes where it is theirs"


def with_table() -> str:
    """The document as it should be."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{markdown()}{END}{after}"


def markdown() -> str:
    lines = [
        "| What | Class | What for | Kept | When the account is deleted |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *_rows()]) + "\n"


def _rows() -> Iterator[str]:
    for one in table.held():
        model = apps.get_model(one.model)
        fields = ", ".join(f"`{name}`" for name in one.fields)
        what = f"{str(model._meta.verbose_name).capitalize()}: {fields}"
        erased = _ERASED.get(one.erased, _WHERE_IT_IS_THEIRS)
        yield f"| {what} | {one.kind} | {one.purpose} | {fill(one.kept)} | {erased} |"
