"""Cultural organisations, their venues, offers and pictures."""

from partners.models.image import OrganisationImage
from partners.models.imported import ImportedOrganisation
from partners.models.launch import Launch
from partners.models.membership import Membership
from partners.models.offer import Offer
from partners.models.opening_notice import OpeningNotice
from partners.models.organisation import Organisation
from partners.models.upload import PictureUpload
from partners.models.venue import Venue

__all__ = [
    "ImportedOrganisation",
    "Launch",
    "Membership",
    "Offer",
    "OpeningNotice",
    "Organisation",
    "OrganisationImage",
    "PictureUpload",
    "Venue",
]
