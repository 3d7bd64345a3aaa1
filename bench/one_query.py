"""The rival in SQL: the numbers beside all options of a search, from a single query.

Offers are matched one by one, as the index does; the number beside a value leaves out what else
is chosen in its own filter. Only filters of offers can be in use.
"""

from typing import Any

from partners.models import Offer
from partners.search.facets import FACETS, OFFER_FACETS, Facet
from partners.search.index import DirectoryIndex
from partners.search.query import SearchQuery

# Public offers, with whether each meets each condition; those that miss two help no count.
_OFFERS = """
WITH offered AS MATERIALIZED (
    SELECT * FROM (
        SELECT o.id, o.organisation_id, o.cost_band, o.offer_type_id, o.delivery_modes,
            o.arts_award_levels{conditions}
        FROM ({public}) o
    ) o WHERE {at_most_one_missed}
), listed AS MATERIALIZED (SELECT DISTINCT organisation_id FROM offered WHERE {all_met})
"""
_BY_LINK = """
SELECT '{name}', v.{value}::text, count(DISTINCT o.organisation_id) FROM offered o
JOIN {table} v ON v.offer_id = o.id WHERE {met} GROUP BY 2"""
_BY_LINK_OR_NONE = """
SELECT '{name}', t.id::text, count(DISTINCT o.organisation_id) FROM offered o
LEFT JOIN {table} v ON v.offer_id = o.id
JOIN {lookup} t ON v.{value} IS NULL OR v.{value} = t.id WHERE {met} GROUP BY 2"""
_BY_ARRAY = """
SELECT '{name}', v, count(DISTINCT o.organisation_id) FROM offered o, unnest(o.{column}) v
WHERE {met} GROUP BY 2"""
_BY_COLUMN = """
SELECT '{name}', o.{column}::text, count(DISTINCT o.organisation_id) FROM offered o
WHERE {met} GROUP BY 2"""
_AREAS = """
SELECT '{name}', a.{column}::text, count(DISTINCT l.organisation_id) FROM listed l
JOIN search_searchedorganisation s ON s.organisation_id = l.organisation_id
CROSS JOIN unnest(s.authorities) w JOIN reference_localauthority a ON a.id = w GROUP BY 2"""
_ACCESS = """
SELECT 'access', v.id::text, count(*) FROM (
    SELECT m.organisation_id, m.accessprovision_id AS id FROM listed l
    JOIN partners_organisation_access m ON m.organisation_id = l.organisation_id
    UNION
    SELECT o.organisation_id, m.accessprovision_id FROM listed l
    JOIN ({public}) o ON o.organisation_id = l.organisation_id
    JOIN partners_offer_access m ON m.offer_id = o.id
) v GROUP BY 2"""


def counts_in_sql(query: SearchQuery) -> tuple[str, list[Any]]:
    public, dates = Offer.objects.public().order_by().query.sql_with_params()
    used = [facet for facet in OFFER_FACETS if query.chosen(facet.name)]
    conditions, chosen = "", []
    for facet in used:
        conditions += f",\n{_condition(facet)} AS meets_{facet.name}"
        chosen.append(list(query.chosen(facet.name)))
    missed = " + ".join(f"(NOT meets_{facet.name})::int" for facet in used) or "0"
    beginning = _OFFERS.format(
        public=public,
        conditions=conditions,
        at_most_one_missed=f"{missed} <= 1",
        all_met=_met(used),
    )
    parts = [_counts_of(facet, _met([u for u in used if u != facet])) for facet in OFFER_FACETS]
    for name, column in (("region", "region_id"), ("county", "county_id"), ("authority", "id")):
        parts.append(_AREAS.format(name=name, column=column))
    parts.append(_ACCESS.format(public=public))
    return beginning + "\nUNION ALL".join(parts), [*chosen, *dates, *dates]


def run(connection: Any, statement: str, values: list[Any]) -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def counts(
    connection: Any, statement: str, values: list[Any], index: DirectoryIndex
) -> dict[str, dict[str, int]]:
    """The same shape as the index gives."""
    found = {(name, key): count for name, key, count in run(connection, statement, values)}
    return {
        name: {
            slug: found.get((name, str(one.key)), 0) for slug, one in index.options[name].items()
        }
        for name in FACETS
    }


def _counts_of(facet: Facet, met: str) -> str:
    field: Any = Offer._meta.get_field(facet.path)
    if facet.model is None or not field.many_to_many:
        sql = _BY_ARRAY if hasattr(field, "base_field") else _BY_COLUMN
        return sql.format(name=facet.name, column=field.column, met=met)
    through = field.remote_field.through._meta.db_table
    sql = _BY_LINK_OR_NONE if facet.none_fits_all else _BY_LINK
    value, lookup = f"{field.m2m_reverse_field_name()}_id", facet.model._meta.db_table
    return sql.format(name=facet.name, table=through, value=value, lookup=lookup, met=met)


def _condition(facet: Facet) -> str:
    field: Any = Offer._meta.get_field(facet.path)
    if facet.model is None:
        array = hasattr(field, "base_field")
        return f"o.{field.column} && %s::varchar[]" if array else f"o.{field.column} = ANY (%s)"
    lookup = facet.model._meta.db_table
    if not field.many_to_many:
        return f"o.{field.column} IN (SELECT id FROM {lookup} WHERE slug = ANY (%s))"
    through, value = field.remote_field.through._meta.db_table, field.m2m_reverse_field_name()
    return (
        f"EXISTS (SELECT FROM {through} m JOIN {lookup} t ON t.id = m.{value}_id "
        f"WHERE m.offer_id = o.id AND t.slug = ANY (%s))"
    )


def _met(used: list[Facet]) -> str:
    return " AND ".join(f"meets_{facet.name}" for facet in used) or "true"
