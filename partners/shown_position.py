"""Where the public may see an organisation or venue: the one rule, for Python and for SQL.

People who work from home hide their street (`Organisation.hide_street`). Their own position and
those of their venues are then known to a kilometre only, in whatever the public gets: maps,
distances, order, radius. A tie (500 m) goes to the even kilometre in both forms.
"""

from reference.positions import GridPoint

COARSE_METRES = 1000


def shown(position: GridPoint | None, *, hide_street: bool) -> GridPoint | None:
    if position is None or not hide_street:
        return position
    return GridPoint(*(round(metres / COARSE_METRES) * COARSE_METRES for metres in position))


def shown_sql(position: str, hide_street: str) -> str:
    """The same as an expression, of the names of two columns: never give it anything typed.

    `shown_sql("venue.position", "organisation.hide_street")`
    """
    coarse = ", ".join(
        f"round(({position})[{axis}] / {COARSE_METRES}) * {COARSE_METRES}" for axis in (0, 1)
    )
    return f"CASE WHEN {hide_street} THEN point({coarse}) ELSE {position} END"
