"""What is written to organisations: the words of each regional body, and lists of letters."""
