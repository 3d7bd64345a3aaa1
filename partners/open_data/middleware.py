"""What programs are told when something is wrong, whoever noticed it first."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from partners.open_data.answers import error

_SENTENCES = {
    400: "Part of this address is damaged: look at its letters and percent signs.",
    404: "There is nothing at this address.",
    500: "Something went wrong on our side. It has been noted.",
    503: "The directory is away for a moment. Ask again later.",
}
_KEPT_HEADERS = ("Retry-After",)


def answer_programs_in_json(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Below `/api/` an error is JSON with a sentence, where people would get a page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        sentence = _SENTENCES.get(response.status_code)
        if not request.path_info.startswith("/api/") or not is_page or sentence is None:
            return response
        answer = error(sentence, response.status_code)
        for name in _KEPT_HEADERS:
            if name in response.headers:
                answer[name] = response[name]
        return answer

    return middleware
