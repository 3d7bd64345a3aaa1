"""How days and moments are written and read: Django asks for a folder a language."""
