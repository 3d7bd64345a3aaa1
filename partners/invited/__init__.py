"""The page that an invitation to take over an entry opens: right, to be changed, or not us."""
