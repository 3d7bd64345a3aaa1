"""The evidence log as a Word document, from which a school copies into its Statement of Impact."""

import io
import re

from django.http import HttpResponse
from django.utils import timezone
from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Cm
from PIL import Image

from enquiries.collaborations.log import Entry, Heading, Log
from partners.launch import in_words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CANNOT_COUNT = (
    "It can help to evidence what it stands under. Whether it does is for the setting to say, and "
    "for those who assess it."
)
_PICTURE_WIDTH = Cm(12)
# What XML cannot hold, and a person can paste.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def download(log: Log) -> HttpResponse:
    """As an answer that is saved."""
    response = HttpResponse(written(log), content_type=DOCX)
    response["Content-Disposition"] = 'attachment; filename="evidence-log.docx"'
    return response


def written(log: Log) -> bytes:
    document = Document()
    document.core_properties.title = _plain(f"Evidence log of {log.setting.name}")
    document.core_properties.author = _plain(log.setting.name)
    document.core_properties.comments = ""
    document.add_heading(_plain(f"Evidence log of {log.setting.name}"), level=0)
    document.add_paragraph(_plain(f"{log.span.label}. As of {in_words(timezone.localdate())}."))
    document.add_paragraph(CANNOT_COUNT)
    for part in log.parts:
        document.add_heading(part.title, level=1)
        for heading in part.headings:
            _write_heading(document, heading)
    _write_pictures(document, log)
    document.add_heading("All that we did", level=1)
    _write_table(document, log)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _write_heading(document: WordDocument, heading: Heading) -> None:
    document.add_heading(_plain(heading.lookup.label), level=2)
    if not heading.entries:
        document.add_paragraph("Nothing yet.")
    for entry in heading.entries:
        one = entry.collaboration
        line = document.add_paragraph(style="List Bullet")
        line.add_run(_plain(one.title)).bold = True
        line.add_run(_plain(f", with {one.partner_name}, {entry.days}. {_who(entry)}"))
        if one.learnt:
            document.add_paragraph(_plain(one.learnt), style="List Continue")


def _who(entry: Entry) -> str:
    return " ".join(filter(None, [f"{entry.who}." if entry.who else "", f"{entry.stands}."]))


def _write_pictures(document: WordDocument, log: Log) -> None:
    """Each once, with what it shows below it; nothing where there are none."""
    shown = [(entry, one) for entry in log.entries for one in entry.collaboration.pictures.all()]
    if not shown:
        return
    document.add_heading("Pictures", level=1)
    for entry, picture in shown:
        document.add_picture(_as_jpeg(bytes(picture.webp)), width=_PICTURE_WIDTH)
        text = f"{entry.collaboration.title}: {picture.alt_text}"
        document.add_paragraph(_plain(text), style="Caption")


def _as_jpeg(webp: bytes) -> io.BytesIO:
    """Word reads no WebP. The pixels are our own: `partners.images` made them."""
    file = io.BytesIO()
    with Image.open(io.BytesIO(webp)) as picture:
        picture.convert("RGB").save(file, "JPEG", quality=85)
    file.seek(0)
    return file


def _write_table(document: WordDocument, log: Log) -> None:
    if not log.entries:
        document.add_paragraph("Nothing yet.")
        return
    headings = ("What", "With", "When", "Who", "How it stands")
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for entry in log.entries:
        one = entry.collaboration
        texts = (one.title, one.partner_name, entry.days, entry.who, entry.stands)
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = _plain(text)


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
