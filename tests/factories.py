"""Rows for tests: each function makes one that is public and complete, unless told otherwise.

Areas and lookups are the shipped reference data, which every test database holds (conftest.py);
they are named by slug: `authority="plymouth"`, `art_forms=["dance"]`.
"""

import io
import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from accounts.models import User
from enquiries.choices import EnquiryState, RecipientState
from enquiries.models import (
    Collaboration,
    CollaborationPicture,
    Concern,
    Enquiry,
    EnquiryRecipient,
    EnquiryReport,
    GapReport,
    NameToInvite,
)
from partners.models import (
    Addressee,
    BridgeMove,
    JoinRequest,
    LetterText,
    Mailing,
    Membership,
    Notice,
    Offer,
    Organisation,
    OrganisationImage,
    ReviewNote,
    Revision,
    StaffNote,
    Venue,
)
from reference.models import (
    AccessProvision,
    ArtForm,
    ArtsmarkCriterion,
    BridgeOrganisation,
    CurriculumTheme,
    KeyStage,
    LocalAuthority,
    OfferType,
    QualityPrinciple,
    Region,
    SettingType,
    SmscStrand,
)
from reference.positions import GridPoint
from settings_schools.models import EducationSetting, SettingMembership, Shortlist
from tests.people import make_person
from training.models import (
    AreaList,
    Booking,
    ClosedReport,
    InterestRegistration,
    TrainingSession,
)

PLYMOUTH = GridPoint(248_000, 54_500)

_number = itertools.count(1)
_LISTS = {
    "art_forms": ArtForm,
    "access": AccessProvision,
    "covered_authorities": LocalAuthority,
    "covered_regions": Region,
    "key_stages": KeyStage,
    "themes": CurriculumTheme,
    "setting_types": SettingType,
    "criteria": ArtsmarkCriterion,
    "strengthens": ArtsmarkCriterion,
    "quality_principles": QualityPrinciple,
    "smsc_strands": SmscStrand,
}


def _set_lists(row: Any, lists: dict[str, list[str]]) -> None:
    for name, slugs in lists.items():
        getattr(row, name).set(_LISTS[name].objects.filter(slug__in=slugs))


def _authority(value: LocalAuthority | str | None) -> LocalAuthority | None:
    return LocalAuthority.objects.get(slug=value) if isinstance(value, str) else value


def make_organisation(
    *,
    name: str = "",
    authority: LocalAuthority | str | None = "plymouth",
    position: GridPoint | None = PLYMOUTH,
    **fields: Any,
) -> Organisation:
    """A public organisation in Plymouth that receives visits and does visual arts."""
    lists = {key: fields.pop(key) for key in list(fields) if key in _LISTS}
    defaults: dict[str, Any] = {
        "summary": "Makes things with schools.",
        "safeguarding_statement": "Our artists hold enhanced checks.",
        "safeguarding_reviewed_on": timezone.localdate(),
        "receives_visits": True,
        "listing_state": Organisation.ListingState.APPROVED,
        "partner_status": Organisation.PartnerStatus.ACTIVE,
        "trained_on": date(2025, 3, 1),
        "code_accepted_on": date(2025, 3, 1),
        "partner_since": date(2025, 3, 1),
    }
    fields = defaults | fields
    if fields["partner_since"] and fields["listing_state"] in {"approved", "archived"}:
        fields.setdefault("first_listed_at", datetime(2025, 3, 1, 12, tzinfo=UTC))
    organisation = Organisation.objects.create(
        name=name or f"Organisation {next(_number)}",
        authority=_authority(authority),
        position=position,
        **fields,
    )
    _set_lists(organisation, {"art_forms": ["visual-arts"]} | lists)
    return organisation


def make_membership(*, organisation: Organisation | None = None, **fields: Any) -> Membership:
    """An owner."""
    user = fields.pop("user", None) or make_person(f"owner{next(_number)}@museum.example")
    organisation = organisation or make_organisation()
    return Membership.objects.create(
        user=user, organisation=organisation, role=fields.pop("role", "owner")
    )


def make_join_request(
    *, organisation: Organisation | None = None, user: User | None = None
) -> JoinRequest:
    """Somebody who waits for an answer."""
    return JoinRequest.objects.create(
        user=user or make_person(f"asks{next(_number)}@museum.example"),
        organisation=organisation or make_organisation(),
        kind=JoinRequest.Kind.JOIN,
    )


def make_revision(*, organisation: Organisation | None = None, **fields: Any) -> Revision:
    """A change that waits: they would travel further."""
    proposed = fields.pop("proposed", {"travel_miles": 99})
    return Revision.objects.create(
        organisation=organisation or make_organisation(), proposed=proposed, **fields
    )


def make_review_note(**fields: Any) -> ReviewNote:
    """What staff ask of a profile's summary."""
    defaults = {"organisation": make_organisation(), "field": "summary", "words": "Say more."}
    return ReviewNote.objects.create(**defaults | fields)


def make_letter_text(**fields: Any) -> LetterText:
    """How the body that looks after Plymouth words a renewal notice."""
    defaults = {
        "kind": "renewal",
        "subject": "Stay with us, [organisation]",
        "body": "Renew here: [link]",
    }
    if "bridge" not in fields:
        fields["bridge"] = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    return LetterText.objects.create(**defaults | fields)


def make_mailing(**fields: Any) -> Mailing:
    """A letter of the body that looks after Plymouth, to the owners of some organisations."""
    defaults = {"kind": "service", "subject": "Hello [organisation]", "body": "A word."}
    if "bridge" not in fields:
        fields["bridge"] = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    return Mailing.objects.create(**defaults | fields)


def make_addressee(
    *, mailing: Mailing | None = None, organisation: Organisation | None = None, **fields: Any
) -> Addressee:
    defaults = {"email": f"office{next(_number)}@museum.example"}
    return Addressee.objects.create(
        mailing=mailing or make_mailing(),
        organisation=organisation or make_organisation(),
        **defaults | fields,
    )


def make_staff_note(*, organisation: Organisation | None = None, **fields: Any) -> StaffNote:
    defaults = {"on": date(2026, 3, 2), "words": "They call back after Easter."}
    return StaffNote.objects.create(
        organisation=organisation or make_organisation(), **defaults | fields
    )


def make_bridge_move(*, organisation: Organisation | None = None, **fields: Any) -> BridgeMove:
    """The body that looks after Plymouth asks the one of Leeds to take an organisation."""
    organisation = organisation or make_organisation()
    bodies = BridgeOrganisation.objects
    leeds = bodies.get(authorities__slug="leeds")
    defaults = {"from_bridge": bodies.get(authorities__slug="plymouth"), "to_bridge": leeds}
    defaults |= {"answer_by": leeds, "reason": "They moved house."}
    return BridgeMove.objects.create(organisation=organisation, **defaults | fields)


def make_notice(*, organisation: Organisation | None = None, **fields: Any) -> Notice:
    """That somebody was asked whether what was right on New Year's Day still is."""
    defaults = {"kind": "still-right", "about_on": date(2026, 1, 1)}
    return Notice.objects.create(
        organisation=organisation or make_organisation(), **defaults | fields
    )


def make_shortlist(*organisations: Organisation, note: str = "", **fields: Any) -> Shortlist:
    """A browser's, unless it is a `user`'s; with the same note on each partner."""
    shortlist = Shortlist.objects.create(**fields)
    for organisation in organisations:
        shortlist.items.create(organisation=organisation, note=note)
    return shortlist


def make_connection(
    *, setting: EducationSetting | None = None, user: User | None = None, **fields: Any
) -> SettingMembership:
    """Somebody who works for a setting, confirmed by staff, and leads there."""
    defaults = {
        "state": "confirmed",
        "role": "lead",
        "how": "bridge",
        "confirmed_at": timezone.now(),
    }
    return SettingMembership.objects.create(
        setting=setting or make_setting(),
        user=user or make_person(f"teacher{next(_number)}@mail.example"),
        **defaults | fields,
    )


def make_asking(**fields: Any) -> SettingMembership:
    """Somebody who asked to join a setting, and waits."""
    waits = {"state": "asked", "role": "member", "how": "", "confirmed_at": None}
    return make_connection(**waits | fields)


def make_venue(*, organisation: Organisation | None = None, **fields: Any) -> Venue:
    """A venue in Plymouth that schools visit."""
    defaults = {"name": f"Venue {next(_number)}", "postcode": "PL4 8AA", "position": PLYMOUTH}
    authority = _authority(fields.pop("authority", "plymouth"))
    return Venue.objects.create(
        organisation=organisation or make_organisation(), authority=authority, **defaults | fields
    )


def make_offer(*, organisation: Organisation | None = None, **fields: Any) -> Offer:
    """An approved offer for KS2, visual arts, £240 a day, at the school."""
    lists = {key: fields.pop(key) for key in list(fields) if key in _LISTS}
    defaults: dict[str, Any] = {
        "title": f"Offer {next(_number)}",
        "curriculum_links": "Art and design: printing.",
        "learning_outcomes": "Pupils cut and print a block.",
        "required_resources": "A room with tables.",
        "cost_basis": Offer.CostBasis.PER_DAY,
        "delivery_modes": [Offer.DeliveryMode.AT_SETTING],
        "state": Offer.State.APPROVED,
    }
    fields = defaults | fields
    if fields["cost_basis"] == Offer.CostBasis.PER_DAY:
        fields.setdefault("cost_from_pence", 240_00)
    offer = Offer.objects.create(
        organisation=organisation or make_organisation(),
        offer_type=OfferType.objects.get(slug=fields.pop("offer_type", "workshop")),
        **fields,
    )
    _set_lists(offer, {"art_forms": ["visual-arts"], "key_stages": ["ks2"]} | lists)
    return offer


def make_image(*, organisation: Organisation | None = None, **fields: Any) -> OrganisationImage:
    """A picture whose files exist, 704 pixels wide."""
    number = next(_number)
    defaults = {"name": f"{number:032x}", "width": 704, "height": 528, "alt_text": "Pots."}
    image = OrganisationImage.objects.create(
        organisation=organisation or make_organisation(),
        permission_confirmed=True,
        **defaults | fields,
    )
    for width in image.widths:
        file = io.BytesIO()
        Image.new("RGB", (width, 3), "red").save(file, "WEBP")
        default_storage.save(image.file_name(width), ContentFile(file.getvalue()))
    return image


def make_enquiry(**fields: Any) -> Enquiry:
    """What a teacher at a primary school in Plymouth asked just now, for Year 4."""
    lists = {key: fields.pop(key) for key in list(fields) if key in _LISTS}
    number = next(_number)
    defaults: dict[str, Any] = {
        "state": EnquiryState.SENT,
        "purpose": "A day of printing about the river, for our two classes in Year 4.",
        "pupils": 58,
        "when": "Spring term, any Tuesday",
        "budget": "under-500",
        "role": "class-teacher",
        "setting_name": f"School {number}",
        "setting_type": SettingType.objects.get(slug="infant-primary"),
        "authority": _authority("plymouth"),
        "name": "Tess Teacher",
        "email": f"teacher{number}@school.example",
    }
    fields = defaults | fields
    if fields["state"] == EnquiryState.SENT:
        fields.setdefault("sent_at", timezone.now())
    enquiry = Enquiry.objects.create(**fields)
    _set_lists(enquiry, {"key_stages": ["ks2"]} | lists)
    return enquiry


def make_recipient(
    *, organisation: Organisation | None = None, enquiry: Enquiry | None = None, **fields: Any
) -> EnquiryRecipient:
    """That an organisation was asked, with the figures of it; `sent_at` is the enquiry's."""
    moment = {"sent_at": fields.pop("sent_at")} if "sent_at" in fields else {}
    enquiry = enquiry or make_enquiry(**moment)
    fields = {"state": RecipientState.SENT} | fields
    recipient = EnquiryRecipient.objects.create(
        enquiry=enquiry, organisation=organisation or make_organisation(), **fields
    )
    make_enquiry_report(recipient=recipient)
    return recipient


def make_enquiry_report(
    *, recipient: EnquiryRecipient | None = None, **fields: Any
) -> EnquiryReport:
    """Of a recipient, or of one that was erased since."""
    if recipient is not None:
        sent_at = recipient.enquiry.sent_at or timezone.now()
        fields = {"organisation": recipient.organisation, "sent_on": timezone.localdate(sent_at)}
    fields.setdefault("sent_on", timezone.localdate())
    fields.setdefault("organisation", None)
    fields["organisation"] = fields["organisation"] or make_organisation()
    return EnquiryReport.objects.create(recipient=recipient, **fields)


def make_collaboration(
    *,
    setting: EducationSetting | None = None,
    organisation: Organisation | None = None,
    **fields: Any,
) -> Collaboration:
    """What a setting says that it did with a partner last month, and the partner confirmed.

    With `state="waiting"` the partner has not; with an `other_name` it is the setting's own entry.
    """
    lists = {key: fields.pop(key) for key in list(fields) if key in _LISTS}
    now = timezone.now()
    defaults: dict[str, Any] = {
        "title": "A day of printing",
        "first_on": timezone.localdate() - timedelta(days=30),
        "pupils": 58,
        "state": "confirmed",
        "begun_side": "setting",
        "setting_confirmed_at": now,
    }
    fields = defaults | fields
    if not fields.get("other_name"):
        organisation = organisation or make_organisation()
        if fields["state"] == "confirmed":
            fields.setdefault("partner_confirmed_at", now)
    collaboration = Collaboration.objects.create(
        setting=setting or make_setting(), organisation=organisation, **fields
    )
    _set_lists(collaboration, lists)
    return collaboration


def make_evidence_picture(
    *, collaboration: Collaboration | None = None, **fields: Any
) -> CollaborationPicture:
    """A red one, 40 pixels wide."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "WEBP")
    defaults = {"webp": file.getvalue(), "width": 40, "height": 30, "alt_text": "Prints."}
    return CollaborationPicture.objects.create(
        collaboration=collaboration or make_collaboration(),
        permission_confirmed=True,
        **defaults | fields,
    )


def make_name_to_invite(**fields: Any) -> NameToInvite:
    """Of a setting in Plymouth that worked with a painter who is not in the directory."""
    fields.setdefault("other_name", "Ann Other, painter")
    return NameToInvite.objects.create(collaboration=make_collaboration(**fields))


def make_gap_report(*, region: Region | str = "south-west", **fields: Any) -> GapReport:
    """Told of a school in the South West, by somebody who left no address."""
    if isinstance(region, str):
        region = Region.objects.get(slug=region)
    return GapReport.objects.create(
        region=region,
        authority=_authority(fields.pop("authority", None)),
        **{"words": "Puppets for a special school."} | fields,
    )


def make_concern(*, organisation: Organisation | None = None, **fields: Any) -> Concern:
    """About a public organisation, from somebody who did not say who they are."""
    return Concern.objects.create(
        organisation=organisation or make_organisation(),
        **{"kind": "conduct", "words": "Nobody came."} | fields,
    )


def make_session(**fields: Any) -> TrainingSession:
    """Partner training of the South West's body in Plymouth in three weeks, open, 20 places."""
    starts_at = fields.pop("starts_at", None) or timezone.now() + timedelta(days=21)
    defaults: dict[str, Any] = {
        "bridge": BridgeOrganisation.objects.get(slug="real-ideas"),
        "state": TrainingSession.State.OPEN,
        "title": "Become an Artsmark Partner",
        "purpose": "What schools need of you, and how you become a partner.",
        "for_whom": "People who plan work with schools.",
        "agenda": "10:00 Welcome",
        "venue_name": "Market Hall",
        "postcode": "PL1 3RW",
        "position": PLYMOUTH,
        "venue_access": "Step-free.",
        "getting_there": "Ten minutes from the station.",
        "authority": LocalAuthority.objects.get(slug="plymouth"),
        "ends_at": starts_at + timedelta(hours=3),
    }
    return TrainingSession.objects.create(starts_at=starts_at, **(defaults | fields))


def make_booking(**fields: Any) -> Booking:
    """Somebody with a place."""
    number = next(_number)
    defaults: dict[str, Any] = {
        "state": Booking.State.CONFIRMED,
        "name": f"Person {number}",
        "email": f"person{number}@museum.example",
    }
    session = fields.pop("session", None) or make_session()
    organisation = fields.pop("organisation", None) or make_organisation()
    return Booking.objects.create(session=session, organisation=organisation, **(defaults | fields))


def make_interest(**fields: Any) -> InterestRegistration:
    """Somebody in Plymouth who confirmed that they want to be told."""
    number = next(_number)
    defaults: dict[str, Any] = {
        "name": f"Person {number}",
        "email": f"interested{number}@museum.example",
        "organisation_name": "A Museum",
        "confirmed_at": timezone.now(),
    }
    authority = _authority(fields.pop("authority", "plymouth"))
    return InterestRegistration.objects.create(authority=authority, **(defaults | fields))


def make_area_list(*authorities: str, **fields: Any) -> AreaList:
    """The South West's body cuts its area so."""
    if "bridge" not in fields:
        fields["bridge"] = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    area = AreaList.objects.create(**{"name": "Far west"} | fields)
    area.authorities.set(LocalAuthority.objects.filter(slug__in=authorities or ["plymouth"]))
    return area


def make_closed_report(**fields: Any) -> ClosedReport:
    """The South West's body closed the summer of 2026, in which nothing was."""
    if "bridge" not in fields:
        fields["bridge"] = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    defaults: dict[str, Any] = {
        "kind": "quarter",
        "first_on": date(2026, 4, 1),
        "until_on": date(2026, 7, 1),
        "closed_on": date(2026, 7, 2),
        "figures": {
            "columns": [],
            "words": {"authority": [], "type": [], "body": []},
            "areas": [],
            "is_national": False,
        },
    }
    return ClosedReport.objects.create(**defaults | fields)


def make_setting(
    *, authority: LocalAuthority | str = "plymouth", **fields: Any
) -> EducationSetting:
    """An open primary school of the register, in Plymouth."""
    number = next(_number)
    if isinstance(authority, str):
        authority = LocalAuthority.objects.get(slug=authority)
    kind = SettingType.objects.get(slug=fields.pop("kind", "infant-primary"))
    defaults: dict[str, Any] = {
        "urn": 100_000 + number,
        "name": f"Setting {number} Primary School",
        "setting_type": kind,
        "phase": "primary",
        "town": "Plymouth",
        "postcode": "PL4 8AA",
        "checked_at": timezone.now(),
        "from_register": True,
    }
    if fields.get("urn", 0) is None:
        defaults["from_register"] = False
    return EducationSetting.objects.create(authority=authority, **defaults | fields)
