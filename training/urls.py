"""The pages of training sessions, for everybody and for whoever comes."""

from django.urls import path

from training import booking_views, views
from training.interest import views as interest

app_name = "training"
urlpatterns = [
    path("", views.sessions, name="list"),
    path("calendar.ics", views.calendar_feed, name="calendar"),
    path("register-interest/", interest.register, name="register-interest"),
    path("register-interest/sent/", interest.sent, name="interest-sent"),
    path("interest/<int:pk>/<str:token>/", interest.registration, name="interest"),
    path("<int:pk>/", views.session, name="session"),
    path("<int:pk>/calendar.ics", views.calendar_of_session, name="session-calendar"),
    path("<int:pk>/book/", views.book, name="book"),
    path("<int:pk>/booked/<uuid:submission>/", views.booked, name="booked"),
    path("booking/<int:pk>/<str:token>/", booking_views.booking, name="booking"),
    path("booking/<int:pk>/<str:token>/cancel/", booking_views.cancel, name="cancel"),
    path("booking/<int:pk>/<str:token>/answer/", booking_views.answer, name="answer"),
    path("booking/<int:pk>/<str:token>/person/", booking_views.person, name="person"),
    path("booking/<int:pk>/<str:token>/calendar.ics", booking_views.calendar, name="entry"),
    path("booking/<int:pk>/<str:token>/attendance/", booking_views.attendance, name="attendance"),
]
