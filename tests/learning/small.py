"""Small invented texts to learn from, and an encoder that needs no weights."""

import zlib
from functools import cache

import numpy as np

WATER = ["the well is far", "water is dear", "we fetch water at the well", "no water in the camp"]
PATROL = [
    "a patrol came by night",
    "the patrol never comes",
    "patrols pass on the road",
    "we called and the patrol came",
]
OTHER = ["the school is closed", "my brother went to town", "we sell maize", "it rained all week"]


def small_study(copies=3):
    """Return texts, labels (water, patrol) and groups: four speakers say each kind of thing."""
    texts, labels, groups = [], [], []
    for copy in range(copies):
        for kind, label in ((WATER, (1, 0)), (PATROL, (0, 1)), (OTHER, (0, 0))):
            for speaker, text in enumerate(kind):
                texts.append(f"{text} {'again ' * copy}".strip())
                labels.append(label)
                groups.append(f"p{(speaker + copy) % 4}")
    return texts, np.array(labels), groups


class HashEncoder:
    """Random vectors of words, added up: enough to tell texts apart, the same everywhere."""

    name, version = "hashes", "1"
    languages = frozenset({"en", "fr"})

    def __init__(self):
        self.encoded = 0

    def encode(self, texts):
        self.encoded += len(texts)
        return np.array([sum(map(_of_word, text.lower().split() or [""])) for text in texts])


@cache
def _of_word(word):
    return np.random.default_rng(zlib.crc32(word.encode())).normal(size=16)
