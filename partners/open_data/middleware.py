"""What programs are told when something is wrong, whoever noticed it first."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from partners.open_data.answers import error, refused_writing

_SENTENCES = {
    400: "Part of this address is damaged: look at its letters and percent signs.",
    404: "There is nothing at this address.",
    500: "Something went wrong on our side. It has been noted.",
    503: "The directory is away for a moment. Ask again later.",
}
_KEPT_HEADERS = ("Retry-After",)
_READING = {"GET", "HEAD", "OPTIONS"}
_TABLE = "/partners.csv"


def answer_programs_in_json(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Below `/api/`, and for the table, an error is JSON with a sentence, not a page for people;
    and nothing there can be written."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not _is_for_programs(request):
            return get_response(request)
        if request.method not in _READING:
            return refused_writing()
        response = get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        sentence = _SENTENCES.get(response.status_code)
        if not is_page or sentence is None:
            return response
        answer = error(sentence, response.status_code)
        for name in _KEPT_HEADERS:
            if name in response.headers:
                answer[name] = response[name]
        return answer

    return middleware


def _is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/") or request.path_info == _TABLE
