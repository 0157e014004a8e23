"""Speeches of the UN General Debate, coded by their words, as a population known to the last text.

A topic is carried where one of its words stands. Half of the words are then taken out of what the
model reads, so that it must know a topic by what else is said.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

SPEECHES, EACH, SENTENCES = 260, 20, 3
SHORTEST, LONGEST, OPENING = 20, 120, 2  # words of a passage; passages of thanks at the beginning
TAKEN_OUT = 0.5
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


def debates(path: Path) -> tuple[list[str], pd.DataFrame, pd.Series]:
    """Return passages, which topics each carries, and the speech each comes from."""
    speeches = pd.read_parquet(path)["text"].sample(frac=1, random_state=5)
    rng = np.random.default_rng(7)
    texts: list[str] = []
    for speech in speeches:
        passages = _passages(speech)
        if len(passages) >= EACH and len(texts) < SPEECHES * EACH:
            begin = rng.integers(0, len(passages) - EACH + 1)
            texts += passages[begin : begin + EACH]
    patterns = {topic: re.compile(rf"\b(?:{words})\b", re.I) for topic, words in TOPICS.items()}
    truth = pd.DataFrame(
        [{topic: bool(one.search(text)) for topic, one in patterns.items()} for text in texts]
    )
    shown = [_without_words(text, patterns, rng) for text in texts]
    return shown, truth, pd.Series(np.arange(len(texts)) // EACH)


def _passages(speech: str) -> list[str]:
    sentences = re.split(r"(?<=[.!?])\s+", speech.replace("\n", " "))
    joined = [
        " ".join(sentences[begin : begin + SENTENCES])
        for begin in range(0, len(sentences), SENTENCES)
    ]
    return [one for one in joined if SHORTEST <= len(one.split()) <= LONGEST][OPENING:]


def _without_words(
    text: str, patterns: dict[str, re.Pattern[str]], rng: np.random.Generator
) -> str:
    for pattern in patterns.values():
        if pattern.search(text) and rng.random() < TAKEN_OUT:
            text = pattern.sub(" ", text)
    return text
