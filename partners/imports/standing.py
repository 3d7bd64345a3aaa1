"""How an organisation stands, where a list says so itself, and what the list can prove of it."""

from django.utils.text import get_text_list

from partners.choices import PartnerStatus
from partners.models import Organisation
from partners.services import partner_status_of

# What staff decide about an organisation once it is here.
DECIDED_BY_STAFF = {"listing_state", "partner_status"}
# What its partner status follows from.
STEPS = {"trained_on", "trained_session", "trained_person", "code_accepted_on"}
_PARTNER = ("trained_on", "code_accepted_on", "partner_since")
_PROVEN_BY = {
    PartnerStatus.TRAINED: ("trained_on",),
    PartnerStatus.AGREEMENT_ACCEPTED: ("trained_on", "code_accepted_on"),
    PartnerStatus.ACTIVE: _PARTNER,
    PartnerStatus.RENEWAL_DUE: _PARTNER,
    PartnerStatus.LAPSED: _PARTNER,
}


def unproven(organisation: Organisation) -> str:
    """What to say of a partner status that the list gives and its dates do not bear out.

    It is taken as given, because old lists often hold no dates; but the first decision of staff
    works it out anew, and then only dates count. Empty when all is well.
    """
    status = PartnerStatus(organisation.partner_status)
    missing = [name for name in _PROVEN_BY.get(status, ()) if not _is_known(organisation, name)]
    follows = partner_status_of(organisation)
    if not missing and follows == status:
        return ""
    sentence = f"It stands as “{status.label}” because the list says so"
    if missing:
        sentence += f", without {get_text_list(missing, 'and')} to prove it"
    if follows != status:
        sentence += f"; when staff next decide about it, it becomes “{follows.label}”"
    return f"{sentence}."


def _is_known(organisation: Organisation, name: str) -> bool:
    if name == "trained_on" and organisation.is_trained:
        return True
    return getattr(organisation, name) is not None
