"""What a regional body tells its funder: figures of a quarter or a year, and the names behind."""
