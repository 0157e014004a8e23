"""A small study: three interviews, four codes, and the file they are kept in."""

from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants

CODEBOOK = """\
title: Small
version: "1"
languages: [en]
lists: {they: {en: [peacekeeper, blue helmet]}}
codes:
  - id: perf
    kind: theme
    name: {en: Performance}
    children:
      - id: perf.late
        name: {en: Coming late}
        definition: {en: They come when it is over.}
        rules: {en: ["came late", {rule: "@they NEAR/5 late", unless_negated: true}]}
      - id: perf.help
        name: {en: Helping}
        definition: {en: They help.}
  - id: fear
    kind: theme
    name: {en: "Fear: of whom"}
    definition: {en: Somebody is afraid.}
"""

SAID = {
    "ansongo": [
        "Who came that day?",
        "The peacekeepers came late, when the market had burned.",
        "And before?",
        "Nobody came before. We were afraid to sleep.",
    ],
    "bria": [
        "Were you afraid?",
        "We were afraid of the road, not of them.",
        "They helped us to carry the wounded.",
    ],
    "ménaka": ["Et après ?", "Après, ils sont venus ; c'était tard.", "Nous avions peur."],
}


def transcript(name, said, **facts):
    """A transcript with a turn a line: a question first, then answers of R1."""
    text, turns = "", []
    for number, words in enumerate(said):
        speaker, role = ("I", "interviewer") if words.endswith("?") else ("R1", "respondent")
        start = len(text)
        text += f"{speaker}: {words}\n"
        begins = start + len(speaker) + 2
        turns.append(
            Turn(
                start=start,
                end=len(text) - 1,
                spoken=((begins, len(text) - 1),),
                speaker=speaker,
                role=role,
                language="en",
                seconds=float(number),
            )
        )
    return Transcript(
        id=name,
        text=text,
        turns=tuple(turns),
        attributes={"country": "Mali", **facts},
        language="en",
        source=f"{name}.txt",
    )


def small_corpus(names=tuple(SAID)):
    """The interviews of some names, with what is known of who speaks in them."""
    transcripts = tuple(transcript(name, SAID[name]) for name in names)
    people = Participants(
        attributes={f"p-{name}": {"gender": "woman"} for name in names},
        declared={(name, "R1"): f"p-{name}" for name in names},
    )
    return Corpus(
        transcripts,
        people.resolved(transcripts),
        ("three.pdf: could not be read",),
        ("bria: read as cp1252",),
    )


def place(corpus, name, passage):
    """Return start and end of a passage."""
    start = corpus[name].text.index(passage)
    return start, start + len(passage)
