"""Invented organisations to try the site with, one TOML file a region.

All are marked as demo on their pages. None stands for a real body, and their addresses are
postcode sectors: no invented organisation sits at anybody's real postcode.
"""
