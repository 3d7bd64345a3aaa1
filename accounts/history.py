"""Which rows have a history: tables beside them that triggers write (django-pghistory).

Whatever changes a row (a form, a bulk update, SQL typed by hand) leaves there what the row is
after it, when, and who: `docs/decisions/0009-every-change-is-kept.md`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pghistory
import pgtrigger
from django.db import models

INSERTED, UPDATED, DELETED = "insert", "update", "delete"
# The row as it was when its history began: written by migrations.
FOUND = "found"

_META: dict[str, Any] = {"default_permissions": ()}


def kept[M: models.Model](
    *,
    only: Sequence[str] = (),
    derived: Sequence[str] = (),
    private: Sequence[str] = (),
    of: str = "",
) -> Callable[[type[M]], type[M]]:
    """Keep every change of the model's rows and of their lists.

    `derived` fields follow from others and are not looked at. Of `private` ones, which are
    somebody's or secret, nothing is copied: an event of the field's name says that it changed.
    `only` names the fields to keep where most are private. `of` is the key of the row that these
    belong to, by which their events are asked for.
    """

    def keep(model: type[M]) -> type[M]:
        names = [field.name for field in model._meta.local_fields if not field.primary_key]
        copied = only or [name for name in names if name not in {*derived, *private}]
        pghistory.track(
            pghistory.InsertEvent(INSERTED),
            pghistory.UpdateEvent(UPDATED),
            pghistory.DeleteEvent(DELETED),
            *(pghistory.UpdateEvent(name, condition=pgtrigger.AnyChange(name)) for name in private),
            fields=list(copied),
            model_name=f"{model.__name__}Event",
            context_id_field=None,  # type: ignore[arg-type]  # as documented
            meta=_META | {"indexes": [models.Index(fields=[of])] if of else []},
        )(model)
        for field in model._meta.many_to_many:
            _keep_list(model, field)
        return model

    return keep


def _keep_list(model: type[models.Model], field: models.ManyToManyField) -> None:
    """What was put in and what was taken out; a row of the list that is changed is both."""
    through: Any = field.remote_field.through
    name = f"{model.__name__}{field.name.title().replace('_', '')}"
    meta = _META | {"proxy": True, "app_label": model._meta.app_label}
    attributes = {"__module__": model.__module__, "Meta": type("Meta", (), meta)}
    ends = [field.m2m_field_name(), field.m2m_reverse_field_name()]
    pghistory.track(
        pghistory.InsertEvent(INSERTED),
        pghistory.UpdateEvent(DELETED, row=pghistory.Old),
        pghistory.UpdateEvent(INSERTED),
        pghistory.DeleteEvent(DELETED),
        fields=ends,
        model_name=f"{name}Event",
        obj_field=None,
        context_id_field=None,  # type: ignore[arg-type]  # as documented
        meta=_META | {"indexes": [models.Index(fields=ends[:1])]},
    )(type(name, (through,), attributes))
