"""Collaborations as a spreadsheet: text is written as text, so that no cell of it is a formula."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import xlsxwriter
from django.http import HttpResponse

from enquiries.collaborations.days import days_of
from enquiries.collaborations.log import Entry, Log, stands
from enquiries.collaborations.word import CANNOT_COUNT
from enquiries.models import Collaboration
from partners.models import Organisation
from reference.models import Lookup
from reference.spreadsheet import safe_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTH = 28  # letters


class Sheet(NamedTuple):
    """`notes` are lines above the table; its first row is of headings."""

    title: str
    notes: list[str]
    rows: list[list[object]]


def sheets_of_log(log: Log) -> list[Sheet]:
    """All that was done, then what it can help to evidence, heading by heading."""
    notes = [log.setting.name, log.span.label, CANNOT_COUNT]
    headings: list[object] = [
        *("What", "With", "First day", "Last day", "Classes", "Pupils", "How it stands"),
        *("Artsmark criteria", "Quality Principles", "SMSC", "What was learnt"),
    ]
    done: list[list[object]] = [headings, *(_done(entry) for entry in log.entries)]
    under: list[list[object]] = [["Of", "Can help to evidence", "What", "With", "When", "Who"]]
    for part in log.parts:
        for heading in part.headings:
            under += _under(part.title, heading.lookup, heading.entries)
    return [
        Sheet("What we did", notes, done),
        Sheet("What it can help to evidence", notes, under),
    ]


def _done(entry: Entry) -> list[object]:
    one = entry.collaboration
    return [
        *(one.title, one.partner_name, one.first_on, one.last_on or "", one.classes),
        *(one.pupils or "", entry.stands),
        *(_named(one.criteria.all()), _named(one.quality_principles.all())),
        *(_named(one.smsc_strands.all()), one.learnt),
    ]


def _under(title: str, lookup: Lookup, entries: Sequence[Entry]) -> list[list[object]]:
    if not entries:
        return [[title, lookup.label, "Nothing yet", "", "", ""]]
    return [
        [
            *(title, lookup.label, entry.collaboration.title),
            *(entry.collaboration.partner_name, entry.days, entry.who),
        ]
        for entry in entries
    ]


def sheet_of_partner(organisation: Organisation, rows: Iterable[Collaboration]) -> list[Sheet]:
    """For its own reports: with which settings, for which criteria, how many pupils."""
    headings: list[object] = [
        *("Setting", "URN", "Type", "Local authority", "What", "Offer", "When", "Classes"),
        *("Pupils", "How it stands", "Artsmark criteria", "Quality Principles", "SMSC"),
    ]
    table = [headings, *(_of_partner(one) for one in rows)]
    return [Sheet("Settings we worked with", [organisation.name, CANNOT_COUNT], table)]


def _of_partner(one: Collaboration) -> list[object]:
    setting = one.setting
    confirmed = stands(one) == "Confirmed by both"
    return [
        *(setting.name, setting.urn or "", str(setting.setting_type), str(setting.authority)),
        *(one.title, one.offer.title if one.offer else "", days_of(one), one.classes),
        *(one.pupils or "", "Confirmed by both" if confirmed else "Not yet confirmed by both"),
        *(_named(one.criteria.all()), _named(one.quality_principles.all())),
        _named(one.smsc_strands.all()),
    ]


def _named(lookups: Iterable[Lookup]) -> str:
    return "; ".join(str(one) for one in lookups)


def download(sheets: list[Sheet], name: str) -> HttpResponse:
    """As an answer that is saved."""
    response = HttpResponse(written(sheets), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def written(sheets: list[Sheet]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "d mmmm yyyy", "valign": "top", "align": "left"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title[:31])
            for number, note in enumerate(sheet.notes):
                page.write_string(number, 0, str(safe_cell(note)))
            top = len(sheet.notes) + 1
            page.set_column(0, len(sheet.rows[0]) - 1, _WIDTH)
            page.freeze_panes(top + 1, 0)
            for down, row in enumerate(sheet.rows):
                for across, value in enumerate(row):
                    style = bold if not down else day if isinstance(value, date) else plain
                    _write(page, (top + down, across), value, style)
    return file.getvalue()


def _write(
    page: xlsxwriter.worksheet.Worksheet, at: tuple[int, int], value: object, style: object
) -> None:
    if isinstance(value, date):
        page.write_datetime(*at, value, style)
    elif isinstance(value, int):
        page.write_number(*at, value, style)
    else:
        page.write_string(*at, str(safe_cell(str(value))), style)
