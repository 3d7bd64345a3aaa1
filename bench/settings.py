"""The project as it is in production, with two more addresses to measure it against."""

from artsmark_site.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
