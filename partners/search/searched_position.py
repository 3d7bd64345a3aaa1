"""Where organisations are searched; the rule is the database's (`migrations/sql/documents.sql`)."""

from django.db.models import F, Func

from reference.fields import GridPointField


class SearchedPosition(Func):
    """Where an organisation or its venue is searched: who hides the street, to a kilometre.

    `organisation` leads from the row to its organisation, such as `organisation__`.
    """

    function = "search_position"
    output_field = GridPointField()

    def __init__(self, organisation: str = "") -> None:
        super().__init__(F("position"), F(f"{organisation}hide_street"))
