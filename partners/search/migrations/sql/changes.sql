-- How a change becomes a new version of the directory, whoever makes it.
--
-- 1. Triggers on every table that visitors see the content of write one note for each thing
--    changed, in the transaction that changes it (search_note).
-- 2. One more note, of the commit itself, calls search_publish when that transaction commits: it
--    makes the derived rows of the organisations noted again, raises the version by one and
--    stamps the notes.
-- 3. Each web process reads the version with every request, and the notes since its own.

CREATE FUNCTION search_note_of(what text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_directorychange (transaction, subject, subject_id)
    VALUES (pg_current_xact_id()::text::bigint, what, 0) ON CONFLICT DO NOTHING
$$;

-- The trigger. Its first argument names the subject; the second says how to come from the changed
-- rows, "{rows}", to the ids of what changed. Without it the subject is noted as a whole.
-- TRUNCATE has no rows: everything changed.
CREATE FUNCTION search_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows_of text[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY['after']
        WHEN 'UPDATE' THEN ARRAY['before', 'after']
        WHEN 'DELETE' THEN ARRAY['before'] END;
    source text;
    noted bigint;
BEGIN
    IF TG_OP = 'TRUNCATE' OR TG_NARGS = 1 THEN
        PERFORM search_note_of(CASE TG_OP WHEN 'TRUNCATE' THEN 'everything' ELSE TG_ARGV[0] END);
        PERFORM search_note_of('commit');
        RETURN NULL;
    END IF;
    FOREACH source IN ARRAY rows_of LOOP
        EXECUTE format(
            'INSERT INTO search_directorychange (transaction, subject, subject_id)
             SELECT DISTINCT pg_current_xact_id()::text::bigint, %L, changed.id
             FROM (%s) changed (id) WHERE changed.id IS NOT NULL ON CONFLICT DO NOTHING',
            TG_ARGV[0], replace(TG_ARGV[1], '{rows}', source));
        GET DIAGNOSTICS noted = ROW_COUNT;
        IF noted > 0 THEN
            PERFORM search_note_of('commit');
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

-- The organisations whose derived rows follow from what this transaction noted.
CREATE FUNCTION search_noted_organisations(noted_by bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE AS $$
    WITH noted AS MATERIALIZED (
        SELECT subject, subject_id FROM search_directorychange
        WHERE transaction = noted_by AND version IS NULL
    ), offers AS (
        SELECT f.id FROM partners_offer f JOIN noted n
            ON n.subject = 'offer type' AND f.offer_type_id = n.subject_id
        UNION SELECT m.offer_id FROM partners_offer_art_forms m JOIN noted n
            ON n.subject = 'art form' AND m.artform_id = n.subject_id
        UNION SELECT m.offer_id FROM partners_offer_key_stages m JOIN noted n
            ON n.subject = 'key stage' AND m.keystage_id = n.subject_id
        UNION SELECT m.offer_id FROM partners_offer_themes m JOIN noted n
            ON n.subject = 'theme' AND m.curriculumtheme_id = n.subject_id
        UNION SELECT m.offer_id FROM partners_offer_setting_types m JOIN noted n
            ON n.subject = 'setting type' AND m.settingtype_id = n.subject_id
        UNION SELECT m.offer_id FROM partners_offer_criteria m JOIN noted n
            ON n.subject = 'criterion' AND m.artsmarkcriterion_id = n.subject_id
        UNION SELECT m.offer_id FROM partners_offer_access m JOIN noted n
            ON n.subject = 'access' AND m.accessprovision_id = n.subject_id
    )
    SELECT subject_id FROM noted WHERE subject = 'organisation'
    UNION SELECT organisation_id FROM partners_offer WHERE id IN (SELECT id FROM offers)
    UNION SELECT m.organisation_id FROM partners_organisation_art_forms m JOIN noted n
        ON n.subject = 'art form' AND m.artform_id = n.subject_id
    UNION SELECT m.organisation_id FROM partners_organisation_access m JOIN noted n
        ON n.subject = 'access' AND m.accessprovision_id = n.subject_id
    UNION SELECT id FROM partners_organisation
        WHERE (travel_miles IS NOT NULL AND EXISTS (SELECT FROM noted WHERE subject = 'sectors'))
           OR EXISTS (SELECT FROM noted WHERE subject IN ('areas', 'everything'))
    UNION SELECT organisation_id FROM search_searchedorganisation
        WHERE EXISTS (SELECT FROM noted WHERE subject = 'everything')
$$;

-- The words of the lookups and areas themselves.
CREATE FUNCTION search_learn_labels() RETURNS void LANGUAGE sql AS $$
    SELECT search_learn(string_agg(search_label(label, VARIADIC synonyms), ' . ')) FROM (
        SELECT label, synonyms FROM reference_artform
        UNION ALL SELECT label, synonyms || years FROM reference_keystage
        UNION ALL SELECT label, synonyms FROM reference_settingtype
        UNION ALL SELECT label, synonyms FROM reference_offertype
        UNION ALL SELECT label, synonyms FROM reference_accessprovision
        UNION ALL SELECT label, synonyms || years FROM reference_curriculumtheme
        UNION ALL SELECT label, synonyms FROM reference_artsmarkcriterion
        UNION ALL SELECT name, synonyms FROM reference_localauthority
    ) labels
$$;

-- Take the directory from one version to the next. The version's row is locked first: commits
-- wait for one another here, so that each derives its rows from all that was committed before.
-- Notes of more organisations than a process would take one by one become one: everything.
CREATE FUNCTION search_publish() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    this_transaction constant bigint := pg_current_xact_id()::text::bigint;
    old_token uuid;
    new_version bigint;
BEGIN
    DELETE FROM search_directorychange
    WHERE transaction = this_transaction AND version IS NULL AND subject = 'commit';

    INSERT INTO search_directoryversion (id, version, token) VALUES (1, 0, gen_random_uuid())
    ON CONFLICT DO NOTHING;
    SELECT token INTO old_token FROM search_directoryversion FOR UPDATE;

    PERFORM search_refresh(ARRAY(SELECT search_noted_organisations(this_transaction)));
    IF EXISTS (
        SELECT FROM search_directorychange
        WHERE transaction = this_transaction AND version IS NULL AND subject <> 'organisation'
    ) THEN
        PERFORM search_learn_labels();
    END IF;

    UPDATE search_directoryversion SET version = version + 1, token = gen_random_uuid()
    RETURNING version INTO new_version;
    IF (SELECT count(*) > 500 FROM search_directorychange
        WHERE transaction = this_transaction AND version IS NULL)
    THEN
        DELETE FROM search_directorychange WHERE transaction = this_transaction AND version IS NULL;
        INSERT INTO search_directorychange (transaction, subject, subject_id, version, follows)
        VALUES (this_transaction, 'everything', 0, new_version, old_token);
    ELSE
        UPDATE search_directorychange SET version = new_version, follows = old_token
        WHERE transaction = this_transaction AND version IS NULL;
    END IF;
    -- A process further behind than this builds its index anew.
    DELETE FROM search_directorychange WHERE version < new_version - 1000;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER search_publish AFTER INSERT ON search_directorychange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.subject = 'commit') EXECUTE FUNCTION search_publish();

-- Make all that follows from other tables again, the words of what was deleted dropped.
CREATE FUNCTION search_rebuild() RETURNS void LANGUAGE sql AS $$
    DELETE FROM search_searchword;
    SELECT search_note_of('everything'), search_note_of('commit');
$$;
