"""A study in which words are anything but ASCII, and names are written by somebody hostile."""

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.corpus.model import Corpus, Transcript, Turn

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
CODEBOOK = f"""\
title: Odd
version: "1"
languages: [en]
codes:
  - id: word
    kind: theme
    name: {{en: Word}}
    children:
      - id: word.one
        name: {{en: "{HOSTILE}"}}
        definition: {{en: "{HOSTILE}"}}
      - id: word.two
        name: {{en: "\\u202Eerongi"}}
"""
SAID = (
    "Le marché a brûlé 🔥 et les casques bleus 🇫🇷 sont venus après e\u0301te\u0301.",
    "قالوا لنا أن ننتظر the patrol near المعسكر until the morning.",
    "My family 👨‍👩‍👧‍👦 ran, twice;\r\nwe 👍🏽 said 𝒴es to everything.",
    f"They wrote {HOSTILE} on it\u202e and left.",
)


def odd_corpus():
    """One transcript, a turn a line, of what is said above."""
    text, turns = "", []
    for said in SAID:
        start = len(text)
        begins = start + len("P1: ")
        text += f"P1: {said}"
        turns.append(
            Turn(
                start=start,
                end=len(text),
                spoken=((begins, len(text)),),
                speaker=HOSTILE,
                role="respondent",
                language="en",
            )
        )
        text += "\r\n"
    one = Transcript(
        id="odd", text=text, turns=tuple(turns), attributes={}, language="en", source="odd.txt"
    )
    return Corpus((one,))


def odd_study(path):
    """Make the study; return its path."""
    cq.Study.create(path, odd_corpus(), codebook_of(CODEBOOK)).close()
    return path
