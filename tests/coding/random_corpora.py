"""Random corpora: turns of pieces with gaps between them, in several roles and languages."""

from __future__ import annotations

from hypothesis import strategies as st

from civic_qual.corpus.model import ROLES, Corpus, Transcript, Turn
from tests.coding.random_words import Kit, said

LANGUAGES = ("en", "fr", "", "sg")
NOTES = (" [note] ", " [ka] ", "\n[protect. They]\n", " ", "", "[x]")
ROLE = st.sampled_from([*["respondent"] * 12, *ROLES])
ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["CAR", "CAR", "Mali", ""]),
        "date": st.sampled_from(["2020", "2021-03", "2021-03-09", "soon"]),
    },
)


def pieces(kit: Kit) -> st.SearchStrategy[str]:
    """Return what is said in one breath: it may be nothing, and rarely it never ends."""
    some = said(kit, 2)
    return st.one_of(*[some] * 6, said(kit, 0, 2), some.map(lambda text: text * 12))


@st.composite
def turns(draw: st.DrawFn, kit: Kit, start: int) -> tuple[str, Turn]:
    """Draw the text of a turn and the turn; its labels and notes were not said."""
    text, spoken = draw(st.sampled_from(["R: ", "ka: ", ""])), []
    least = draw(st.sampled_from([1, 1, 1, 1, 1, 0]))
    for piece in draw(st.lists(pieces(kit), min_size=least, max_size=3)):
        spoken.append((start + len(text), start + len(text) + len(piece)))
        text += piece + draw(st.sampled_from(NOTES))
    language = draw(st.sampled_from([kit.language] * 9 + [*LANGUAGES]))
    return text, Turn(
        start=start,
        end=start + len(text),
        spoken=tuple(spoken),
        speaker="R",
        role=draw(ROLE),
        language=language,
    )


@st.composite
def transcripts(draw: st.DrawFn, name: str, kit: Kit) -> Transcript:
    """Draw a transcript of one to four turns."""
    text, made = draw(st.sampled_from(["", "ka. Protect.\n", "é\n\n"])), []
    for _ in range(draw(st.integers(1, 4))):
        more, turn = draw(turns(kit, len(text)))
        text += more + draw(st.sampled_from(["\n", "\n\n", " "]))
        made.append(turn)
    return Transcript(id=name, text=text, turns=tuple(made), attributes=draw(ATTRIBUTES))


@st.composite
def corpora(draw: st.DrawFn, kit: Kit, names: str = "bdac") -> Corpus:
    """Draw a corpus of one to four transcripts, in any order."""
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=len(names), unique=True))
    return Corpus(tuple(draw(transcripts(name, kit)) for name in chosen))


def fresh(corpus: Corpus) -> Corpus:
    """Return a corpus of the same texts, of which nothing can be remembered."""
    return Corpus(
        tuple(
            Transcript(id=one.id, text=one.text, turns=one.turns, attributes=one.attributes)
            for one in corpus
        ),
        corpus.participants,
    )
