"""The evidence log: a page, a page to print, a Word document and a spreadsheet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enquiries.collaborations import spreadsheets, word
from enquiries.collaborations.log import Log, Span, log_of, spans_of
from enquiries.collaborations.word import CANNOT_COUNT
from settings_schools.models import EducationSetting
from settings_schools.people.access import of_setting


@require_safe
@of_setting
def page(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    return _shown(request, setting, "collaborations/evidence.html")


@require_safe
@of_setting
def to_print(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    """All of it in the order of the Word document, without what is only for the screen."""
    return _shown(request, setting, "collaborations/evidence_print.html")


@require_safe
@of_setting
def document(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    log, _ = _asked(request, setting)
    return word.download(log_of(setting, log.span, with_pictures=True))


@require_safe
@of_setting
def spreadsheet(request: HttpRequest, setting: EducationSetting) -> HttpResponse:
    log, _ = _asked(request, setting)
    return spreadsheets.download(spreadsheets.sheets_of_log(log), "evidence-log")


def _shown(request: HttpRequest, setting: EducationSetting, template: str) -> HttpResponse:
    log, spans = _asked(request, setting)
    context = {"setting": setting, "log": log, "spans": spans, "cannot_count": CANNOT_COUNT}
    return render(request, template, context)


def _asked(request: HttpRequest, setting: EducationSetting) -> tuple[Log, list[Span]]:
    """By the address; at first the Journey of now.

    Raises:
        Http404: no such Journey of theirs.
    """
    spans = spans_of(setting)
    slug = request.GET.get("journey") or spans[0].slug
    span = next((one for one in spans if one.slug == slug), None)
    if span is None:
        raise Http404
    return log_of(setting, span), spans
