def test_w(db):
    from artsmark_site.personal_data import document
    document.DOCUMENT.write_text(document.with_table())
