-- The words of an organisation that stand in the document of each of its offers.
CREATE OR REPLACE FUNCTION search_organisation_vector(organisation partners_organisation) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT search_vector(organisation.name, 'A')
        || search_vector(
            concat_ws(
                ' . ',
                organisation.summary,
                array_to_string(organisation.art_form_tags, ' . '),
                organisation.town,
                (SELECT concat_ws(' . ', a.name, a.official_name, array_to_string(a.synonyms, ' . '))
                 FROM reference_localauthority a WHERE a.id = organisation.authority_id),
                (SELECT string_agg(search_label(l.label, VARIADIC l.synonyms), ' . ' ORDER BY l.slug)
                 FROM partners_organisation_access m
                 JOIN reference_accessprovision l ON l.id = m.accessprovision_id
                 WHERE m.organisation_id = organisation.id)),
            'C')
$$;

-- Which value of which lookup each offer has.
CREATE OR REPLACE FUNCTION search_values_of_offers() RETURNS TABLE (offer bigint, subject text, value bigint)
LANGUAGE sql STABLE AS $$
    SELECT id, 'offer type', offer_type_id FROM partners_offer
    UNION ALL SELECT offer_id, 'art form', artform_id FROM partners_offer_art_forms
    UNION ALL SELECT offer_id, 'key stage', keystage_id FROM partners_offer_key_stages
    UNION ALL SELECT offer_id, 'theme', curriculumtheme_id FROM partners_offer_themes
    UNION ALL SELECT offer_id, 'setting type', settingtype_id FROM partners_offer_setting_types
    UNION ALL SELECT offer_id, 'criterion', artsmarkcriterion_id FROM partners_offer_criteria
    UNION ALL SELECT offer_id, 'access', accessprovision_id FROM partners_offer_access
$$;

-- The label and synonyms of each of those values, with the years and ages of a key stage.
CREATE OR REPLACE FUNCTION search_labels_of_values() RETURNS TABLE (subject text, value bigint, written text)
LANGUAGE sql STABLE AS $$
    SELECT 'offer type', id, search_label(label, VARIADIC synonyms) FROM reference_offertype
    UNION ALL SELECT 'art form', id, search_label(label, VARIADIC synonyms) FROM reference_artform
    UNION ALL SELECT 'key stage', id,
        search_label(concat_ws(' . ', label, short_label), VARIADIC synonyms || years || array(
            SELECT 'age ' || age FROM generate_series(age_from::int, age_to::int) age))
        FROM reference_keystage
    UNION ALL SELECT 'theme', id, search_label(label, VARIADIC synonyms)
        FROM reference_curriculumtheme
    UNION ALL SELECT 'setting type', id, search_label(label, VARIADIC synonyms)
        FROM reference_settingtype
    UNION ALL SELECT 'criterion', id, search_label(label, VARIADIC synonyms)
        FROM reference_artsmarkcriterion
    UNION ALL SELECT 'access', id, search_label(label, VARIADIC synonyms)
        FROM reference_accessprovision
$$;

CREATE OR REPLACE AGGREGATE search_together(tsvector) (
    SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '');

-- An offer's own words, those of its values apart.
-- A: titles and names. B: labels, synonyms, years and "free". C: texts.
CREATE OR REPLACE FUNCTION search_offer_vector(offer partners_offer) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT search_vector(offer.title, 'A')
        || search_vector(
            concat_ws(
                ' . ',
                translate(array_to_string(offer.delivery_modes, ' . '), '-', ' '),
                CASE WHEN offer.arts_award_levels <> '{}'
                     THEN 'Arts Award ' || array_to_string(offer.arts_award_levels, ' . ') END),
            'B')
        || CASE WHEN offer.cost_band = 'free' THEN '''free'':1B'::tsvector ELSE ''::tsvector END
        || search_vector(
            concat_ws(
                ' . ', offer.summary, offer.description, offer.curriculum_links,
                offer.learning_outcomes, offer.required_resources, offer.group_note),
            'C')
$$;

-- What an organisation without a public offer is found by. It has promised nothing about years,
-- key stages or costs, so no word for those finds it.
CREATE OR REPLACE FUNCTION search_art_forms_vector(organisation partners_organisation) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT search_vector(
            (SELECT string_agg(search_label(l.label, VARIADIC l.synonyms), ' . ' ORDER BY l.slug)
             FROM partners_organisation_art_forms m JOIN reference_artform l ON l.id = m.artform_id
             WHERE m.organisation_id = organisation.id),
            'B')
        || search_vector(organisation.description, 'C')
$$;

-- Where an organisation or its venue is searched: of those who hide their street, to a kilometre.
CREATE OR REPLACE FUNCTION search_position("position" point, hides_street boolean) RETURNS point
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN hides_street
        THEN point(round("position"[0] / 1000) * 1000, round("position"[1] / 1000) * 1000)
        ELSE "position" END
$$;

-- Ids of the authorities that an organisation works in: based in it, or its travel circle holds
-- a postcode sector of it, or it covers the authority, its region or England.
CREATE OR REPLACE FUNCTION search_works_in(organisation partners_organisation) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
    SELECT array(
        SELECT organisation.authority_id WHERE organisation.authority_id IS NOT NULL
        UNION
        SELECT id FROM reference_localauthority WHERE organisation.covers_england
        UNION
        SELECT localauthority_id FROM partners_organisation_covered_authorities
        WHERE organisation_id = organisation.id
        UNION
        SELECT a.id FROM reference_localauthority a
        JOIN partners_organisation_covered_regions c ON c.region_id = a.region_id
        WHERE c.organisation_id = organisation.id
        UNION
        SELECT s.authority_id FROM reference_postcodesector s
        WHERE s.authority_id IS NOT NULL AND NOT organisation.covers_england
          AND s.position <@ circle(
              search_position(organisation.position, organisation.hide_street),
              organisation.travel_miles * 1609.344::float8)
        ORDER BY 1)
$$;

-- Where these organisations work. Of one that was deleted nothing stays; the others keep their
-- row, which is what commits wait for one another at.
CREATE OR REPLACE FUNCTION search_make_areas(organisations bigint[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM search_searchedorganisation
    WHERE organisation_id = ANY (organisations)
      AND organisation_id NOT IN (SELECT id FROM partners_organisation);

    INSERT INTO search_searchedorganisation (organisation_id, authorities)
    SELECT o.id, search_works_in(o) FROM partners_organisation o WHERE o.id = ANY (organisations)
    ON CONFLICT (organisation_id) DO UPDATE SET authorities = excluded.authorities
    WHERE search_searchedorganisation.authorities <> excluded.authorities
$$;

-- All documents of some organisations, those of some offers, and those without an offer of some
-- organisations. The values of lookups become words once, however many offers have them.
CREATE OR REPLACE FUNCTION search_make_documents(whole bigint[], offers bigint[], without_offer bigint[])
RETURNS void LANGUAGE sql AS $$
    DELETE FROM search_searchdocument
    WHERE organisation_id = ANY (whole) OR offer_id = ANY (offers)
       OR (organisation_id = ANY (without_offer) AND offer_id IS NULL);

    WITH offered AS MATERIALIZED (
        SELECT f AS offer FROM partners_offer f
        WHERE f.organisation_id = ANY (whole) OR f.id = ANY (offers)
    ), organisations AS MATERIALIZED (
        SELECT o AS organisation, search_organisation_vector(o) AS vector
        FROM partners_organisation o
        WHERE o.id IN (
            SELECT unnest(whole) UNION SELECT unnest(without_offer)
            UNION SELECT (offer).organisation_id FROM offered)
    ), labels AS MATERIALIZED (
        SELECT subject, value,
            CASE subject
                WHEN 'key stage' THEN search_stage_vector(written, 'B')
                ELSE search_vector(written, 'B') END AS vector
        FROM search_labels_of_values()
    ), labelled AS MATERIALIZED (
        SELECT v.offer, search_together(l.vector ORDER BY l.subject, l.value) AS vector
        FROM search_values_of_offers() v JOIN labels l USING (subject, value)
        WHERE v.offer IN (SELECT (offer).id FROM offered)
        GROUP BY v.offer
    )
    INSERT INTO search_searchdocument (organisation_id, offer_id, document)
    SELECT (o.organisation).id, (f.offer).id, o.vector || search_offer_vector(f.offer) || l.vector
    FROM offered f
    JOIN organisations o ON (o.organisation).id = (f.offer).organisation_id
    JOIN labelled l ON l.offer = (f.offer).id
    UNION ALL
    SELECT (organisation).id, NULL, vector || search_art_forms_vector(organisation)
    FROM organisations
    WHERE (organisation).id IN (SELECT unnest(whole) UNION SELECT unnest(without_offer))
$$;

-- The words of names and short texts as they are written, and names of several words whole;
-- given none, of all organisations.
CREATE OR REPLACE FUNCTION search_words_of_organisations(organisations bigint[]) RETURNS SETOF text
LANGUAGE sql STABLE AS $$
    SELECT search_words(string_agg(written, ' . ')) FROM (
        SELECT concat_ws(' . ', name, summary, town, array_to_string(art_form_tags, ' . ')) AS written
        FROM partners_organisation WHERE organisations IS NULL OR id = ANY (organisations)
        UNION ALL
        SELECT concat_ws(' . ', title, summary)
        FROM partners_offer WHERE organisations IS NULL OR organisation_id = ANY (organisations)
    ) texts
    UNION
    SELECT name FROM partners_organisation
    WHERE (organisations IS NULL OR id = ANY (organisations))
      AND name ~ '\s' AND length(name) <= 60
$$;

-- The words of the lookups and areas themselves.
CREATE OR REPLACE FUNCTION search_words_of_labels() RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT search_words(string_agg(written, ' . ')) FROM (
        SELECT written FROM search_labels_of_values()
        UNION ALL SELECT search_label(name, VARIADIC synonyms) FROM reference_localauthority
    ) labels
$$;
