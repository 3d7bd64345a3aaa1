"""How often partners' pages were seen and saved: numbers by day, and nothing about who did."""
