"""What waits for a member of staff: the piles of their start page, the oldest first."""
