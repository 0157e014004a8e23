"""A small study by hand: what a table counts can be seen at a glance."""

from __future__ import annotations

import pandas as pd

from civic_qual.codebook.model import Code, Codebook
from civic_qual.coding.codings import Codings
from civic_qual.coding.evidence import TextEvidence
from civic_qual.corpus.model import Transcript, Turn
from civic_qual.corpus.people import Participants

ROLE_OF = {"I": "interviewer", "O": "observer", "X": "unknown"}


def interview(name, lines, language="en", **attributes):
    """Make a transcript of `Speaker: words` lines; speakers I, O and X have roles of their own."""
    text, turns = "", []
    for line in lines:
        speaker = line.split(":")[0]
        start, said = len(text), len(text) + len(speaker) + 2
        text += line + "\n"
        spoken = ((said, len(text) - 1),) if len(text) - 1 > said else ()
        turns.append(
            Turn(
                start=start,
                end=len(text) - 1,
                spoken=spoken,
                speaker=speaker,
                role=ROLE_OF.get(speaker, "respondent"),
                language=language,
            )
        )
    return Transcript(
        id=name, text=text, turns=tuple(turns), attributes=attributes, language=language
    )


def codebook(*ids, families=(), title="A small codebook"):
    """Make a codebook of ids with dots; the parts before the first dot are themes or families."""
    codes = [
        Code(
            one,
            "family" if one.split(".")[0] in families else "theme",
            one.rpartition(".")[0],
            {"en": one.replace(".", " ").title()},
        )
        for one in ids
    ]
    return Codebook(title, "1", ("en", "fr"), tuple(codes))


def people(**attributes):
    """Make participants: `people(a__R={"sex": "woman"})` is who speaks as R in a."""
    speaks = {tuple(key.split("__")): key for key in attributes}
    return Participants(speaks, attributes)


def codings(corpus, book, rows, read="all", unit="word", codes="*", coder="A", origin="human"):
    """Code passages: rows are (transcript, passage or (start, end), code, coder, status, ...)."""
    columns = {name: [] for name in ("transcript", "start", "end", "code", "coder", "status")}
    for transcript, passage, code, *more in rows:
        start, end = passage if isinstance(passage, tuple) else span(corpus, transcript, passage)
        values = (transcript, start, end, code, *(more + [coder, "accepted"][len(more) :]))
        for name, value in zip(columns, values, strict=True):
            columns[name].append(value)
    fixed = {
        "origin": origin,
        "time": "2026-01-01T00:00:00Z",
        "rules_fingerprint": "r" * 16,
        "content_fingerprint": "c" * 16,
    }
    made = {**columns, **fixed, "score": [1.0] * len(rows)}
    readings = {**_read(corpus, read, codes), **fixed, "unit": unit, "coder": coder, "sample": ""}
    return Codings.from_frames(
        corpus,
        book,
        pd.DataFrame(made),
        pd.DataFrame(readings),
        TextEvidence(tuple(map(str, range(len(rows))))),
    )


def span(corpus, transcript, passage):
    """Return where a passage stands in a transcript, the first time."""
    start = corpus[transcript].text.index(passage)
    return start, start + len(passage)


def _read(corpus, read, codes):
    spans = (
        [(one.id, 0, len(one.text), codes) for one in corpus]
        if read == "all"
        else [(*reading, codes)[:4] for reading in read]
    )
    return {
        name: [one[place] for one in spans]
        for place, name in enumerate(("transcript", "start", "end", "codes"))
    }
