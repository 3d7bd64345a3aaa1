-- What visitors type, understood: words that mean the same find each other.

-- Groups of words and phrases that mean the same craft or kind of work: who types one of them
-- finds documents with any. Words of one stem need not be listed ("dance" finds "dancing").
-- A group is a craft, never its whole art form: not everybody in craft and design is a potter.
CREATE OR REPLACE FUNCTION search_alike() RETURNS TABLE (members text[])
LANGUAGE sql IMMUTABLE AS $$
    SELECT string_to_array(line, ', ') FROM unnest(ARRAY[
        'ceramics, pottery, potter, clay',
        'sculpture, sculptor, sculpting',
        'printmaking, print making, printmaker, printing, linocut',
        'photography, photographer, photo',
        'sewing, stitching, needlework',
        'weaving, weaver',
        'felting, felt making, feltmaking',
        'jewellery, jewelry, jeweller',
        'woodwork, woodworking, carpentry',
        'architecture, architect',
        'illustration, illustrator',
        'puppetry, puppets, puppeteer',
        'pantomime, panto',
        'playwriting, playwright, script writing, scriptwriting',
        'improvisation, improv',
        'musical theatre, musicals',
        'street and hip-hop, street dance, hip hop, breakdance, breakdancing, break dancing',
        'choreography, choreographer',
        'singing and choral, singing, singer, choir, choral',
        'orchestra, orchestral',
        'drumming, drums, drummer, percussion',
        'songwriting, song writing, songwriter',
        'composition, composer, composing',
        'DJing, DJ',
        'poetry, poet, poem',
        'storytelling, story telling, storyteller',
        'comics, comic book, graphic novel',
        'film-making, filmmaking, filmmaker, film maker',
        'stop motion, stop frame',
        'animation, animator',
        'virtual reality, virtual and augmented reality, VR',
        'creative coding, coding',
        'games design, game design',
        'podcasting, podcast',
        'archaeology, archeology, archaeologist',
        'circus skills, juggling, juggler',
        'world war one, world war 1, world war i, first world war, ww1, wwi',
        'world war two, world war 2, world war ii, second world war, ww2, wwii',
        'online, zoom',
        'knitting, crochet, knitter'
    ]) line
$$;

-- What was typed, with each phrase of those groups as one word, and without amounts of money,
-- which are for the filter of costs. The longest phrases come first.
CREATE OR REPLACE FUNCTION search_typed(typed text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    normal text := search_normalised(typed);
    phrase text;
BEGIN
    normal := regexp_replace(
        normal, '(?:\m(?:under|below|less than|up to|at most)\s+)?£\s*[0-9][0-9,.]*', ' ', 'g');
    FOR phrase IN
        SELECT lower(member) FROM search_alike(), unnest(members) member
        WHERE member ~ '[ -]' AND strpos(normal, lower(substring(member FROM '^\w+'))) > 0
        ORDER BY length(member) DESC
    LOOP
        normal := regexp_replace(
            normal, '\m' || regexp_replace(phrase, '[ -]', '[\\s-]+', 'g') || 's?\M',
            search_joined(phrase), 'g');
    END LOOP;
    RETURN normal;
END
$$;

-- A phrase as one word: "hip hop" is "hiphop".
CREATE OR REPLACE FUNCTION search_joined(phrase text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(lower(phrase), '[ -]', '', 'g')
$$;

-- What to look for when one word of `search_typed` is asked for: the word, or one of its group.
CREATE OR REPLACE FUNCTION search_asked(word text) RETURNS tsquery LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT string_agg('(' || phraseto_tsquery('search_english', member)::text || ')', ' | ')
         FROM search_alike() alike, unnest(alike.members) member
         WHERE EXISTS (
             SELECT FROM unnest(alike.members) own
             WHERE ts_lexize('english_stem', search_joined(own)) = ts_lexize('english_stem', lower(word)))),
        plainto_tsquery('search_english', word)::text)::tsquery
$$;
