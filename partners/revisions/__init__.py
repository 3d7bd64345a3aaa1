"""What is live stays live while people work on it: changes that wait for staff, or go at once."""
