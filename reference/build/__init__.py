"""Makes the shipped files in `reference/data` from the packages named in ATTRIBUTION.md."""
