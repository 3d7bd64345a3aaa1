"""“Tell me when something fits”: searches that are kept, and the digest of what is new."""
