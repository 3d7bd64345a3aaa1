DROP TRIGGER IF EXISTS search_publish ON search_directorychange;
DROP FUNCTION IF EXISTS search_rebuild, search_publish, search_learn_labels, search_noted_organisations,
    search_note, search_note_of, search_refresh, search_works_in, search_art_forms_vector, search_offer_vector,
    search_offer_labels, search_organisation_vector, search_learn, search_letters, search_label, search_vector,
    search_normalised;
DROP TEXT SEARCH CONFIGURATION IF EXISTS search_english;
