"""One thing that a school can take up."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.text import slugify

from accounts.history import kept
from partners.amounts import pounds
from partners.choices import (
    FREE_OF_CHARGE,
    UNPRICED,
    ArtsAwardLevel,
    CostBand,
    CostBasis,
    DeliveryMode,
    Duration,
    GroupSize,
    OfferState,
    TravelCost,
    Vat,
)
from partners.models.organisation import Organisation, web_address
from partners.querysets import OfferQuerySet
from partners.validators import validate_no_email
from reference.models import (
    AccessProvision,
    ArtForm,
    ArtsmarkCriterion,
    CurriculumTheme,
    KeyStage,
    OfferType,
    QualityPrinciple,
    SettingType,
    SmscStrand,
)

# Nobody but its owners sees it like this, so it may lack what every offer must state.
_BEING_WRITTEN = Q(state__in=(OfferState.DRAFT, OfferState.WITHDRAWN))


@kept(derived=("cost_band", "created_at", "updated_at"), of="organisation")
class Offer(models.Model):
    """An offer with the six facts that the Code of Practice asks every offer to state.

    They are: key stages or ages; art forms; curriculum links; learning outcomes; cost; required
    resources. What nobody handed in yet may lack any of them, and of the rest all but the title.
    """

    State = OfferState
    CostBasis = CostBasis
    CostBand = CostBand
    Vat = Vat
    TravelCost = TravelCost
    DeliveryMode = DeliveryMode
    Duration = Duration
    GroupSize = GroupSize
    ArtsAwardLevel = ArtsAwardLevel

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="offers")
    title = models.CharField(max_length=120, validators=[validate_no_email])
    summary = models.CharField(
        max_length=200,
        blank=True,
        help_text="One sentence for the search results.",
        validators=[validate_no_email],
    )
    description = models.TextField(max_length=6000, blank=True, validators=[validate_no_email])
    offer_type = models.ForeignKey(
        OfferType, null=True, on_delete=models.PROTECT, related_name="offers"
    )
    state = models.CharField(
        max_length=12, choices=OfferState, default=OfferState.DRAFT, editable=False
    )

    # 1. Key stages or ages
    key_stages = models.ManyToManyField(KeyStage, blank=True, related_name="offers")
    age_min = models.PositiveSmallIntegerField(
        "youngest", null=True, blank=True, validators=[MaxValueValidator(25)], help_text="Years."
    )
    age_max = models.PositiveSmallIntegerField(
        "oldest", null=True, blank=True, validators=[MaxValueValidator(25)], help_text="Years."
    )
    setting_types = models.ManyToManyField(
        SettingType, blank=True, related_name="offers", help_text="None chosen means all."
    )

    # 2. Art forms
    art_forms = models.ManyToManyField(ArtForm, related_name="offers")

    # 3. Curriculum links
    themes = models.ManyToManyField(CurriculumTheme, blank=True, related_name="offers")
    curriculum_links = models.TextField(max_length=2000, validators=[validate_no_email])

    # 4. Learning outcomes
    learning_outcomes = models.TextField(max_length=2000, validators=[validate_no_email])

    # 5. Cost
    cost_basis = models.CharField(max_length=20, choices=CostBasis)
    cost_from_pence = models.PositiveIntegerField(null=True, blank=True)
    cost_to_pence = models.PositiveIntegerField(null=True, blank=True)
    cost_note = models.CharField(max_length=300, blank=True, validators=[validate_no_email])
    vat = models.CharField(max_length=12, choices=Vat, default=Vat.NOT_CHARGED)
    travel_cost = models.CharField(
        max_length=16, choices=TravelCost, default=TravelCost.NOT_APPLICABLE
    )
    cost_band = models.GeneratedField(
        expression=Case(
            When(cost_basis__in=list(FREE_OF_CHARGE), then=Value(CostBand.FREE)),
            When(cost_basis="on-request", then=Value(CostBand.ON_REQUEST)),
            When(cost_from_pence__lt=100_00, then=Value(CostBand.UNDER_100)),
            When(cost_from_pence__lt=250_00, then=Value(CostBand.FROM_100)),
            When(cost_from_pence__lt=500_00, then=Value(CostBand.FROM_250)),
            When(cost_from_pence__lt=1000_00, then=Value(CostBand.FROM_500)),
            default=Value(CostBand.FROM_1000),
        ),
        output_field=models.CharField(max_length=12),
        db_persist=True,
        help_text="By the lower amount, whatever the basis.",
    )

    # 6. Required resources
    required_resources = models.TextField(
        max_length=2000,
        help_text="What the school provides: room, staff, equipment.",
        validators=[validate_no_email],
    )

    # How it is done
    delivery_modes = ArrayField(models.CharField(max_length=16, choices=DeliveryMode))
    duration = models.CharField(max_length=20, choices=Duration, default=Duration.BY_ARRANGEMENT)
    group_size = models.CharField(max_length=20, choices=GroupSize, default=GroupSize.ONE_CLASS)
    group_note = models.CharField(
        max_length=120,
        blank=True,
        help_text="Like “up to 32 pupils”.",
        validators=[validate_no_email],
    )
    lead_time_weeks = models.PositiveSmallIntegerField(
        "notice needed", null=True, blank=True, help_text="Weeks."
    )
    web_page = models.URLField(
        max_length=300, blank=True, validators=[validate_no_email, web_address]
    )
    access = models.ManyToManyField(AccessProvision, blank=True, related_name="offers")

    # What it can help with
    criteria = models.ManyToManyField(ArtsmarkCriterion, blank=True, related_name="offers")
    quality_principles = models.ManyToManyField(QualityPrinciple, blank=True, related_name="offers")
    smsc_strands = models.ManyToManyField(
        SmscStrand, blank=True, related_name="offers", verbose_name="SMSC strands"
    )
    arts_award_levels = ArrayField(
        models.CharField(max_length=12, choices=ArtsAwardLevel), default=list, blank=True
    )

    # When
    available_from = models.DateField(null=True, blank=True)
    available_to = models.DateField(null=True, blank=True, help_text="The last day, included.")
    confirmed_on = models.DateField(null=True, blank=True)
    first_approved_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Its address is kept from then on.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar = OfferQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["organisation", "state"], name="offer_of_organisation"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(title=""),
                name="offer_title_given",
                violation_error_message="Enter the offer's title.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OfferState.values), name="offer_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    cost_basis__in=UNPRICED,
                    cost_from_pence__isnull=True,
                    cost_to_pence__isnull=True,
                )
                | Q(
                    ~Q(cost_basis__in=UNPRICED),
                    cost_from_pence__isnull=False,
                    cost_from_pence__gt=0,
                )
                | _BEING_WRITTEN & Q(cost_basis="")
                | _BEING_WRITTEN & Q(~Q(cost_basis__in=UNPRICED), cost_from_pence__isnull=True),
                name="offer_price_fits_its_basis",
                violation_error_message=(
                    "Enter an amount above £0, or choose free, funded places or price on request "
                    "and leave the amount empty."
                ),
            ),
            models.CheckConstraint(
                condition=Q(cost_to_pence__isnull=True)
                | Q(cost_to_pence__gte=F("cost_from_pence")),
                name="offer_prices_ordered",
                violation_error_message="The higher amount must not be below the lower one.",
            ),
            models.CheckConstraint(
                condition=_BEING_WRITTEN | ~Q(cost_basis="on-request") | ~Q(cost_note=""),
                name="offer_price_on_request_explained",
                violation_error_message="Say what the price depends on.",
            ),
            models.CheckConstraint(
                condition=Q(age_min__isnull=True, age_max__isnull=True)
                | Q(age_min__isnull=False, age_max__isnull=False)
                & Q(age_min__lte=F("age_max"), age_max__lte=25),
                name="offer_ages_ordered",
                violation_error_message="Enter both ages, youngest first, up to 25.",
            ),
            models.CheckConstraint(
                condition=Q(available_from__isnull=True)
                | Q(available_to__isnull=True)
                | Q(available_from__lte=F("available_to")),
                name="offer_dates_ordered",
                violation_error_message="The last day must not be before the first.",
            ),
            models.CheckConstraint(
                condition=Q(delivery_modes__contained_by=DeliveryMode.values),
                name="offer_delivery_modes_known",
                violation_error_message="Choose where it happens.",
            ),
            models.CheckConstraint(
                condition=_BEING_WRITTEN
                | Q(
                    ~Q(cost_basis=""),
                    ~Q(vat=""),
                    ~Q(travel_cost=""),
                    ~Q(duration=""),
                    ~Q(group_size=""),
                    offer_type__isnull=False,
                    delivery_modes__len__gt=0,
                ),
                name="offer_chosen_once_handed_in",
                violation_error_message="Something is still to be chosen.",
            ),
            models.CheckConstraint(
                condition=Q(arts_award_levels__contained_by=ArtsAwardLevel.values),
                name="offer_arts_award_levels_known",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Also adds the key stages of the ages, when these are saved."""
        super().save(*args, **kwargs)
        saved = kwargs.get("update_fields")
        if saved is None or not {"age_min", "age_max"}.isdisjoint(saved):
            self.set_key_stages_from_ages()

    def get_absolute_url(self) -> str:
        organisation = self.organisation
        return reverse(
            "partners:offer", args=[organisation.pk, organisation.slug, self.pk, self.slug]
        )

    @property
    def slug(self) -> str:
        return slugify(self.title)[:120].strip("-") or "offer"

    @property
    def was_approved(self) -> bool:
        return self.state == OfferState.APPROVED or self.first_approved_at is not None

    def key_stages_of_ages(self) -> list[KeyStage]:
        return key_stages_of_ages(self.age_min, self.age_max)

    def set_key_stages_from_ages(self) -> None:
        """Add the key stages of the age range: the search reads key stages alone.

        For rows that are written without `save()`.
        """
        if stages := self.key_stages_of_ages():
            self.key_stages.add(*stages)

    @property
    def is_free(self) -> bool:
        return self.cost_basis in FREE_OF_CHARGE

    @property
    def states_price(self) -> bool:
        """False of one that is being written, until its basis and its amount are given."""
        return self.cost_basis in UNPRICED or bool(self.cost_basis and self.cost_from_pence)

    @property
    def delivery_labels(self) -> list[str]:
        """Where it happens, in words."""
        return [str(DeliveryMode(mode).label) for mode in self.delivery_modes]

    @property
    def price(self) -> str:
        """The price in words: “£240 to £300 a day”, “Free while funding lasts”."""
        if not self.states_price:
            return "No price yet"
        basis = CostBasis(self.cost_basis)
        if self.cost_from_pence is None:
            return str(basis.label)
        amounts = [pounds(self.cost_from_pence)]
        if self.cost_to_pence and self.cost_to_pence != self.cost_from_pence:
            amounts.append(pounds(self.cost_to_pence))
        return f"{' to '.join(amounts)} {basis.label}"


def key_stages_of_ages(youngest: int | None, oldest: int | None) -> list[KeyStage]:
    """The key stages that an age range overlaps by a year or more.

    A single age (7 to 7) stands for the year in which a pupil is that old.
    """
    if youngest is None or oldest is None:
        return []
    end = max(oldest, youngest + 1)
    return [
        stage
        for stage in KeyStage.objects.active()
        if stage.age_from is not None
        and stage.age_to is not None
        and min(end, stage.age_to) - max(youngest, stage.age_from) >= 1
    ]
