DROP TRIGGER IF EXISTS search_publish ON search_directorychange;
DROP FUNCTION IF EXISTS search_rebuild_words, search_rebuild, search_publish, search_refresh, search_noted,
    search_note, search_changed_rows, search_note_of, search_words_of_labels,
    search_words_of_organisations, search_make_documents, search_make_areas, search_works_in,
    search_position, search_art_forms_vector, search_offer_vector, search_labels_of_values,
    search_values_of_offers, search_organisation_vector, search_words, search_letters, search_label,
    search_asked, search_joined, search_typed, search_alike, search_stage_vector, search_vector, search_normalised;
DROP AGGREGATE IF EXISTS search_together(tsvector);
DROP TEXT SEARCH CONFIGURATION IF EXISTS search_english;
