"""Cultural organisations, their venues, offers and pictures."""

from partners.models.bridge_move import BridgeMove
from partners.models.code_of_practice import CodeAcceptance, CodeOfPractice
from partners.models.figures import DailyFigures, MissedSearch
from partners.models.image import OrganisationImage
from partners.models.imported import ImportedOrganisation
from partners.models.launch import Launch
from partners.models.letter import LetterText, Notice
from partners.models.list_upload import ListUpload
from partners.models.mailing import Addressee, Mailing, NewsRefusal
from partners.models.membership import Invitation, JoinRequest, Membership
from partners.models.offer import Offer
from partners.models.opening_notice import OpeningNotice
from partners.models.organisation import Organisation
from partners.models.revision import ReviewNote, Revision
from partners.models.staff_note import StaffNote
from partners.models.upload import PictureUpload
from partners.models.venue import Venue

__all__ = [
    "Addressee",
    "BridgeMove",
    "CodeAcceptance",
    "CodeOfPractice",
    "DailyFigures",
    "ImportedOrganisation",
    "Invitation",
    "JoinRequest",
    "Launch",
    "LetterText",
    "ListUpload",
    "Mailing",
    "Membership",
    "MissedSearch",
    "NewsRefusal",
    "Notice",
    "Offer",
    "OpeningNotice",
    "Organisation",
    "OrganisationImage",
    "PictureUpload",
    "ReviewNote",
    "Revision",
    "StaffNote",
    "Venue",
]
