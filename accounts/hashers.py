"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 46 MiB a hash, one lane.

    Django's default takes 100 MiB and eight lanes: eight people who sign in at once would fill
    a small server. 46 MiB is OWASP's first choice for one lane.
    """

    time_cost = 2
    memory_cost = 47_104
    parallelism = 1
