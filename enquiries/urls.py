"""`/enquiries/…` and `/my/enquiries/…`; links to them stand in letters."""

from django.urls import path

from enquiries import answer_views as answers

app_name = "enquiries"

_LINK = "enquiries/answer/<int:pk>/<int:member_pk>/<str:token>/"
_MINE = "my/enquiries/<int:pk>/"
urlpatterns = [
    path(_LINK, answers.by_link(answers.thread), name="answer"),
    path(f"{_LINK}read/", answers.by_link(answers.read), name="answer-read"),
    path(f"{_LINK}reply/<slug:what>/", answers.by_link(answers.reply), name="answer-reply"),
    path(f"{_LINK}write/", answers.by_link(answers.write), name="answer-write"),
    path(f"{_LINK}address/", answers.by_link(answers.address), name="answer-address"),
    path("my/enquiries/", answers.inbox, name="inbox"),
    path(_MINE, answers.signed_in(answers.thread), name="received"),
    path(f"{_MINE}read/", answers.signed_in(answers.read), name="received-read"),
    path(f"{_MINE}reply/<slug:what>/", answers.signed_in(answers.reply), name="received-reply"),
    path(f"{_MINE}write/", answers.signed_in(answers.write), name="received-write"),
    path(f"{_MINE}address/", answers.signed_in(answers.address), name="received-address"),
    path("my/enquiries/take-again/<int:pk>/", answers.take_again, name="take-again"),
]
