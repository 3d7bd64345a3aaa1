"""`/my/organisations/…`, for members."""

from django.urls import path

from partners.invited import views as invited
from partners.members import views as members
from partners.my import change_views, offer_views, picture_views, venue_views, views
from partners.upkeep import views as upkeep

app_name = "my-organisation"
urlpatterns = [
    path("invitation/<int:pk>/<str:token>/", members.invitation, name="invitation"),
    path(
        "still-right/<int:pk>/<int:member_pk>/<str:token>/", upkeep.still_right, name="still-right"
    ),
    path("invited/<int:pk>/<str:token>/", invited.invited, name="invited"),
    path("no-news/<int:pk>/<str:token>/", invited.no_news, name="no-news"),
    path("<int:pk>/", views.tasks, name="tasks"),
    path("<int:pk>/profile/<slug:slug>/", views.step, name="step"),
    path("<int:pk>/code/", views.code, name="code"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/submitted/", views.submitted, name="submitted"),
    path("<int:pk>/take-back/", views.take_back, name="take-back"),
    path("<int:pk>/drop/", views.drop, name="drop"),
    path("<int:pk>/hide/", views.hide, name="hide"),
    path("<int:pk>/show/", upkeep.show, name="show"),
    path("<int:pk>/confirm/", upkeep.confirm, name="confirm"),
    path("<int:pk>/renew/", upkeep.renew, name="renew"),
    path("<int:pk>/offers/", offer_views.offers, name="offers"),
    path("<int:pk>/offers/new/", offer_views.new_offer, name="new-offer"),
    path("<int:pk>/offers/<int:offer_pk>/", offer_views.offer, name="offer"),
    path("<int:pk>/offers/<int:offer_pk>/copy/", offer_views.copy_offer, name="copy-offer"),
    path("<int:pk>/offers/<int:offer_pk>/submit/", offer_views.submit, name="submit-offer"),
    path(
        "<int:pk>/offers/<int:offer_pk>/take-back/", offer_views.take_back, name="take-back-offer"
    ),
    path("<int:pk>/offers/<int:offer_pk>/withdraw/", offer_views.withdraw, name="withdraw-offer"),
    path(
        "<int:pk>/changes/<int:revision_pk>/take-back/",
        change_views.take_back,
        name="take-back-change",
    ),
    path(
        "<int:pk>/changes/<int:revision_pk>/send-again/",
        change_views.send_again,
        name="send-change-again",
    ),
    path("<int:pk>/venues/", venue_views.venues, name="venues"),
    path("<int:pk>/venues/new/", venue_views.new_venue, name="new-venue"),
    path("<int:pk>/venues/<int:venue_pk>/", venue_views.venue, name="venue"),
    path("<int:pk>/venues/<int:venue_pk>/remove/", venue_views.remove_venue, name="remove-venue"),
    path("<int:pk>/pictures/", picture_views.pictures, name="pictures"),
    path(
        "<int:pk>/pictures/<int:image_pk>/remove/",
        picture_views.remove_picture,
        name="remove-picture",
    ),
    path("<int:pk>/members/", members.members, name="members"),
    path("<int:pk>/members/<int:member_pk>/", members.change_member, name="change-member"),
    path(
        "<int:pk>/members/invitations/<int:invitation_pk>/withdraw/",
        members.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path(
        "<int:pk>/members/requests/<int:request_pk>/",
        members.decide_request,
        name="decide-request",
    ),
]
