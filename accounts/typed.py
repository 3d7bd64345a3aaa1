"""What somebody typed into a long form while their session ended: kept a day, for them alone.

Such a form says, signed, whose it is. If it comes back and nobody is signed in, or with a token
of an earlier sign-in, what it holds is kept under that account's number. Once that very account
opens the page, the form stands there as it was sent. Nobody else is shown it; no log, address or
session holds it.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, NamedTuple

from django.contrib import messages
from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve

from accounts.models import User
from accounts.sessions import DAY, FOR_OTHERS
from artsmark_site.http import person

FIELD, FORGET = "written_by", "forget_typed"
MOST_PAGES, MOST_CHARACTERS = 5, 100_000
_NOT_TYPED = {"csrfmiddlewaretoken", FIELD}
_MARK = "keeps_what_is_typed"


class Typed(NamedTuple):
    """A form as it came, and when, in seconds."""

    at: float
    fields: dict[str, list[str]]


type Pages = dict[str, Typed]  # by the path of the form, the oldest first


def keeps_what_is_typed[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """For a view that answers at one address with its form and to it, and fills it from `sent`.

    Another page may hold that form, too, if its mark names the address.
    """

    @wraps(view)
    def keeping(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and FORGET in request.POST:
            forget(request)
            return redirect(request.path)
        return view(request, *args, **kwargs)

    setattr(keeping, _MARK, True)
    return keeping


def sent(request: HttpRequest) -> QueryDict | None:
    """What the form holds: what is sent now, or was before its account signed in again."""
    if request.method == "POST":
        return request.POST or None
    if not is_kept(request):
        return None
    typed = _pages_of(person(request).pk).get(request.path)
    if typed is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in typed.fields.items():
        data.setlist(name, values)
    return data


def forget(request: HttpRequest) -> None:
    """It is saved, or nobody wants it."""
    if not is_kept(request):
        return
    number = person(request).pk
    pages = _pages_of(number)
    if pages.pop(request.path, None) is not None:
        cache.set(_key(number), pages, DAY)


def forget_all(user: User) -> None:
    cache.delete(_key(user.pk))


def all_of(user: User) -> list[dict[str, Any]]:
    """What is kept of somebody, page by page, for them."""
    return [{"page": path, **typed._asdict()} for path, typed in _pages_of(user.pk).items()]


def mark(request: HttpRequest, path: str = "") -> str:
    """What a form carries along that is sent to this path, or its own; empty if nothing is kept."""
    if not request.user.is_authenticated or not _keeps_at(path or request.path):
        return ""
    return _signer(path or request.path).sign(str(request.user.pk))


def keep(request: HttpRequest) -> bool:
    """Keep a form that cannot be taken now; whether it is, for whoever sends it or signs in next.

    What somebody else wrote than is signed in is kept for them, and nothing is said.
    """
    owner = _owner(request) if request.method == "POST" and is_kept(request) else None
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_TYPED}
    length = sum(len(name) + sum(map(len, values)) for name, values in fields.items())
    if owner is None or length > MOST_CHARACTERS:
        return False
    pages = _pages_of(owner)
    pages.pop(request.path, None)
    pages[request.path] = Typed(time.time(), fields)
    cache.set(_key(owner), dict(list(pages.items())[-MOST_PAGES:]), DAY)
    is_theirs = request.user.pk in (owner, None)
    if is_theirs:
        messages.info(request, "What you typed is kept for you. It is not saved yet.")
    return is_theirs


class KeepWhatIsTyped:
    """Looks at forms that nobody sends, just before they lead to the sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> None:
        # Pages for everybody ask nobody for a session.
        if request.method == "POST" and is_kept(request) and not request.user.is_authenticated:
            keep(request)


def is_kept(request: HttpRequest) -> bool:
    """Whether what is typed there outlives the session."""
    return _is_marked(request.resolver_match)


def _keeps_at(path: str) -> bool:
    try:
        return _is_marked(resolve(path))
    except Resolver404:
        return False


def _is_marked(match: ResolverMatch | None) -> bool:
    return bool(match and getattr(match.func, _MARK, False))


def _owner(request: HttpRequest) -> int | None:
    """Whose page the form was on."""
    longest = FOR_OTHERS.whole
    try:
        number = int(_signer(request.path).unsign(request.POST.get(FIELD, ""), max_age=longest))
    except BadSignature:
        return None
    return number if User.objects.filter(pk=number, is_active=True).exists() else None


def _signer(path: str) -> TimestampSigner:
    """Good for one page alone."""
    return TimestampSigner(salt=f"{FIELD} {path}")


def _key(number: int) -> str:
    return f"typed:{number}"


def _pages_of(number: int) -> Pages:
    pages: Pages = cache.get(_key(number)) or {}
    return {path: typed for path, typed in pages.items() if time.time() - typed.at < DAY}
