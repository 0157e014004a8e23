"""Speeches of the UN General Debate, coded by their words, as populations known to the last text.

A topic is carried where one of its words stands. In passages half of the words are then taken out
of what the model reads, so that it must know a topic by what else is said; in sentences all stay.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

SPEECHES, EACH = 260, 20
OPENING = 2  # texts of thanks at the beginning of a speech


class Cut(NamedTuple):
    """How many sentences are a text, of how many words, and which share of the words is hidden."""

    sentences: int
    shortest: int
    longest: int
    hidden: float
    seed: int


PASSAGES, SENTENCES = Cut(3, 20, 120, 0.5, 5), Cut(1, 12, 40, 0.0, 11)
TOPICS = {
    "climate": r"climat\w*|warming|greenhouse",
    "nuclear": r"nuclear|atomic",
    "terror": r"terror\w*",
    "women": r"women|woman|gender",
    "children": r"child\w*|youth|young",
    "debt": r"debts?|indebted\w*",
    "trade": r"trade|tariffs?",
    "refugees": r"refugees?|displaced",
    "aids": r"aids|hiv",
    "drugs": r"drugs?|narcotics?",
    "Palestine": r"palestin\w*",
    "Security Council": r"security council",
    "peacekeeping": r"peace-?keep\w*|blue helmets",
    "mines": r"landmines?|mines|demining",
    "corruption": r"corrupt\w*",
    "water": r"water",
    "hunger": r"hunger|famine|starv\w*|malnutrition",
    "racism": r"racis\w*|apartheid|xenophob\w*",
    "courts": r"criminal court|tribunals?|impunity",
    "internet": r"internet|digital|cyber\w*",
    "oceans": r"oceans?|seas?|fisher\w*|maritime",
    "decolonisation": r"decoloni\w*|self-determination",
    "sanctions": r"sanctions?|embargo|blockade",
    "health": r"health|disease\w*|pandemic\w*|malaria",
    "education": r"educat\w*|schools?|literacy",
    "small islands": r"small islands?|island (?:developing )?states?",
    "slavery": r"slavery|slaves?|trafficking",
    "drought": r"desert\w*|drought\w*",
    "faith": r"religio\w*|islam\w*|christian\w*|faiths?",
    "press": r"media|journalis\w*|press",
}


def debates(path: Path, cut: Cut = PASSAGES) -> tuple[list[str], pd.DataFrame, pd.Series]:
    """Return texts, which topics each carries, and the speech each comes from."""
    speeches = pd.read_parquet(path)["text"].sample(frac=1, random_state=cut.seed)
    rng = np.random.default_rng(cut.seed)
    texts: list[str] = []
    for speech in speeches:
        pieces = _pieces(speech, cut)
        if len(pieces) >= EACH and len(texts) < SPEECHES * EACH:
            begin = rng.integers(0, len(pieces) - EACH + 1)
            texts += pieces[begin : begin + EACH]
    patterns = {topic: re.compile(rf"\b(?:{words})\b", re.I) for topic, words in TOPICS.items()}
    truth = pd.DataFrame(
        [{topic: bool(one.search(text)) for topic, one in patterns.items()} for text in texts]
    )
    shown = [_without_words(text, patterns, cut.hidden, rng) for text in texts]
    return shown, truth, pd.Series(np.arange(len(texts)) // EACH)


def _pieces(speech: str, cut: Cut) -> list[str]:
    sentences = re.split(r"(?<=[.!?])\s+", speech.replace("\n", " "))
    joined = [
        " ".join(sentences[begin : begin + cut.sentences])
        for begin in range(0, len(sentences), cut.sentences)
    ]
    return [one for one in joined if cut.shortest <= len(one.split()) <= cut.longest][OPENING:]


def _without_words(
    text: str, patterns: dict[str, re.Pattern[str]], hidden: float, rng: np.random.Generator
) -> str:
    for pattern in patterns.values():
        if pattern.search(text) and rng.random() < hidden:
            text = pattern.sub(" ", text)
    return text
