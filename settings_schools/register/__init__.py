"""Which settings there are: the national register, the list of Artsmark, and what people add."""
