"""Where words come from: own sentences, real prose from a file, or words that nobody knows."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.interviewing.sentences import lists

ONSETS = (
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "z",
)
VOWELS = ("a", "e", "i", "o", "u", "ei", "ou")
CODAS = ("", "", "", "l", "n", "r", "s", "t", "m")


class Words:
    """Draws sentences in a language; `source` is own, prose or strange."""

    def __init__(
        self,
        draw: random.Random,
        language: str,
        source: str,
        prose: Sequence[str] = (),
        rounds: int = 0,
    ) -> None:
        self.draw = draw
        self.language = language
        self.source = source
        self.prose = prose
        self.rounds = rounds or draw.randrange(4, 10)
        # French stands with "mot:", "mot :" or an unbreakable space.
        self.before = draw.choice(("", " ", "\u00a0")) if language == "fr" else ""
        self.lists = lists(language)
        self.decks: dict[str, list[str]] = {}

    def strange(self, syllables: int | None = None) -> str:
        """Return a pronounceable word that is in no dictionary."""
        draw = self.draw
        number = syllables or draw.choice((2, 2, 3))
        return "".join(
            draw.choice(ONSETS) + draw.choice(VOWELS) + draw.choice(CODAS) for _ in range(number)
        )

    def fill(self, template: str) -> str:
        """Return a sentence with its slots filled."""
        draw, language = self.draw, self.language
        hour, minute = draw.randrange(24), draw.randrange(60)
        strange = self.source == "strange"
        slots = {
            "place": lambda: (
                self.strange().capitalize() if strange else draw.choice(self.lists["places"])
            ),
            "group": lambda: draw.choice(self.lists["groups"]),
            "thing": lambda: draw.choice(self.lists["things"]),
            "n": lambda: str(draw.randrange(2, 40)),
            "year": lambda: str(draw.randrange(1994, 2024)),
            "time": lambda: f"{hour}:{minute:02}" if language == "en" else f"{hour}h{minute:02}",
            "strange": lambda: self.strange().capitalize(),
            "word": self.strange,
            "q": lambda: f"{self.before}?",
            "c": lambda: f"{self.before}:",
        }
        return re.sub(r"\{(\w+)\}", lambda found: slots[found[1]](), template)

    def one_of(self, name: str) -> str:
        """Return one of a list; none comes back before all were said."""
        deck = self.decks.setdefault(name, [])
        if not deck:
            deck += self.draw.sample(self.lists[name], len(self.lists[name]))
        return self.fill(deck.pop())

    def plain(self) -> str:
        """Return a sentence without a trap: of prose if there is some."""
        if self.source == "prose":
            return self.draw.choice(self.prose)
        if self.draw.random() < 0.4:
            return self.one_of("plain")
        parts = ("subjects", "verbs", "tails")
        return " ".join(self.one_of(part) for part in parts) + "."

    def after_label(self) -> str:
        """Return what may begin an utterance, right after its label."""
        if self.source == "strange" and self.draw.random() < 0.5:
            return self.one_of("strange openings")
        return self.one_of("opening")


def read_prose(path: Path, draw: random.Random, characters: int = 2_000_000) -> list[str]:
    """Return sentences of a text or of the column `text` of a parquet file, drawn by paragraph."""
    if path.suffix == ".parquet":
        import pandas as pd

        texts = pd.read_parquet(path, columns=["text"])["text"].tolist()
        draw.shuffle(texts)
    else:
        texts = [path.read_text(encoding="utf-8")]
    found: list[str] = []
    for text in texts:
        for line in text[:characters].splitlines():
            found += [
                one for one in re.split(r"(?<=[.!?]) +(?=[A-ZÀ-Ý])", line.strip()) if _whole(one)
            ]
        characters -= len(text)
        if characters <= 0:
            break
    return found


def _whole(sentence: str) -> bool:
    """Whether it is a sentence as people say them, of 4 to 40 words."""
    return bool(
        4 <= len(sentence.split()) <= 40
        and sentence[0].isupper()
        and sentence[-1] in ".!?"
        and not re.search(r"[\[\]()\t|<>&]|\d\.", sentence)
    )
