-- How texts become words. The same functions read documents and what visitors type.

-- A text in small letters. What children of an age are called becomes a word that nothing else
-- is: "Year 4", "Year four", "Yr. 4" and "y4s" give "year4", "years 3 to 6" "year3 year6", "aged 7" and
-- "7-year-olds" "age7"; "Key Stage 2", "KS 2" and "juniors" give "ks2". So does "after school",
-- which is not about schools. Words that a stroke or a dot joins come apart, and brackets and the
-- like fall away: the parser would take "dance/music" for a file, "theatre.co" for a host and
-- "<drama>" for a tag, which nobody looks for.
CREATE OR REPLACE FUNCTION search_normalised(written text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    normal text := lower(written);
    numbers text[] := ARRAY['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine',
        'ten', 'eleven', 'twelve', 'thirteen'];
BEGIN
    IF normal ~ '\m(?:years?|stages?)[\s-]+(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen)\M' THEN
        FOR number IN 1..13 LOOP
            normal := regexp_replace(
                normal, '\m(years?|stages?)[\s-]+' || numbers[number] || '\M', '\1 ' || number, 'g');
        END LOOP;
    END IF;
    normal := regexp_replace(normal, '\mafter[\s-]+school\M', 'afterschool', 'g');
    normal := regexp_replace(normal, '\m([0-9]{1,2})[\s-]*years?[\s-]*olds?\M', 'age\1', 'g');
    normal := regexp_replace(normal, '\mage[sd]?[\s-]+([0-9]{1,2})\M', 'age\1', 'g');
    normal := regexp_replace(
        normal,
        '\m(?:years?|yrs?|y)[\s.-]*([0-9]{1,2})\s*(?:and|to|or|&|/|,|-|–)\s*(?:years?|yrs?|y)?[\s.-]*([0-9]{1,2})\M',
        'year\1 year\2', 'g');
    normal := regexp_replace(normal, '\m(?:years?|yrs?|y)[\s.-]*([0-9]{1,2})s?\M', 'year\1', 'g');
    normal := regexp_replace(
        normal,
        '\m(?:key[\s-]*stages?|ks)[\s.-]*([1-5])\s*(?:and|to|or|&|/|-|–)\s*(?:key[\s-]*stages?|ks)?[\s.-]*([1-5])\M',
        'ks\1 ks\2', 'g');
    normal := regexp_replace(normal, '\m(?:key[\s-]*stages?|ks)[\s.-]*([1-5])\M', 'ks\1', 'g');
    normal := regexp_replace(normal, '\m(?:early years foundation stage|eyfs)\M', 'ks0', 'g');
    normal := regexp_replace(normal, '\m(?:reception|year[\s-]*r|yr)\M', 'year0r', 'g');
    normal := regexp_replace(normal, '\mnursery\M(?!\s+rhyme)', 'year0n', 'g');
    normal := regexp_replace(normal, '\minfants?\M', 'ks1', 'g');
    normal := regexp_replace(normal, '\mjuniors?\M', 'ks2', 'g');
    normal := regexp_replace(normal, '\m(?:sixth|6th)[\s-]*form(?:s|ers)?\M', 'ks5', 'g');
    RETURN regexp_replace(
        normal, '[/_~<>&;]|(?<=[[:alpha:]])\.(?=\w)|(?<=\w)\.(?=[[:alpha:]])', ' ', 'g');
END
$$;

-- The words of a document. Nothing is free because a text says so, and nobody is taught because
-- a text mentions them: "free" is left to the cost, years and key stages to the offer's own.
CREATE OR REPLACE FUNCTION search_vector(written text, weight "char") RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT setweight(
        to_tsvector(
            'search_english',
            regexp_replace(
                search_normalised(coalesce(written, '')),
                '\m(?:free|(?:year|ks|age)[0-9]+[rn]?)\M', ' ', 'g')),
        weight)
$$;

-- The words of a key stage, years and ages among them.
CREATE OR REPLACE FUNCTION search_stage_vector(written text, weight "char") RETURNS tsvector
LANGUAGE sql STABLE AS $$
    SELECT setweight(to_tsvector('search_english', search_normalised(written)), weight)
$$;

-- A value of a lookup as people may type it: its label and its synonyms.
CREATE OR REPLACE FUNCTION search_label(label text, VARIADIC synonyms text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT concat_ws(' . ', label, array_to_string(synonyms, ' . '))
$$;

-- The words of a text as they are written, so that typing mistakes can be put right with them.
CREATE OR REPLACE FUNCTION search_words(written text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT DISTINCT unaccent(token)
    FROM ts_parse('default', search_normalised(written))
    WHERE tokid IN (1, 2, 10, 11)  -- words, and the parts of hyphenated ones
      AND length(token) BETWEEN 4 AND 30
$$;

-- The letters of a word in the order of the alphabet: equal where two were only swapped.
CREATE OR REPLACE FUNCTION search_letters(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(letter, '' ORDER BY letter) FROM regexp_split_to_table(word, '') letter
$$;
