"""A cultural organisation: who it is, where it is, where it works, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from accounts.history import kept
from partners.choices import (
    OUT_FOR_GOOD,
    ArtsAwardRole,
    HiddenBecause,
    ListingState,
    OrganisationType,
    OtherNation,
    PartnerStatus,
    TrainingSource,
)
from partners.models.organisation_rules import CONSTRAINTS
from partners.querysets import OrganisationQuerySet
from partners.shown_position import shown
from partners.validators import validate_charity_number, validate_no_email, validate_postcode
from reference.fields import GridPointField
from reference.models import (
    AccessProvision,
    ArtForm,
    BridgeOrganisation,
    LocalAuthority,
    Region,
)
from reference.positions import GridPoint
from reference.telephone import validate_telephone

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from partners.models.image import OrganisationImage
    from partners.models.membership import Membership
    from partners.models.offer import Offer
    from partners.models.venue import Venue

web_address = URLValidator(schemes=["http", "https"])


@kept(
    derived=("slug", "position", "created_at", "updated_at"),
    private=("phone", "contact_name", "contact_email", "trained_person", "address", "postcode"),
)
class Organisation(models.Model):
    """A cultural organisation with an education offer, whether a partner yet or not.

    Where it is *based* (`position`, `authority`), where it *travels to* (`travel_miles` and the
    `covers…` fields) and whether schools *come to it* (`receives_visits`) are three facts.
    So are its listing (has its profile been checked?) and its partner status (has it trained and
    accepted the Code?): `OrganisationQuerySet.public` says which of all that a visitor sees.
    """

    Type = OrganisationType
    ListingState = ListingState
    PartnerStatus = PartnerStatus
    ArtsAwardRole = ArtsAwardRole

    # Who they are
    name = models.CharField(max_length=160, validators=[validate_no_email])
    slug = models.SlugField(max_length=180, editable=False, help_text="Made from the name.")
    type = models.CharField(max_length=32, choices=Type, default=Type.OTHER)
    summary = models.CharField(
        max_length=200,
        blank=True,
        help_text="One sentence for the search results.",
        validators=[validate_no_email],
    )
    description = models.TextField(max_length=6000, blank=True, validators=[validate_no_email])
    website = models.URLField(
        max_length=300, blank=True, validators=[validate_no_email, web_address]
    )
    phone = models.CharField(
        max_length=40,
        blank=True,
        help_text="Never shown in public.",
        validators=[validate_telephone],
    )
    contact_name = models.CharField(max_length=120, blank=True, help_text="Never shown in public.")
    contact_email = models.EmailField(
        "contact e-mail", blank=True, help_text="Never shown in public."
    )
    charity_number = models.CharField(
        max_length=10, blank=True, validators=[validate_charity_number]
    )
    company_number = models.CharField(max_length=8, blank=True)

    # Where they are based
    address = models.CharField(max_length=300, blank=True, validators=[validate_no_email])
    hide_street = models.BooleanField(
        default=False,
        help_text="For people who work from home: only the town and authority are shown.",
    )
    town = models.CharField(max_length=80, blank=True, validators=[validate_no_email])
    postcode = models.CharField(max_length=8, blank=True, validators=[validate_postcode])
    position = GridPointField(null=True, blank=True, editable=False)
    authority = models.ForeignKey(
        LocalAuthority,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations_based_here",
        verbose_name="local authority",
        help_text="Found from the postcode; choose it by hand only where there is none.",
    )
    nation = models.CharField(
        max_length=1,
        choices=OtherNation,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Found from the postcode. Empty: they are based in England.",
    )

    # Where they work
    receives_visits = models.BooleanField(
        default=False, help_text="Schools visit them where they are based."
    )
    travel_miles = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(250)],
        help_text="How far they travel to a school, in miles in a straight line.",
    )
    covered_authorities = models.ManyToManyField(
        LocalAuthority, blank=True, related_name="organisations_covering"
    )
    covered_regions = models.ManyToManyField(
        Region, blank=True, related_name="organisations_covering"
    )
    covers_england = models.BooleanField("works across England", default=False)
    works_online = models.BooleanField(default=False)

    # What they do
    art_forms = models.ManyToManyField(ArtForm, blank=True, related_name="organisations")
    art_form_tags = ArrayField(
        models.CharField(max_length=60, validators=[validate_no_email]), default=list, blank=True
    )
    access = models.ManyToManyField(AccessProvision, blank=True, related_name="organisations")
    access_statement = models.TextField(max_length=3000, blank=True, validators=[validate_no_email])
    arts_award_role = models.CharField(
        max_length=20, choices=ArtsAwardRole, default=ArtsAwardRole.NONE
    )

    # What they tell schools about safety
    safeguarding_statement = models.TextField(
        max_length=3000, blank=True, validators=[validate_no_email]
    )
    safeguarding_reviewed_on = models.DateField(null=True, blank=True)
    insurance_pounds = models.PositiveIntegerField(
        "public liability cover",
        null=True,
        blank=True,
        help_text="In whole pounds: 5000000 is £5 million.",
    )
    insurance_expires_on = models.DateField(null=True, blank=True)

    # When they answer
    working_days = ArrayField(
        models.PositiveSmallIntegerField(
            validators=[MinValueValidator(1), MaxValueValidator(7)],
        ),
        default=list,
        blank=True,
        help_text="1 is Monday, 7 is Sunday. Empty: they have not said.",
    )
    closed_from = models.DateField(null=True, blank=True)
    closed_to = models.DateField(null=True, blank=True)
    not_taking_enquiries_until = models.DateField(
        null=True, blank=True, help_text="Schools see it; the listing stays."
    )
    enquiries_stopped_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When two enquiries had been left unanswered, until a member takes them again.",
    )

    # How they stand
    lead_bridge = models.ForeignKey(
        BridgeOrganisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
        help_text="Empty: whoever leads the authority that they are based in.",
    )
    listing_state = models.CharField(
        max_length=12, choices=ListingState, default=ListingState.DRAFT, editable=False
    )
    partner_status = models.CharField(
        max_length=20, choices=PartnerStatus, default=PartnerStatus.PROSPECT, editable=False
    )
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_because = models.CharField(
        max_length=16,
        choices=HiddenBecause,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Empty: somebody wished it.",
    )
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    trained_on = models.DateField(null=True, blank=True)
    trained_session = models.CharField(
        "training session",
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text="What it was called, or where it was.",
    )
    training_source = models.CharField(
        max_length=20,
        choices=TrainingSource,
        blank=True,
        default="",
        db_default="",
        help_text="“Before this site”: they need no other training, even if the day is unknown.",
    )
    trained_person = models.CharField(
        max_length=120, blank=True, help_text="Never shown in public."
    )
    trained_again_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The last session of this site that somebody of them attended.",
    )
    code_accepted_on = models.DateField("Code of Practice accepted on", null=True, blank=True)
    partner_since = models.DateField(null=True, blank=True)
    renewal_due_on = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(
        null=True, blank=True, help_text="When they last said that their profile is right."
    )
    first_listed_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When the public first saw it. Its address is kept from then on.",
    )
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    # Where the entry came from
    source = models.CharField(max_length=60, blank=True, editable=False)
    external_id = models.CharField(max_length=80, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = OrganisationQuerySet.as_manager()

    if TYPE_CHECKING:
        offers: RelatedManager[Offer]
        venues: RelatedManager[Venue]
        images: RelatedManager[OrganisationImage]
        members: RelatedManager[Membership]

    class Meta:
        indexes = (
            GistIndex(fields=["position"], name="organisation_position"),
            models.Index(fields=["listing_state", "partner_status"], name="organisation_standing"),
        )
        constraints = CONSTRAINTS

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_slug()
        update_fields = kwargs.get("update_fields")
        if update_fields and "name" in update_fields:
            kwargs["update_fields"] = {*update_fields, "slug"}
        if update_fields is None or "authority" in update_fields:
            self._keep_lead()
            if update_fields:
                kwargs["update_fields"] = {*kwargs["update_fields"], "lead_bridge"}
        self._note_first_listing()
        super().save(*args, **kwargs)
        self._note_first_listing()

    def get_absolute_url(self) -> str:
        return reverse("partners:organisation", args=[self.pk, self.slug])

    def _keep_lead(self) -> None:
        """Whoever moves house keeps their regional body, until it and the next one agree.

        A draft that nobody has handed in yet goes with its address.
        """
        if self.pk is None or self.lead_bridge_id or self.listing_state == ListingState.DRAFT:
            return
        led = LocalAuthority.objects.filter(organisations_based_here=self.pk)
        before = led.values_list("bridge", flat=True).first()
        if before and before != (self.authority.bridge_id if self.authority else None):
            self.lead_bridge_id = before

    def _note_first_listing(self) -> None:
        """Before a save, whom a date made public, as it stands; after it, whom the save did."""
        if self.pk is None or self.first_listed_at is not None:
            return
        this = Organisation.objects.filter(pk=self.pk)
        this.note_first_listing()
        self.first_listed_at = this.values_list("first_listed_at", flat=True).first()

    def set_slug(self) -> None:
        """For rows that are written without `save()`."""
        self.slug = slugify(self.name)[:180].strip("-") or "organisation"

    @property
    def place_name(self) -> str:
        """Where they are based, as said aloud: town and authority, once if they are the same.

        Outside England: town and nation.
        """
        area = self.authority.name if self.authority else self.get_nation_display()
        parts = [self.town, area if area != self.town else ""]
        return ", ".join(part for part in parts if part)

    @property
    def shown_address(self) -> str:
        """The address as the public may see it; people who work from home hide the street."""
        if self.hide_street:
            return self.place_name
        return ", ".join(part for part in (self.address, self.postcode) if part)

    @property
    def has_ended(self) -> bool:
        """Merged, or out for good: what `joinable()` leaves out."""
        return self.merged_into_id is not None or self.listing_state in OUT_FOR_GOOD

    @property
    def is_trained(self) -> bool:
        """On a known day, or before this site on whatever day."""
        return self.trained_on is not None or bool(self.training_source)

    @property
    def insurance_is_current(self) -> bool:
        """What ran out, by the date they gave, is not shown."""
        expires = self.insurance_expires_on
        return expires is None or expires >= timezone.localdate()

    @property
    def is_not_taking_enquiries(self) -> bool:
        """Until and with the day that they gave."""
        until = self.not_taking_enquiries_until
        return until is not None and until >= timezone.localdate()

    @property
    def takes_enquiries(self) -> bool:
        """Whether schools are offered to ask them: not while they rest, or leave all unanswered."""
        return self.enquiries_stopped_at is None and not self.is_not_taking_enquiries

    @property
    def is_looked_after(self) -> bool:
        """Whether anybody reads what is sent to it here. One query."""
        return self.members.exists()

    @property
    def is_reachable(self) -> bool:
        """Whether anybody could take up what is asked of it here. One query."""
        return Organisation.objects.reachable().filter(pk=self.pk).exists()

    @property
    def closed_season_is_over(self) -> bool:
        return self.closed_to is not None and self.closed_to < timezone.localdate()

    @property
    def shown_position(self) -> GridPoint | None:
        """Where a public map may show them; people who work from home, to a kilometre."""
        return shown(self.position, hide_street=self.hide_street)

    @property
    def was_listed(self) -> bool:
        """Did the public ever see it? Then its address stays, and it is archived, not deleted."""
        return Organisation.objects.once_listed().filter(pk=self.pk).exists()

    @property
    def led_by(self) -> BridgeOrganisation | None:
        """The regional body that looks after it: the one named, or that of its authority."""
        if self.lead_bridge or self.authority is None:
            return self.lead_bridge
        return self.authority.bridge
