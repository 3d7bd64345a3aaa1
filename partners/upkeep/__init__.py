"""Keeping it true: what the clock asks of organisations, and what they answer."""
