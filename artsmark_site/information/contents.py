"""Which pages there are. Footer and texts link to them: their addresses do not change."""

INDEX = "about"
GROUPS = (
    (
        "Artsmark and the arts in your school",
        ("artsmark", "smsc", "arts-award", "glossary"),
    ),
    ("For cultural organisations", ("becoming-a-partner",)),
    (
        "About this site",
        ("how-results-are-sorted", "accessibility", "privacy", "cookies", "open-data"),
    ),
)
SLUGS = (INDEX, *(slug for _, slugs in GROUPS for slug in slugs))
