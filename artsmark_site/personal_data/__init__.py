"""What the site holds about people: the table of every field, deletion, download, and clocks."""
