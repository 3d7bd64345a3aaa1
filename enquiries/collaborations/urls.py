"""Addresses of collaborations: of settings, of partners, and of letters, which do not change."""

from django.urls import path

from enquiries.collaborations import evidence_views as evidence
from enquiries.collaborations import link_views, partner_views, picture_views
from enquiries.collaborations import setting_views as setting

app_name = "collaborations"
_SETTING = "my/setting/<int:pk>/"
_OF_SETTING = f"{_SETTING}collaborations/<int:collaboration_pk>/"
_PARTNER = "my/organisations/<int:pk>/"
_OF_PARTNER = f"{_PARTNER}collaborations/<int:collaboration_pk>/"
_FROM = "collaborations/from-enquiry/<int:recipient_pk>/"
urlpatterns = [
    path(
        "collaborations/<int:pk>/<slug:side>/<int:member_pk>/<str:token>/",
        link_views.answer,
        name="answer",
    ),
    path(f"{_SETTING}collaborations/", setting.listing, name="setting"),
    path(f"{_SETTING}collaborations/record/", setting.record, name="record"),
    path(f"{_SETTING}{_FROM}", setting.from_enquiry, name="setting-from-enquiry"),
    path(_OF_SETTING, setting.one, name="of-setting"),
    path(f"{_OF_SETTING}confirm/", setting.confirm, name="setting-confirm"),
    path(f"{_OF_SETTING}deny/", setting.deny, name="setting-deny"),
    path(f"{_OF_SETTING}invite/", setting.invite, name="invite"),
    path(f"{_OF_SETTING}remove/", setting.remove, name="setting-remove"),
    path(f"{_OF_SETTING}pictures/", picture_views.pictures, name="pictures"),
    path(f"{_OF_SETTING}pictures/<int:picture_pk>/", picture_views.picture, name="picture"),
    path(
        f"{_OF_SETTING}pictures/<int:picture_pk>/remove/",
        picture_views.remove,
        name="remove-picture",
    ),
    path(f"{_SETTING}evidence/", evidence.page, name="evidence"),
    path(f"{_SETTING}evidence/print/", evidence.to_print, name="evidence-print"),
    path(f"{_SETTING}evidence.docx", evidence.document, name="evidence-document"),
    path(f"{_SETTING}evidence.xlsx", evidence.spreadsheet, name="evidence-spreadsheet"),
    path(f"{_PARTNER}collaborations/", partner_views.listing, name="partner"),
    path(f"{_PARTNER}collaborations.xlsx", partner_views.spreadsheet, name="partner-spreadsheet"),
    path(f"{_PARTNER}{_FROM}", partner_views.from_enquiry, name="partner-from-enquiry"),
    path(_OF_PARTNER, partner_views.one, name="of-partner"),
    path(f"{_OF_PARTNER}confirm/", partner_views.confirm, name="partner-confirm"),
    path(f"{_OF_PARTNER}deny/", partner_views.deny, name="partner-deny"),
    path(f"{_OF_PARTNER}remove/", partner_views.remove, name="partner-remove"),
]
