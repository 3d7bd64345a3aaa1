-- How texts become words. The same functions read documents and what visitors type.

CREATE TEXT SEARCH CONFIGURATION search_english (COPY = english);
ALTER TEXT SEARCH CONFIGURATION search_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;

-- "Year 4", "Yr. 4" and "y4" give "year4"; "Key Stage 2" and "KS 2" give "ks2".
CREATE FUNCTION search_normalised(written text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT regexp_replace(
        regexp_replace(
            lower(written), '\m(?:years?|yrs?|y)[\s.-]*([0-9]{1,2})\M', 'year\1', 'g'),
        '\m(?:key[\s-]*stages?|ks)[\s.-]*([1-5])\M', 'ks\1', 'g')
$$;

-- The words of a document. Nothing is free because a text says so: "free" is left to the cost.
CREATE FUNCTION search_vector(written text, weight "char") RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT setweight(
        to_tsvector(
            'search_english',
            regexp_replace(search_normalised(coalesce(written, '')), '\mfree\M', ' ', 'g')),
        weight)
$$;

-- A value of a lookup as people may type it: its label and its synonyms.
CREATE FUNCTION search_label(label text, VARIADIC synonyms text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT concat_ws(' . ', label, array_to_string(synonyms, ' . '))
$$;

-- The words of a text as they are written, so that typing mistakes can be put right with them.
CREATE FUNCTION search_words(written text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT DISTINCT unaccent(token)
    FROM ts_parse('default', search_normalised(written))
    WHERE tokid IN (1, 2, 10, 11)  -- words, and the parts of hyphenated ones
      AND length(token) BETWEEN 4 AND 30
$$;

-- The letters of a word in the order of the alphabet: equal where two were only swapped.
CREATE FUNCTION search_letters(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(letter, '' ORDER BY letter) FROM regexp_split_to_table(word, '') letter
$$;
