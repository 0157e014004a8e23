"""Random small studies: several people, overlapping and nested codings, partial readings."""

from __future__ import annotations

from hypothesis import strategies as st

from civic_qual.corpus.model import ROLES, Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants
from tests.analysis.small import codebook, codings

BOOK = codebook(
    "plan",
    "plan.patrol",
    "plan.patrol.night",
    "plan.late",
    "alert",
    "view",
    "view.good",
    "view.bad",
    families=("view",),
)
CODES = [code.id for code in BOOK]
PIECES = ("We saw it.", "Never. Not once", "they came late", "l'alerte", "yes", "...", "", "A\nB")


# Most of what is drawn counts, and most of it was read: else all tables are empty.
ROLE = st.sampled_from([*["respondent"] * 4, *ROLES])


@st.composite
def studies(draw):
    """Draw codings of up to three transcripts by one coder."""
    corpus = Corpus(
        tuple(draw(_transcripts(name)) for name in "abc"[: draw(st.integers(1, 3))]),
        draw(_participants()),
    )
    rows = draw(st.lists(_spans(corpus, st.sampled_from(CODES)), min_size=2, max_size=10))
    status = st.sampled_from(["suggested", "accepted", "accepted", "rejected"])
    return codings(
        corpus,
        BOOK,
        [(name, (start, end), code, "A", draw(status)) for name, start, end, code in rows],
        read=draw(_readings(corpus)),
    )


@st.composite
def _transcripts(draw, name):
    text, turns = "", []
    for speaker in draw(st.lists(st.sampled_from("PQR"), min_size=1, max_size=4)):
        start, spoken = len(text), []
        text += f"{speaker}: "
        for piece in draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3)):
            if piece:
                spoken.append((len(text), len(text) + len(piece)))
            text += piece + draw(st.sampled_from([" ", " [note] "]))
        turns.append(
            Turn(
                start=start,
                end=len(text),
                spoken=tuple(spoken),
                speaker=speaker,
                role=draw(ROLE),
                language=draw(st.sampled_from(["en", "fr"])),
            )
        )
        text += "\n"
    known = draw(
        st.dictionaries(st.sampled_from(["country", "sex"]), st.sampled_from(["x", "y", ""]))
    )
    return Transcript(id=name, text=text + ".", turns=tuple(turns), attributes=known)


def _participants():
    """Anyone may speak in several transcripts, and several may be one."""
    people = st.sampled_from(["ann", "ben"])
    speaks = st.fixed_dictionaries(
        {}, optional={(name, speaker): people for name in "abc" for speaker in "PQR"}
    )
    attributes = st.dictionaries(
        people, st.fixed_dictionaries({"sex": st.sampled_from(["x", "z", ""])}), min_size=1
    )
    return st.builds(Participants, speaks, attributes)


@st.composite
def _spans(draw, corpus, codes):
    """Draw spans that often nest, overlap and touch: they end at every fifth character."""
    one = draw(st.sampled_from(corpus.transcripts))
    offsets = st.integers(0, len(one.text) // 5).map(lambda fifth: 5 * fifth)
    start, end = sorted(draw(st.tuples(offsets, offsets | st.just(len(one.text)))))
    return one.id, start, end, draw(codes)


def _readings(corpus):
    some = st.sampled_from(["*", "plan alert view", "plan.patrol plan.late", "alert view.good"])
    everything = st.just("all")
    return st.one_of(everything, everything, st.lists(_spans(corpus, some), min_size=1, max_size=4))
