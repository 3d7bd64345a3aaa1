"""`/my/setting/…`: joining a setting, and the pages of those who work for it."""

from django.urls import path

from settings_schools.people import joining_views, people_views, shortlist_views, views

app_name = "my-setting"
urlpatterns = [
    path("join/", joining_views.join, name="join"),
    path("<int:pk>/join/", joining_views.ask, name="ask"),
    path("<int:pk>/join/take-back/", joining_views.take_back, name="take-back"),
    path("<int:pk>/", views.setting, name="setting"),
    path("<int:pk>/journey/", views.journey, name="journey"),
    path("<int:pk>/journey/next/", views.next_journey, name="next-journey"),
    path("<int:pk>/people/", people_views.people, name="people"),
    path("<int:pk>/people/<int:member_pk>/decide/", people_views.decide, name="decide"),
    path("<int:pk>/people/<int:member_pk>/role/", people_views.role, name="role"),
    path("<int:pk>/people/<int:member_pk>/end/", people_views.end, name="end"),
    path("<int:pk>/people/<int:member_pk>/hand-over/", people_views.hand_over, name="hand-over"),
    path("<int:pk>/shortlists/share/", shortlist_views.share, name="share-shortlist"),
    path("<int:pk>/shortlists/<int:list_pk>/", shortlist_views.shortlist, name="shortlist"),
]
