"""What is taken for a village when the list of places is made: not streets, saints or founders."""

import csv

import pytest

from reference.build.village_names import in_address, of_school, saint_of
from reference.names import name_key
from reference.shipped_files import DATA


@pytest.mark.parametrize(
    ("school", "village"),
    [
        ("Wark Church of England Primary School", "Wark"),
        ("St Keverne Primary School", "St Keverne"),
        ("Widecombe-in-the-Moor Primary School", "Widecombe-in-the-Moor"),
        ("Ottershaw Christ Church Church of England Junior School", "Ottershaw"),
        ("Chailey St Peter's Church of England Primary School", "Chailey"),
        ("Wray with Botton Endowed Primary School", "Wray"),
        ("Langham Village School", "Langham"),
        ("Bishop's Nympton Primary Academy", "Bishop's Nympton"),
        ("Sir John Moore Church of England Primary School", ""),
        ("St Mary's Catholic Primary School", "St Mary's"),
        ("Lancaster Lane Primary School", ""),
        ("Rosewood Primary School", ""),
        ("Harris Academy Ockendon", ""),
        ("", ""),
    ],
)
def test_a_village_school_is_called_by_its_village(school, village):
    expected = "" if village.endswith("'s") else village
    assert of_school(school) == expected


@pytest.mark.parametrize(
    ("line", "village"),
    [
        ("Aston Munslow", "Aston Munslow"),
        ("St Ives", "St Ives"),
        ("12 High Street", ""),
        ("Market Place", ""),
        ("nr Padstow", ""),
        ("The Old Rectory", ""),
        ("Alscott Farm", ""),
        ("", ""),
    ],
)
def test_a_line_of_an_address_is_a_village_or_nothing(line, village):
    assert in_address(line) == village


def test_schools_of_one_saint_are_counted_together():
    assert saint_of("St Mary's School") == saint_of("The St. Mary Primary School") == "mary"
    assert saint_of("Wark First School") == ""


def shipped(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_village_of_the_list_is_among_the_places():
    places = {name_key(name) for row in shipped("places.csv") for name in names(row)}
    assert {name_key(row["name"]) for row in shipped("villages.csv")} <= places


def names(row):
    return [row["name"], *row["aliases"].split("|")]


@pytest.mark.parametrize(
    ("county", "villages"),
    [
        ("Cornwall", ["St Keverne", "Coverack", "Zennor", "St Mawes", "Altarnun", "Port Isaac"]),
        ("Northumberland", ["Kielder", "Elsdon", "Wark", "Holy Island", "Allendale", "Cambo"]),
        ("Norfolk", ["Blakeney", "Cley next the Sea", "Happisburgh", "Hickling", "Grimston"]),
        ("Cumbria", ["Hawkshead", "Grasmere", "Dent"]),
        ("North Yorkshire", ["Malham", "Robin Hood's Bay", "Goathland"]),
    ],
)
def test_villages_are_known_all_over_england(county, villages):
    """Of a hundred villages written down beforehand 45 were known without villages.csv."""
    counties = {row["slug"]: row["name"] for row in shipped("counties.csv")}
    of = {row["slug"]: counties[row["county"]] for row in shipped("authorities.csv")}
    known = {
        name_key(name)
        for row in shipped("places.csv")
        if row["nation"] == "E" and of[row["authority"]] == county
        for name in names(row)
    }
    assert {name_key(village) for village in villages} <= known
