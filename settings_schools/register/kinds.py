"""What kind of setting an establishment of the national register is, and what it is not.

By the names of its type and phase: the numbers that the files give with them are others than
those in the Department's lists of codes.
"""

from reference.names import name_key
from settings_schools.choices import Phase, SettingStatus

# The register also keeps what does not lie in England.
ABROAD = frozenset(
    map(
        name_key,
        (
            "Welsh establishment",
            "Offshore schools",
            "British schools overseas",
            "Service children's education",
        ),
    )
)

_BY_TYPE = {
    "early-years": (
        "Local authority nursery school",
        "EY setting",
        "Children's centre",
        "Children's centre linked site",
    ),
    "secondary": ("University technical college", "Studio schools", "City technology college"),
    "post-16": (
        "Further education",
        "Sixth form centres",
        "Academy 16-19 converter",
        "Academy 16 to 19 sponsor led",
        "Free schools 16 to 19",
    ),
    "special": (
        "Community special school",
        "Foundation special school",
        "Non-maintained special school",
        "Academy special converter",
        "Academy special sponsor led",
        "Free schools special",
        "Other independent special school",
        "Independent school approved for SEN pupils",
        "Special post 16 institution",
        "Hospital school",
    ),
    "alternative-provision": (
        "Pupil referral unit",
        "Academy alternative provision converter",
        "Academy alternative provision sponsor led",
        "Free schools alternative provision",
    ),
    "independent": ("Other independent school",),
    "youth-justice": ("Secure units", "Academy secure 16 to 19"),
    "other": (
        "Higher education institutions",
        "Miscellaneous",
        "Online provider",
        "Institution funded by other government department",
        "Playing for success centres",
        "European schools",
        "Legacy types",
    ),
}
_OF_TYPE = {name_key(name): slug for slug, names in _BY_TYPE.items() for name in names}
_OF_PHASE = {
    Phase.NURSERY: "early-years",
    Phase.PRIMARY: "infant-primary",
    Phase.MIDDLE_PRIMARY: "middle",
    Phase.MIDDLE_SECONDARY: "middle",
    Phase.SECONDARY: "secondary",
    Phase.SIXTEEN_PLUS: "post-16",
    Phase.ALL_THROUGH: "all-through",
}
_PHASES = {name_key(phase.label): phase for phase in Phase}
_STATUSES = {name_key(status.label): status for status in SettingStatus} | {
    name_key("De-registered as EY Setting"): SettingStatus.CLOSED
}


def phase_of(text: str) -> str:
    """The phase of that name; empty where it says none that we know."""
    return _PHASES.get(name_key(text), "")


def status_of(text: str) -> SettingStatus | None:
    """None for what is no setting, such as “Created in error”."""
    return _STATUSES.get(name_key(text))


def kind_of(type_of_establishment: str, phase: str) -> str:
    """The slug of its setting type: by its type if that says it, else by its phase."""
    found = _OF_TYPE.get(name_key(type_of_establishment))
    return found or _OF_PHASE.get(phase, "other")  # type: ignore[call-overload]
