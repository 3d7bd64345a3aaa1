"""Addresses of enquiries; those with a token are in letters, and do not change."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import path

from accounts.typed import keeps_what_is_typed
from enquiries import answer_views as answers
from enquiries.asking import views as asking
from enquiries.sender import views as sender


def _typing(view: answers.View[...]) -> Callable[..., HttpResponseBase]:
    """Signed in, and nothing typed is lost when that ends."""
    return keeps_what_is_typed(answers.signed_in(view))


app_name = "enquiries"
_ANSWER = "enquiries/answer/<int:pk>/<int:member_pk>/<str:token>/"
_RECEIVED = "my/enquiries/<int:pk>/"
_BY_LINK = "enquiries/<int:pk>/<str:token>/"
_SIGNED_IN = "my/enquiries/asked/<int:pk>/"
urlpatterns = [
    path("partners/<int:pk>/<slug:slug>/enquire/", asking.ask, name="ask"),
    path("enquire/", asking.begin, name="begin"),
    path("enquire/check/", asking.check, name="check"),
    path("enquire/link-sent/", asking.link_sent, name="link-sent"),
    path("enquire/throw-away/", asking.throw_away, name="throw-away"),
    path("enquire/thrown-away/", asking.thrown_away, name="thrown-away"),
    path("enquire/<slug:slug>/", asking.step, name="step"),
    path("enquiries/<int:pk>/confirm/<str:token>/", asking.confirm, name="confirm"),
    path(_BY_LINK, sender.enquiry, name="sender"),
    path(f"{_BY_LINK}close/", sender.close, name="sender-close"),
    path(f"{_BY_LINK}again/", sender.again, name="sender-again"),
    path(f"{_BY_LINK}write/<int:recipient_pk>/", sender.write, name="sender-write"),
    path(f"{_BY_LINK}show/<int:recipient_pk>/", sender.show_address, name="sender-show"),
    path(_SIGNED_IN, sender.enquiry, name="asked"),
    path(f"{_SIGNED_IN}close/", sender.close, name="asked-close"),
    path(f"{_SIGNED_IN}again/", sender.again, name="asked-again"),
    path(f"{_SIGNED_IN}write/<int:recipient_pk>/", sender.write_signed_in, name="asked-write"),
    path(f"{_SIGNED_IN}show/<int:recipient_pk>/", sender.show_address, name="asked-show"),
    path(_ANSWER, answers.by_link(answers.thread), name="answer"),
    path(f"{_ANSWER}read/", answers.by_link(answers.read), name="answer-read"),
    path(f"{_ANSWER}reply/<slug:what>/", answers.by_link(answers.reply), name="answer-reply"),
    path(f"{_ANSWER}write/", answers.by_link(answers.write), name="answer-write"),
    path(f"{_ANSWER}address/", answers.by_link(answers.address), name="answer-address"),
    path("my/enquiries/", answers.inbox, name="inbox"),
    path(_RECEIVED, answers.signed_in(answers.thread), name="received"),
    path(f"{_RECEIVED}read/", answers.signed_in(answers.read), name="received-read"),
    path(f"{_RECEIVED}reply/<slug:what>/", _typing(answers.reply), name="received-reply"),
    path(f"{_RECEIVED}write/", _typing(answers.write), name="received-write"),
    path(f"{_RECEIVED}address/", answers.signed_in(answers.address), name="received-address"),
    path("my/enquiries/take-again/<int:pk>/", answers.take_again, name="take-again"),
]
