"""`GridPointField`: a position on the British National Grid in a Postgres `point`."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Exact, Transform
from psycopg.adapt import Buffer, Dumper, Loader
from psycopg.postgres import adapters as every_connection

from reference.positions import MAX_EASTING, MAX_NORTHING, GridPoint, is_on_the_grid

POINT_OID = 600  # Postgres's own number for the type, the same on every server
NOT_A_POSITION = "Give an easting and a northing in metres, such as 248000, 54800."
OFF_THE_GRID = "This position lies outside Great Britain."

_TEXT = re.compile(r"\(?\s*(-?\d{1,7}(?:\.\d{1,9})?)\s*,\s*(-?\d{1,7}(?:\.\d{1,9})?)\s*\)?")


def parse_grid_point(text: str) -> GridPoint:
    """Read “248000, 54800”, or Postgres's own “(248000,54800)”.

    Raises:
        ValueError: it is something else.
    """
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        raise ValueError(NOT_A_POSITION)
    return GridPoint(round(float(match[1])), round(float(match[2])))


def point_text(point: GridPoint) -> str:
    """Postgres's way of writing a point, also good in a COPY."""
    return f"({point.easting},{point.northing})"


class _GridPointDumper(Dumper):
    oid = POINT_OID

    def dump(self, obj: GridPoint) -> Buffer:
        return point_text(obj).encode()


class _GridPointLoader(Loader):
    def load(self, data: Buffer) -> GridPoint:
        easting, northing = bytes(data).strip(b"()").split(b",")
        return GridPoint(round(float(easting)), round(float(northing)))


# For raw SQL, too: a point is given and comes back as a GridPoint. Django copies this map
# when it first connects, which is after the models (and so this module) were imported.
every_connection.register_dumper(GridPoint, _GridPointDumper)
every_connection.register_loader("point", _GridPointLoader)


class GridPointFormField(forms.Field):
    widget = forms.TextInput

    def to_python(self, value: Any) -> GridPoint | None:
        if value in self.empty_values:
            return None
        if isinstance(value, GridPoint):
            return value
        try:
            return parse_grid_point(str(value))
        except ValueError as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal

    def run_validators(self, value: GridPoint | None) -> None:
        if value is not None and not is_on_the_grid(value):
            raise ValidationError(OFF_THE_GRID, code="off_the_grid")

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, GridPoint) else value


class GridPointField(models.Field):
    """Holds a `GridPoint`.

    Postgres has no `=` and no hash for points: `exact` is written `~=` here, and a query that
    reads this column cannot be `DISTINCT`.
    """

    description = "Position on the British National Grid"
    empty_strings_allowed = False

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "point"

    def from_db_value(self, value: Any, *_: Any) -> GridPoint | None:
        return self.to_python(value)

    def to_python(self, value: Any) -> GridPoint | None:
        if value is None or isinstance(value, GridPoint):
            return value
        if isinstance(value, tuple | list) and len(value) == 2:
            return GridPoint(round(value[0]), round(value[1]))
        try:
            return parse_grid_point(str(value))
        except ValueError as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if hasattr(value, "resolve_expression"):
            return value
        point = self.to_python(value)
        return None if point is None else point_text(point)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.to_python(self.value_from_object(obj))
        return "" if value is None else point_text(value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": GridPointFormField, **kwargs})


@GridPointField.register_lookup
class GridPointExact(Exact):
    """`~=`, because Postgres has no `=` for points."""

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        return f"~= {rhs}::point"


class _Coordinate(Transform):
    output_field = models.FloatField()
    axis: int

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Any]:  # type: ignore[override]
        sql, params = compiler.compile(self.lhs)
        return f"(({sql})::point)[{self.axis}]", params


@GridPointField.register_lookup
class Easting(_Coordinate):
    lookup_name = "easting"
    axis = 0


@GridPointField.register_lookup
class Northing(_Coordinate):
    lookup_name = "northing"
    axis = 1


class Distance(models.Func):
    """Metres between two points, by the operator that a GiST index answers in order."""

    arg_joiner = " <-> "
    template = "(%(expressions)s)"
    output_field = models.FloatField()

    def __init__(self, position: Any, to: Any, **extra: Any) -> None:
        if isinstance(to, GridPoint):
            to = models.Value(to, output_field=GridPointField())
        super().__init__(position, to, **extra)


def position_on_the_grid(model_name: str, field: str = "position") -> models.CheckConstraint:
    """The constraint that keeps 0,0 and swapped or foreign co-ordinates out of a table."""
    return models.CheckConstraint(
        condition=models.Q(
            **{
                f"{field}__easting__gt": 0,
                f"{field}__easting__lte": MAX_EASTING,
                f"{field}__northing__gt": 0,
                f"{field}__northing__lte": MAX_NORTHING,
            }
        ),
        name=f"{model_name}_{field}_on_the_grid",
        violation_error_message=OFF_THE_GRID,
    )
