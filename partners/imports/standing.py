"""How an organisation stands, where a list says so itself, and what the list can prove of it."""

from typing import Any

from django.utils.text import get_text_list

from partners.choices import PartnerStatus, TrainingSource
from partners.models import Organisation
from partners.services import partner_status_of

# What staff decide about an organisation once it is here.
DECIDED_BY_STAFF = {"listing_state", "partner_status"}
# What its partner status follows from.
STEPS = {"trained_on", "trained_session", "trained_person", "code_accepted_on"}
_TRAINING = ("trained_on", "trained_session", "trained_person")
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


def kept_elsewhere(organisation: Organisation, source: str) -> str:
    """Why a list from `source` is not where its profile comes from; empty if it is."""
    if organisation.claimed_at:
        return f"{organisation} keeps its own entry since it was claimed."
    if getattr(organisation, "imported", None) is None or organisation.source != source:
        return f"{organisation} is in the directory already, but not from this list."
    return ""


def steps_to_take(
    organisation: Organisation, wanted: dict[str, Any], listed: dict[str, Any]
) -> dict[str, Any]:
    """Of what a list would change (`wanted`) of all that it says: training and Code that are news.

    Whoever was trained here, or later than the list knows, stays so; of the same day only what is
    not known yet is taken. So is the Code, if it was not accepted here later.
    """
    taken = {
        column: wanted[column]
        for column in _TRAINING
        if column in wanted and _is_news(organisation, column, listed.get("trained_on"))
    }
    accepted = wanted.get("code_accepted_on")
    known = organisation.code_accepted_on
    if accepted and (known is None or accepted > known.isoformat()):
        taken["code_accepted_on"] = accepted
    return taken


def _is_news(organisation: Organisation, column: str, on: str | None) -> bool:
    if not organisation.is_trained:
        return True
    if organisation.training_source == TrainingSource.HERE:
        return False
    known = organisation.trained_on.isoformat() if organisation.trained_on else ""
    if on and on > known:
        return True
    return (on or "") == known and not getattr(organisation, column)


def _is_known(organisation: Organisation, name: str) -> bool:
    if name == "trained_on" and organisation.is_trained:
        return True
    return getattr(organisation, name) is not None
