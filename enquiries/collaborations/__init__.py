"""What settings and partners do together: begun by either, confirmed by both, shown as evidence."""
