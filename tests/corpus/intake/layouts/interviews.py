"""Random interviews in random layouts, with the truth kept: who says which words, in order.

Nothing here is shared with what reads them; some labels are invented, and known to nobody.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

ASKED = [
    "Who mends the nets?", "When was the ferry sold?", "How far do you row?", "What did that cost?",
    "Is there still a ferry?", "Why did he leave the harbour?", "Which boats are left?",
]  # fmt: skip
SAID = [
    "The boats went out before dawn.", "My cousin sold his share.", "At 10:30 the wind turned.",
    "He said: row, and we rowed.", "Three nets (the blue ones) were torn.",
    "In 2019 nobody fished.", "It was cold - very cold - that year.",
    "The harbour is too shallow now.",
]  # fmt: skip
LISTED = ["First", "Second", "Lastly", "For instance"]
CASTS = [
    ("Interviewer", ["Respondent"]),
    ("I", ["R"]),
    ("Moderator", ["P1", "P2", "P3"]),
    ("Enquêtrice", ["Pêcheur", "Mareyeuse"]),
    ("Ines Falk", ["Oda Brandt", "Per Lie"]),
    ("Zorbeth", ["Quilmar", "Vanthorpe", "Yelsin"]),
    ("MKL", ["TRV"]),
]
SEPARATORS = [": ", " : ", "\t", " – ", ":\n", ":\t"]
NUMBERS = ["", "", "", "{n}. ", "[{n}] ", "{n:03} ", "#{n} "]
TIMES = ["", "", "", "[00:{n:02}:10] ", "00:{n:02}:10 "]
HEADS = ["", "Harbour talk 4\n\n", "Date: May 2019\nPlace: Lonevik\nLength: 40 min\n\n"]
DRESSES = ["{0}", "{0}", "{0}", "**{0}**", "[{0}]", "<{0}>"]


@dataclass(frozen=True)
class Interview:
    """A text, and who says what in it: (speaker, words)."""

    text: str
    turns: tuple[tuple[str, str], ...]


def interview(seed: int) -> Interview:
    """Draw an interview; the same seed gives the same one."""
    draw = random.Random(seed)
    asker, others = draw.choice(CASTS)
    separator, number, time = draw.choice(SEPARATORS), draw.choice(NUMBERS), draw.choice(TIMES)
    dress, blank = draw.choice(DRESSES), draw.choice(["\n", "\n\n"])
    turns = list(_turns(draw, asker, others, lists=draw.random() < 0.4))
    lines = [
        number.format(n=n) + time.format(n=n) + dress.format(speaker) + separator + words
        for n, (speaker, words) in enumerate(turns, start=1)
    ]
    foot = draw.choice(["", "\nEnd of the interview\n"])
    return Interview(draw.choice(HEADS) + blank.join(lines) + "\n" + foot, tuple(turns))


def _turns(draw: random.Random, asker: str, others: list[str], *, lists: bool):
    for _ in range(draw.randint(6, 14)):
        yield asker, draw.choice(ASKED)
        for speaker in draw.sample(others, draw.randint(1, len(others))):
            words = " ".join(draw.sample(SAID, draw.randint(1, 3)))
            if lists and draw.random() < 0.3:
                leads = draw.sample(LISTED, 2)
                words += "".join(f"\n{lead}: {draw.choice(SAID)}" for lead in leads)
            yield speaker, words
