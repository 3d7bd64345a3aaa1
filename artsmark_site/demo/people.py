"""People of the demo beside its administrator: somebody of a regional body, and an owner."""

from accounts.models import User
from accounts.services import appoint, person
from artsmark_site.demo import second_factor
from partners.choices import MemberRole
from partners.models import Membership, Organisation, Revision
from partners.revisions.services import save_edit
from partners.revisions.values import read
from reference.models import BridgeOrganisation

OFFICER, OWNER = "officer@demo.example", "owner@demo.example"
_BODY = "real-ideas"


def give(password: str) -> None:
    """Both accounts, with this password; and a first change of the owner's, which waits."""
    body = BridgeOrganisation.objects.get(slug=_BODY)
    if not body.contact_email:
        body.contact_email = OFFICER
        body.save(update_fields=["contact_email"])
    officer = appoint(email=OFFICER, bridge=body, name="Olu Officer")
    second_factor.give(officer)
    owner = person(email=OWNER, name="Ann Owner")
    for user in (officer, owner):
        set_password(user, password)
    if not owner.memberships.exists():
        _let_look_after_something(owner, body)


def set_password(user: User, password: str) -> None:
    if not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])


def _let_look_after_something(owner: User, body: BridgeOrganisation) -> None:
    theirs = Organisation.objects.public().led_by([body.pk]).filter(is_demo=True)
    organisation = theirs.exclude(description="").order_by("pk").first()
    if organisation is None:
        return
    Membership.objects.create(user=owner, organisation=organisation, role=MemberRole.OWNER)
    if not Revision.objects.of(organisation).exists():
        words = f"{read(organisation, 'summary')} From this autumn also on Saturdays."
        save_edit(target=organisation, wanted={"summary": words[:200]}, by=owner)
