"""`/my/organisations/…`: where members write their profile and offers, and submit them."""
