"""What schools could not find: told by anybody, read and answered by staff of the area."""
