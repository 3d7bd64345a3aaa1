"""Filters beside the list of organisations."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from partners.desk.kinds import KINDS
from partners.models import Organisation


class SeenByPublic(admin.SimpleListFilter):
    """By the one definition of public."""

    title = "seen by the public"
    parameter_name = "public"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        public = Organisation.objects.public().values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=public)
        return queryset.exclude(pk__in=public) if self.value() == "no" else queryset


class ToDo(admin.SimpleListFilter):
    """The piles of the start page, whole."""

    title = "what is to do"
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, kind.title) for name, kind in KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        kind = KINDS.get(self.value() or "")
        return kind.rows(queryset, timezone.localdate()) if kind else queryset
