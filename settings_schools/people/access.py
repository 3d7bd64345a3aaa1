"""Which settings' pages an account may open."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from accounts.models import User
from artsmark_site.http import person
from settings_schools.models import EducationSetting

type View[**P] = Callable[Concatenate[HttpRequest, EducationSetting, P], HttpResponse]


def setting_for(user: User | AnonymousUser, pk: int) -> EducationSetting:
    """The setting, for whoever works for it and was confirmed.

    Raises:
        Http404: everybody else, who do not learn that it is there.
    """
    return get_object_or_404(EducationSetting.objects.of_member(user), pk=pk)


def of_setting[**P](view: View[P]) -> Callable[Concatenate[HttpRequest, int, P], HttpResponse]:
    """Hand the view the setting of its address, if whoever asks works for it; else 404."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, setting_for(person(request), pk), *args, **kwargs)

    return guarded
