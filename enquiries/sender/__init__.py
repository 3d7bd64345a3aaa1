"""What those who asked can see and do afterwards, with an account or by link."""
