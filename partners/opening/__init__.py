"""Visitors who want to be told when the directory opens where they are."""
