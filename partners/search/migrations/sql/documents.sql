-- The words of an organisation that stand in the document of each of its offers.
CREATE FUNCTION search_organisation_vector(organisation partners_organisation) RETURNS tsvector
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
                (SELECT string_agg(search_label(l.label, VARIADIC l.synonyms), ' . ')
                 FROM partners_organisation_access m
                 JOIN reference_accessprovision l ON l.id = m.accessprovision_id
                 WHERE m.organisation_id = organisation.id)),
            'C')
$$;

-- The labels, synonyms and years of the values of one offer, in one text.
CREATE FUNCTION search_offer_labels(offer partners_offer) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(
        ' . ',
        (SELECT search_label(l.label, VARIADIC l.synonyms)
         FROM reference_offertype l WHERE l.id = offer.offer_type_id),
        (SELECT string_agg(search_label(l.label, VARIADIC l.synonyms), ' . ')
         FROM partners_offer_art_forms m JOIN reference_artform l ON l.id = m.artform_id
         WHERE m.offer_id = offer.id),
        (SELECT string_agg(
             search_label(concat_ws(' . ', l.label, l.short_label), VARIADIC l.synonyms || l.years), ' . ')
         FROM partners_offer_key_stages m JOIN reference_keystage l ON l.id = m.keystage_id
         WHERE m.offer_id = offer.id),
        (SELECT string_agg(search_label(l.label, VARIADIC l.synonyms || l.years), ' . ')
         FROM partners_offer_themes m JOIN reference_curriculumtheme l ON l.id = m.curriculumtheme_id
         WHERE m.offer_id = offer.id),
        (SELECT string_agg(search_label(l.label, VARIADIC l.synonyms), ' . ')
         FROM partners_offer_setting_types m JOIN reference_settingtype l ON l.id = m.settingtype_id
         WHERE m.offer_id = offer.id),
        (SELECT string_agg(search_label(l.label, VARIADIC l.synonyms), ' . ')
         FROM partners_offer_criteria m JOIN reference_artsmarkcriterion l ON l.id = m.artsmarkcriterion_id
         WHERE m.offer_id = offer.id),
        (SELECT string_agg(search_label(l.label, VARIADIC l.synonyms), ' . ')
         FROM partners_offer_access m JOIN reference_accessprovision l ON l.id = m.accessprovision_id
         WHERE m.offer_id = offer.id),
        translate(array_to_string(offer.delivery_modes, ' . '), '-', ' '),
        CASE WHEN offer.arts_award_levels <> '{}'
             THEN 'Arts Award ' || array_to_string(offer.arts_award_levels, ' . ') END)
$$;

-- A: titles and names. B: labels, synonyms, years and "free". C: texts.
CREATE FUNCTION search_offer_vector(offer partners_offer) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT search_vector(offer.title, 'A')
        || search_vector(search_offer_labels(offer), 'B')
        || CASE WHEN offer.cost_band = 'free' THEN '''free'':1B'::tsvector ELSE ''::tsvector END
        || search_vector(
            concat_ws(
                ' . ', offer.summary, offer.description, offer.curriculum_links,
                offer.learning_outcomes, offer.required_resources, offer.group_note),
            'C')
$$;

-- What an organisation without a public offer is found by.
CREATE FUNCTION search_art_forms_vector(organisation partners_organisation) RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT search_vector(
            (SELECT string_agg(search_label(l.label, VARIADIC l.synonyms), ' . ')
             FROM partners_organisation_art_forms m JOIN reference_artform l ON l.id = m.artform_id
             WHERE m.organisation_id = organisation.id),
            'B')
        || search_vector(organisation.description, 'C')
$$;

-- Ids of the authorities that an organisation works in: based in it, or its travel circle holds
-- a postcode sector of it, or it covers the authority, its region or England.
CREATE FUNCTION search_works_in(organisation partners_organisation) RETURNS bigint[]
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
          AND s.position <@ circle(organisation.position, organisation.travel_miles * 1609.344::float8)
        ORDER BY 1)
$$;

-- Make what the search keeps about these organisations again; of those deleted, nothing stays.
CREATE FUNCTION search_refresh(organisations bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_searchedorganisation WHERE organisation_id = ANY (organisations);
    DELETE FROM search_searchdocument WHERE organisation_id = ANY (organisations);

    INSERT INTO search_searchedorganisation (organisation_id, authorities)
    SELECT o.id, search_works_in(o) FROM partners_organisation o WHERE o.id = ANY (organisations);

    WITH shared AS MATERIALIZED (
        SELECT o AS organisation, search_organisation_vector(o) AS vector
        FROM partners_organisation o WHERE o.id = ANY (organisations)
    )
    INSERT INTO search_searchdocument (organisation_id, offer_id, document)
    SELECT (s.organisation).id, f.id, s.vector || search_offer_vector(f)
    FROM shared s JOIN partners_offer f ON f.organisation_id = (s.organisation).id
    UNION ALL
    SELECT (s.organisation).id, NULL, s.vector || search_art_forms_vector(s.organisation)
    FROM shared s;

    PERFORM search_learn(
        (SELECT string_agg(
             concat_ws(' . ', o.name, o.summary, o.town, array_to_string(o.art_form_tags, ' . '),
                 (SELECT string_agg(concat_ws(' . ', f.title, f.summary), ' . ')
                  FROM partners_offer f WHERE f.organisation_id = o.id)),
             ' . ')
         FROM partners_organisation o WHERE o.id = ANY (organisations)));
END
$$;
