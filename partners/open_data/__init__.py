"""The public directory for other programs: JSON and one table, without any personal contact."""
