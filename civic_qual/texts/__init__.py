"""Text: from the bytes of a file, with broken letters put back, and normalised once."""

from civic_qual.texts.decoding import Decoded, decode
from civic_qual.texts.normalising import (
    Normalised,
    normalise,
    normalised,
    unaccented,
    unescaped,
    written_out,
)

__all__ = [
    "Decoded",
    "Normalised",
    "decode",
    "normalise",
    "normalised",
    "unaccented",
    "unescaped",
    "written_out",
]
