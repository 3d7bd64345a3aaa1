"""The monthly e-mail to partners: how often they were seen, saved and asked."""
