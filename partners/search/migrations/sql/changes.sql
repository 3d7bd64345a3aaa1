-- How a change becomes a new version of the directory, whoever makes it.
--
-- 1. Triggers on every table that visitors see the content of write one note for each thing
--    changed, in the transaction that changes it (search_note).
-- 2. One more note, of the commit itself, calls search_publish when that transaction commits: it
--    makes the derived rows of what was noted again, raises the version by one and stamps the
--    notes.
-- 3. Each web process reads the version with every request, and the notes since its own.

CREATE FUNCTION search_note_of(what text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_directorychange (transaction, subject, subject_id)
    VALUES (pg_current_xact_id()::text::bigint, what, 0) ON CONFLICT DO NOTHING
$$;

-- Rows of a statement, of those updated only where one of some columns is another than it was.
-- The first column is the key.
CREATE FUNCTION search_changed_rows(source text, other text, columns text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN other IS NULL OR columns = '' THEN source ELSE format(
        '(SELECT r.* FROM %s r WHERE NOT EXISTS (SELECT FROM %s s WHERE %s))', source, other,
        (SELECT string_agg(
             format(CASE place WHEN 1 THEN 's.%1$s = r.%1$s'
                    ELSE 's.%1$s IS NOT DISTINCT FROM r.%1$s' END, name), ' AND ')
         FROM unnest(string_to_array(columns, ' ')) WITH ORDINALITY listed (name, place))) END
$$;

-- The trigger. Its arguments come in threes: the subject of a note; how to come from the changed
-- rows, "{rows}", to the ids of what changed; and the columns that matter, all if none is named.
-- With a subject alone it is noted as a whole. TRUNCATE has no rows: everything changed.
CREATE FUNCTION search_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows_of text[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY['after']
        WHEN 'UPDATE' THEN ARRAY['before', 'after']
        WHEN 'DELETE' THEN ARRAY['before'] END;
    argument integer;
    place integer;
    noted bigint;
BEGIN
    IF TG_OP = 'TRUNCATE' OR TG_NARGS = 1 THEN
        PERFORM search_note_of(CASE TG_OP WHEN 'TRUNCATE' THEN 'everything' ELSE TG_ARGV[0] END);
        PERFORM search_note_of('commit');
        RETURN NULL;
    END IF;
    FOR argument IN 0 .. TG_NARGS - 1 BY 3 LOOP
        FOR place IN 1 .. cardinality(rows_of) LOOP
            EXECUTE format(
                'INSERT INTO search_directorychange (transaction, subject, subject_id)
                 SELECT DISTINCT pg_current_xact_id()::text::bigint, %L, changed.id
                 FROM (%s) changed (id) WHERE changed.id IS NOT NULL ON CONFLICT DO NOTHING',
                TG_ARGV[argument],
                replace(TG_ARGV[argument + 1], '{rows}', search_changed_rows(
                    rows_of[place],
                    rows_of[cardinality(rows_of) + 1 - place],
                    CASE TG_OP WHEN 'UPDATE' THEN TG_ARGV[argument + 2] ELSE '' END)));
            GET DIAGNOSTICS noted = ROW_COUNT;
            IF noted > 0 THEN
                PERFORM search_note_of('commit');
            END IF;
        END LOOP;
    END LOOP;
    RETURN NULL;
END
$$;

-- What follows from what this transaction noted: the areas of an organisation, all its
-- documents, or one, that of an offer or that without.
CREATE FUNCTION search_noted(noted_by bigint)
RETURNS TABLE (organisation bigint, part text, offer bigint) LANGUAGE sql STABLE AS $$
    WITH noted AS MATERIALIZED (
        SELECT subject, subject_id FROM search_directorychange
        WHERE transaction = noted_by AND version IS NULL
    ), everybody AS MATERIALIZED (
        SELECT id FROM partners_organisation
        WHERE EXISTS (SELECT FROM noted WHERE subject = 'everything')
        UNION SELECT organisation_id FROM search_searchedorganisation
        WHERE EXISTS (SELECT FROM noted WHERE subject = 'everything')
        UNION SELECT subject_id FROM noted WHERE subject = 'organisation'
    )
    SELECT id, unnest(ARRAY['areas', 'documents']), NULL::bigint FROM everybody
    UNION SELECT m.organisation_id, 'documents', NULL FROM partners_organisation_access m
        JOIN noted n ON n.subject = 'access' AND m.accessprovision_id = n.subject_id
    UNION SELECT o.id, 'documents', NULL FROM partners_organisation o
        JOIN noted n ON n.subject = 'authority' AND o.authority_id = n.subject_id
    UNION SELECT f.organisation_id, 'offer', f.id FROM search_values_of_offers() v
        JOIN noted n ON n.subject = v.subject AND n.subject_id = v.value
        JOIN partners_offer f ON f.id = v.offer
    UNION SELECT m.organisation_id, 'no offer', NULL FROM partners_organisation_art_forms m
        JOIN noted n ON n.subject = 'art form' AND m.artform_id = n.subject_id
    UNION SELECT m.organisation_id, 'areas', NULL FROM partners_organisation_covered_regions m
        JOIN noted n ON n.subject = 'covered region' AND m.region_id = n.subject_id
    UNION SELECT id, 'areas', NULL FROM partners_organisation
        WHERE (covers_england AND EXISTS (SELECT FROM noted WHERE subject = 'england'))
           OR (travel_miles IS NOT NULL AND EXISTS (SELECT FROM noted WHERE subject = 'sectors'))
$$;

-- Make again what was noted of these organisations.
CREATE FUNCTION search_refresh(noted_by bigint, organisations bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    areas bigint[];
    whole bigint[];
    offers bigint[];
    without_offer bigint[];
BEGIN
    SELECT array_agg(n.organisation) FILTER (WHERE n.part = 'areas'),
        array_agg(n.organisation) FILTER (WHERE n.part = 'documents'),
        array_agg(n.offer) FILTER (WHERE n.part = 'offer'),
        array_agg(n.organisation) FILTER (WHERE n.part = 'no offer')
    INTO areas, whole, offers, without_offer
    FROM search_noted(noted_by) n JOIN unnest(organisations) wanted (id) ON wanted.id = n.organisation;
    PERFORM search_make_areas(areas);
    PERFORM search_make_documents(whole, offers, without_offer);
END
$$;

-- Take the directory from one version to the next.
--
-- The work is done first, with the derived rows of the organisations locked in the order of their
-- ids; the version's row comes last and is held for a moment. Who changed the same organisation
-- waits, and then sees what the other committed. What shared tables say may still change between
-- the work and the version: then the organisations that came to use a renamed value in between
-- are done by whoever comes second. (Locks already taken by others are passed over: who holds one
-- finds this change when its own turn comes.)
-- Notes of more organisations than a process would take one by one become one: everything.
CREATE FUNCTION search_publish() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    this_transaction constant bigint := pg_current_xact_id()::text::bigint;
    shared constant boolean := EXISTS (
        SELECT FROM search_directorychange WHERE transaction = this_transaction
        AND version IS NULL AND subject NOT IN ('organisation', 'commit'));
    of_words constant boolean := EXISTS (
        SELECT FROM search_directorychange WHERE transaction = this_transaction
        AND version IS NULL AND subject = 'words');
    seen bigint;
    done bigint[];
    late bigint[];
    words text[];
    stale text[];
    old_token uuid;
    new_version bigint;
BEGIN
    DELETE FROM search_directorychange
    WHERE transaction = this_transaction AND version IS NULL AND subject = 'commit';

    INSERT INTO search_directoryversion (id, version, token) VALUES (1, 0, gen_random_uuid())
    ON CONFLICT DO NOTHING;
    SELECT version INTO seen FROM search_directoryversion;

    done := ARRAY(SELECT DISTINCT organisation FROM search_noted(this_transaction));
    PERFORM FROM search_searchedorganisation WHERE organisation_id = ANY (done)
    ORDER BY organisation_id FOR UPDATE;
    PERFORM search_refresh(this_transaction, done);
    IF of_words THEN
        stale := ARRAY(SELECT word FROM search_searchword);
        words := ARRAY(SELECT search_words_of_organisations(NULL));
    ELSE
        words := ARRAY(SELECT search_words_of_organisations(done));
    END IF;
    IF shared THEN
        words := words || ARRAY(SELECT search_words_of_labels());
    END IF;

    SELECT token INTO old_token FROM search_directoryversion FOR UPDATE;
    IF EXISTS (SELECT FROM search_directorychange WHERE version > seen AND subject <> 'organisation')
    THEN
        PERFORM search_refresh(this_transaction, done);
    END IF;
    IF shared THEN
        late := ARRAY(
            SELECT organisation_id FROM search_searchedorganisation
            WHERE organisation_id IN (SELECT organisation FROM search_noted(this_transaction))
              AND organisation_id <> ALL (done)
            ORDER BY organisation_id FOR UPDATE SKIP LOCKED);
        PERFORM search_refresh(this_transaction, late);
    END IF;
    IF of_words THEN
        DELETE FROM search_searchword w USING unnest(stale) s (word)
        WHERE w.word = s.word AND NOT EXISTS (SELECT FROM unnest(words) k (word) WHERE k.word = w.word);
    END IF;
    INSERT INTO search_searchword (word) SELECT DISTINCT unnest(words) ON CONFLICT DO NOTHING;

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

-- Make the derived rows of some organisations again when this transaction commits; given none,
-- of all of them, and those of the deleted and the words that nothing holds any more dropped.
CREATE FUNCTION search_rebuild(organisations bigint[] DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF organisations IS NULL THEN
        PERFORM search_note_of('everything');
        PERFORM search_note_of('words');
    ELSE
        INSERT INTO search_directorychange (transaction, subject, subject_id)
        SELECT pg_current_xact_id()::text::bigint, 'organisation', id
        FROM unnest(organisations) listed (id) ON CONFLICT DO NOTHING;
    END IF;
    PERFORM search_note_of('commit');
END
$$;

-- After a rebuild in pieces: forget what is left of the deleted, and the words of no document.
CREATE FUNCTION search_rebuild_words() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_searchdocument d
    WHERE NOT EXISTS (SELECT FROM partners_organisation o WHERE o.id = d.organisation_id);
    DELETE FROM search_searchedorganisation s
    WHERE NOT EXISTS (SELECT FROM partners_organisation o WHERE o.id = s.organisation_id);
    PERFORM search_note_of('words');
    PERFORM search_note_of('commit');
END
$$;
