"""Those who would come to a session: they register, are told of one, and are asked again."""
