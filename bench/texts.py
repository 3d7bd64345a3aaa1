"""Invented names and sentences, drawn from a fixed vocabulary: always the same ones."""

import tomllib
from pathlib import Path
from random import Random

_WORDS = {
    name: text.split()
    for name, text in tomllib.loads(
        Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8")
    ).items()
}
_KINDS = {
    "museum": "Museum",
    "gallery": "Gallery",
    "theatre-company": "Theatre",
    "theatre-venue": "Playhouse",
    "dance-organisation": "Dance",
    "orchestra-ensemble": "Ensemble",
    "arts-centre": "Arts Centre",
    "archive": "Archive",
    "heritage-site": "House and Garden",
    "craft-studio": "Pottery",
    "digital-studio": "Film Workshop",
    "literature-organisation": "Storytellers",
    "circus-outdoor-arts": "Circus",
    "collective-or-practitioner": "Artists",
}


def sentences(random: Random, how_many: int) -> list[str]:
    """Short ones of eight to sixteen words."""
    weights = [1 / place for place in range(1, len(_WORDS["words"]) + 1)]
    made = []
    for _ in range(how_many):
        words = random.choices(_WORDS["words"], weights, k=random.randint(4, 8))
        joints = random.choices(_WORDS["joints"], k=len(words))
        pairs = (text for pair in zip(words, joints, strict=True) for text in pair)
        made.append(" ".join(pairs).rsplit(" ", 1)[0].capitalize() + ".")
    return made


def titles(random: Random, how_many: int) -> list[str]:
    return [" ".join(random.sample(_WORDS["words"], 3)).capitalize() for _ in range(how_many)]


def name_and_type(random: Random) -> tuple[str, str]:
    """“Torcombe Playhouse” and its type."""
    invented = "".join(random.choices(_WORDS["syllables"], k=2)) + random.choice(_WORDS["endings"])
    kind, noun = random.choice(list(_KINDS.items()))
    return f"{invented.capitalize()} {noun}", kind
