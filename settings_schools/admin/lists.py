"""The lists of the Artsmark Journey, for national administrators."""

from django.contrib import admin

from reference.admin import LookupAdmin
from settings_schools.models import AwardLevel, JourneyStage

admin.site.register([AwardLevel, JourneyStage], LookupAdmin)
