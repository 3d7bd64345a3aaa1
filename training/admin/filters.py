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
        return [
            ("to-come", "To come"),
            ("past", "Past"),
            ("to-mark", "Register to be marked"),
            ("without-link", "Online soon, without a link to join"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        now = timezone.now()
        sessions = queryset.model.objects
        rows = {
            "to-come": sessions.filter(starts_at__gt=now),
            "past": sessions.filter(starts_at__lte=now),
            "to-mark": sessions.to_mark(now),
            "without-link": sessions.without_a_link(now),
        }
        wanted = rows.get(self.value() or "")
        return (
            queryset if wanted is None else queryset.filter(pk__in=wanted.order_by().values("pk"))
        )


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
