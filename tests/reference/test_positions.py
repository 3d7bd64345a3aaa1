"""Positions: the conversion from latitude and longitude, and the field that holds them."""

import json
import os
from math import hypot
from pathlib import Path

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from reference.fields import Distance, GridPointField, parse_grid_point
from reference.grid import from_wgs84
from reference.models import PostcodeSector
from reference.positions import GridPoint, distance, miles

# The statistics office's GeoJSON of local authority districts, December 2023, to check every
# district against: BOUNDARIES_2023=lad_dec2023_uk.geojson
BOUNDARIES = Path(os.environ.get("BOUNDARIES_2023", "lad_dec2023_uk.geojson"))


def off_by(latitude: float, longitude: float, easting: float, northing: float) -> float:
    point = from_wgs84(latitude, longitude)
    return hypot(point.easting - easting, point.northing - northing)


@pytest.mark.parametrize(
    ("latitude", "longitude", "easting", "northing"),
    [
        (53.26446, 0.020516, 534861, 376064),  # East Lindsey
        (52.69622, 1.252273, 619861, 315909),  # Broadland
        (49.92332, -6.30217, 91327, 11447),  # Isles of Scilly
        (58.19938, -6.65722, 126473, 932862),  # Na h-Eileanan Siar
    ],
)
def test_a_latitude_and_longitude_become_a_grid_position(latitude, longitude, easting, northing):
    assert off_by(latitude, longitude, easting, northing) <= 5.5


def test_every_district_of_great_britain_converts_to_within_five_metres():
    if not BOUNDARIES.exists():
        pytest.skip("BOUNDARIES_2023 does not name the boundaries of December 2023")
    districts = [row["properties"] for row in json.loads(BOUNDARIES.read_text())["features"]]
    british = [row for row in districts if not row["LAD23CD"].startswith("N")]
    assert len(british) == 350
    for row in british:
        assert off_by(row["LAT"], row["LONG"], row["BNG_E"], row["BNG_N"]) <= 5.5, row["LAD23NM"]


def test_a_distance_is_a_straight_line():
    assert distance(GridPoint(0, 0), GridPoint(3000, 4000)) == 5000
    assert miles(1609.344) == 1


@pytest.mark.parametrize("text", ["248000, 54800", "(248000,54800)", " 248000.2,54799.9 "])
def test_a_position_is_read_as_people_and_postgres_write_it(text):
    assert parse_grid_point(text) == GridPoint(248000, 54800)


@pytest.mark.parametrize("text", ["", "248000", "east, north", "1e5,2e5", "50.37 N, 4.14 W"])
def test_what_is_no_position_is_refused_in_words(text):
    with pytest.raises(ValueError, match="easting and a northing"):
        parse_grid_point(text)


@pytest.mark.django_db
def test_a_position_goes_into_the_database_and_comes_back():
    point = GridPoint(248634, 55099)
    row = PostcodeSector.objects.create(sector="ZZ1 1", nation="W", position=point)
    row.refresh_from_db()
    assert row.position == point
    assert PostcodeSector.objects.get(position=point, sector="ZZ1 1") == row
    assert not PostcodeSector.objects.filter(position__isnull=True).exists()
    PostcodeSector.objects.filter(pk=row.pk).update(position=GridPoint(1, 2))
    row.refresh_from_db()
    assert row.position == GridPoint(1, 2)
    copy = next(serializers.deserialize("json", serializers.serialize("json", [row]))).object
    assert copy.position == GridPoint(1, 2)


@pytest.mark.django_db
def test_raw_sql_takes_and_gives_positions():
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s, %s::point", [GridPoint(1, 2), "(3,4)"])
        assert cursor.fetchone() == (GridPoint(1, 2), GridPoint(3, 4))


@pytest.mark.django_db
def test_the_nearest_sector_comes_first():
    there = GridPoint(248634, 55099)
    near = PostcodeSector.objects.annotate(metres=Distance("position", there)).order_by("metres")
    assert near[0].sector == "PL4 8"
    assert near[0].metres < near[1].metres


@pytest.mark.django_db
@pytest.mark.parametrize("point", [GridPoint(0, 0), GridPoint(800_000, 5), GridPoint(-3, 50)])
def test_a_position_off_the_grid_is_refused_by_form_and_database(point):
    row = PostcodeSector(sector="ZZ1 1", nation="W", position=point)
    with pytest.raises(ValidationError, match="outside Great Britain"):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_field_can_be_written_into_a_migration():
    _, path, args, kwargs = GridPointField(null=True).deconstruct()
    assert (path, args, kwargs) == ("reference.fields.GridPointField", [], {"null": True})


def test_a_form_takes_a_position_and_refuses_what_is_none():
    field = GridPointField().formfield()
    assert field.clean("248000, 54800") == GridPoint(248000, 54800)
    assert field.prepare_value(GridPoint(1, 2)) == "1, 2"
    for wrong in ("somewhere", "0, 0"):
        with pytest.raises(ValidationError):
            field.clean(wrong)
