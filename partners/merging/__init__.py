"""Two entries that are one organisation: all of one goes over to the other."""
