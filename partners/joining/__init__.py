"""How an organisation comes to have people: it finds itself first, and is made anew only then."""
