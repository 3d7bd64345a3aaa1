"""Facts that the rest of the site stands on: areas, positions, and words that staff may edit."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from reference.fields import GridPointField, position_on_the_grid
from reference.names import name_key
from reference.querysets import (
    AreaQuerySet,
    AuthorityQuerySet,
    BridgeQuerySet,
    LookupQuerySet,
    PlaceQuerySet,
    PositionedQuerySet,
)
from reference.telephone import validate_telephone


def words_field(help_text: str) -> ArrayField:
    return ArrayField(
        models.CharField(max_length=80), default=list, blank=True, help_text=help_text
    )


class Nation(models.TextChoices):
    """The nation letters of Ordnance Survey's codes. Northern Ireland is not in its data."""

    ENGLAND = "E", "England"
    WALES = "W", "Wales"
    SCOTLAND = "S", "Scotland"


class Region(models.Model):
    """One of the nine regions of England."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    gss_code = models.CharField("GSS code", max_length=9, unique=True)
    sort_order = models.PositiveSmallIntegerField(default=0)
    synonyms = words_field("Other words people use for it, such as East Anglia.")

    objects = AreaQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class County(models.Model):
    """A ceremonial county, as people say it aloud. Some span two regions."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    sort_order = models.PositiveSmallIntegerField(default=0)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "counties"

    def __str__(self) -> str:
        return self.name


class BridgeOrganisation(models.Model):
    """A regional body that looks after the partners of the authorities given to it."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    contact_name = models.CharField(max_length=120, blank=True, help_text="Never shown in public.")
    contact_email = models.EmailField(blank=True, help_text="Never shown in public.")
    contact_phone = models.CharField(
        max_length=30,
        blank=True,
        help_text="Never shown in public.",
        validators=[validate_telephone],
    )
    website = models.URLField(blank=True)
    description = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    objects = BridgeQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class LocalAuthority(models.Model):
    """An upper-tier council of England: the unit of coverage."""

    class Kind(models.TextChoices):
        COUNTY = "county", "County council"
        UNITARY = "unitary", "Unitary authority"
        METROPOLITAN = "metropolitan", "Metropolitan borough"
        LONDON_BOROUGH = "london-borough", "London borough"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60, help_text="As people say it: Hull, Bristol, St Helens.")
    official_name = models.CharField(max_length=80)
    gss_code = models.CharField("GSS code", max_length=9, unique=True)
    dfe_code = models.CharField("DfE number", max_length=3, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="authorities")
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="authorities")
    bridge = models.ForeignKey(
        BridgeOrganisation,
        on_delete=models.PROTECT,
        related_name="authorities",
        null=True,
        blank=True,
        help_text="Without one, its organisations wait in the national queue.",
    )
    synonyms = words_field("Other spellings, such as Kingston upon Hull.")
    is_active = models.BooleanField(default=True)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "local authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["county", "unitary", "metropolitan", "london-borough"]),
                name="localauthority_kind_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PostcodeSector(models.Model):
    """A postcode without its last two letters, such as “PL4 8”, at the middle of its postcodes."""

    sector = models.CharField(max_length=6, primary_key=True)
    nation = models.CharField(max_length=1, choices=Nation)
    authority = models.ForeignKey(
        LocalAuthority,
        on_delete=models.PROTECT,
        related_name="sectors",
        null=True,
        blank=True,
        help_text="The one that most of its postcodes lie in.",
    )
    position = GridPointField()

    objects = PositionedQuerySet.as_manager()

    class Meta:
        indexes = [GistIndex(fields=["position"], name="postcodesector_position")]
        constraints = [
            position_on_the_grid("postcodesector"),
            models.CheckConstraint(
                condition=Q(nation="E", authority__isnull=False)
                | Q(nation__in=["W", "S"], authority__isnull=True),
                name="postcodesector_authority_in_england_only",
            ),
        ]

    def __str__(self) -> str:
        return self.sector


class Postcode(models.Model):
    """A full postcode, without its space. Empty until `import_postcodes` has run.

    The table is swapped whole by the import, so nothing may point to its rows.
    """

    postcode = models.CharField(max_length=7, primary_key=True)
    nation = models.CharField(max_length=1, choices=Nation)
    # No index: rows are read by postcode or by position, and 1.7 million of them are loaded.
    authority = models.ForeignKey(
        LocalAuthority,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    position = GridPointField()

    class Meta:
        indexes = [GistIndex(fields=["position"], name="postcode_position")]
        constraints = [position_on_the_grid("postcode")]

    def __str__(self) -> str:
        return f"{self.postcode[:-3]} {self.postcode[-3:]}"


class Place(models.Model):
    """A town or village: of England, or elsewhere in the United Kingdom so that whoever names
    it is told where it lies."""

    name = models.CharField(max_length=80)
    qualifier = models.CharField(
        max_length=80, help_text="What tells it from its namesakes: Newport, Shropshire."
    )
    nation = models.CharField(
        max_length=1, choices=[*Nation.choices, ("N", "Northern Ireland")], default=Nation.ENGLAND
    )
    authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, related_name="places", null=True, blank=True
    )
    position = GridPointField()
    population = models.PositiveIntegerField(default=0)
    aliases = words_field("Other names, such as Kingston upon Hull.")
    is_active = models.BooleanField(default=True)
    source_id = models.CharField(
        max_length=40,
        unique=True,
        null=True,
        blank=True,
        default=None,
        help_text="Its number where it came from; empty if staff added it.",
    )
    # Made from name and aliases by save(); what a visitor types is compared with these.
    keys = ArrayField(models.CharField(max_length=80), default=list, editable=False)
    main_key = models.CharField(max_length=80, default="", editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["keys"], name="place_keys"),
            GinIndex(OpClass("main_key", name="gin_trgm_ops"), name="place_main_key_trigrams"),
        ]
        constraints = [
            position_on_the_grid("place"),
            models.UniqueConstraint(
                Lower("name"),
                Lower("qualifier"),
                name="place_named_once_within_its_qualifier",
                violation_error_message="There is a place of that name already.",
            ),
            models.CheckConstraint(
                condition=Q(nation="E", authority__isnull=False)
                | Q(nation__in=["W", "S", "N"], authority__isnull=True),
                name="place_authority_in_england_only",
                violation_error_message="A place in England has an authority, others have none.",
            ),
        ]

    def __str__(self) -> str:
        if name_key(self.qualifier) in {"", name_key(self.name)}:
            return self.name
        return f"{self.name}, {self.qualifier}"

    def save(self, **kwargs: Any) -> None:
        self.set_keys()
        if (only := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*only, "keys", "main_key"}
        super().save(**kwargs)

    def set_keys(self) -> None:
        self.main_key = name_key(self.name)
        self.keys = sorted({self.main_key, *map(name_key, self.aliases)} - {""})


class Lookup(models.Model):
    """A word to tag organisations and offers with. Once used it is deactivated, never deleted."""

    slug = models.SlugField(
        max_length=60, unique=True, help_text="Stands in addresses; does not change."
    )
    label = models.CharField(max_length=100)
    sort_order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True, help_text="Untick in place of deleting.")
    description = models.TextField(blank=True)
    synonyms = words_field("What else people type for it.")

    objects = LookupQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label


class PosterFamily(models.TextChoices):
    """The families of cut-paper shapes that a generated picture is made of."""

    VISUAL = "visual"
    CRAFT = "craft"
    THEATRE = "theatre"
    DANCE = "dance"
    MUSIC = "music"
    LITERATURE = "literature"
    FILM = "film"
    MUSEUM = "museum"
    OUTDOOR = "outdoor"
    COMBINED = "combined"


class ArtForm(Lookup):
    poster_family = models.CharField(max_length=20, choices=PosterFamily)
    sub_forms = words_field("Finer forms, offered as tags.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(poster_family__in=PosterFamily.values),
                name="artform_poster_family_is_known",
            )
        ]


class KeyStage(Lookup):
    short_label = models.CharField(max_length=20, help_text="On cards: KS2.")
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    years = words_field("School years, such as Year 4.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(age_from__isnull=True, age_to__isnull=True)
                | Q(age_from__isnull=False, age_to__isnull=False)
                & Q(age_from__lt=models.F("age_to"), age_to__lte=25),
                name="keystage_ages_in_order",
                violation_error_message="Give both ages, the lower first, or neither.",
            )
        ]


class SettingType(Lookup):
    """A kind of education setting."""


class OfferType(Lookup):
    pass


class AccessProvision(Lookup):
    pass


class CurriculumTheme(Lookup):
    class Kind(models.TextChoices):
        SUBJECT = "subject", "Subject"
        THEME = "theme", "Theme"
        TOPIC = "topic", "Topic"

    kind = models.CharField(max_length=10, choices=Kind)
    years = words_field("School years in which it is usually taught, such as Year 4.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["subject", "theme", "topic"]),
                name="curriculumtheme_kind_is_known",
            )
        ]


class ArtsmarkCriterion(Lookup):
    framework_version = models.CharField(
        max_length=4, help_text="The year of the framework: 2015, 2018, 2026."
    )

    class Meta:
        verbose_name_plural = "Artsmark criteria"


class QualityPrinciple(Lookup):
    pass


class SmscStrand(Lookup):
    class Meta:
        verbose_name = "SMSC strand"


class ShippedRow(models.Model):
    """What the project's own files last said about a row, so that staff's changes can be told
    from it and are left alone by the next load."""

    table = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    values = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="shippedrow_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class ShippedFile(models.Model):
    """The fingerprint of a data file already loaded, so that an unchanged one is skipped."""

    name = models.CharField(max_length=60, primary_key=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name
