"""The pages on which staff enter, check and decide about organisations and offers."""

from partners.admin.launch import LaunchAdmin
from partners.admin.letters import LetterTextAdmin
from partners.admin.mailings import MailingAdmin
from partners.admin.members import CodeOfPracticeAdmin, JoinRequestAdmin
from partners.admin.moving import BridgeMoveAdmin
from partners.admin.notes import StaffNoteAdmin
from partners.admin.offers import OfferAdmin
from partners.admin.organisations import OrganisationAdmin
from partners.admin.revisions import RevisionAdmin

__all__ = [
    "BridgeMoveAdmin",
    "CodeOfPracticeAdmin",
    "JoinRequestAdmin",
    "LaunchAdmin",
    "LetterTextAdmin",
    "MailingAdmin",
    "OfferAdmin",
    "OrganisationAdmin",
    "RevisionAdmin",
    "StaffNoteAdmin",
]
