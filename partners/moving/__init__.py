"""Which regional body leads an organisation: changed when both agree, or by national staff."""
