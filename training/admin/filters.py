"""Filters beside the lists of sessions and of interest."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

_AGES = {"3": 91, "6": 182, "12": 365}


class WhenItIs(admin.SimpleListFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("to-come", "To come"), ("past", "Past"), ("to-mark", "Register to be marked")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        if self.value() == "to-come":
            return queryset.filter(starts_at__gt=now)
        if self.value() == "to-mark":
            to_mark = queryset.model.objects.to_mark(now).order_by().values("pk")
            return queryset.filter(pk__in=to_mark)
        return queryset.filter(starts_at__lte=now) if self.value() == "past" else queryset


class HowOld(admin.SimpleListFilter):
    title = "how long they wait"
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(months, f"More than {months} months") for months in _AGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        days = _AGES.get(self.value() or "")
        if days is None:
            return queryset
        return queryset.filter(confirmed_at__lte=timezone.now() - timedelta(days=days))
