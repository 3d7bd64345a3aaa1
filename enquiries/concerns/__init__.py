"""Concerns about partners: reported by anybody, read by those who look after the partner."""
