"""Quotations for each theme, of those who agreed to be quoted, under a label and no name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.analysis.tables.notes import counted_phrase
from civic_qual.arrays import Bools, Ints, Texts
from civic_qual.coding.coders import one_coder
from civic_qual.coding.codings import Codings
from civic_qual.coding.mentions import Mentions, coded_spans, mentions
from civic_qual.coding.readings import ReadWords
from civic_qual.coding.theme_rows import ANY_THEME, Level, TableRow, table_rows
from civic_qual.corpus.counted_words import CountedWords, counted_words
from civic_qual.corpus.model import ROLES, Corpus, Transcript, Turn
from civic_qual.corpus.segments import Segments

QUOTABLE = ("", "quote")  # not stated, or agreed
_FROM_FREE_TO_STRICT = (*QUOTABLE, "paraphrase", "none", "withdrawn")


def consent(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    """Return what the speaker of a turn agreed to.

    Of the interview's word and the person's own the stricter one holds. A word
    that is not known counts as strict: what nobody understands is no consent.

    Examples
    --------
    >>> turn = Turn(0, 3, ((0, 3),), "R")
    >>> one = Transcript("a", "Yes", (turn,), {"consent": "Paraphrase"})
    >>> consent(Corpus((one,)), one, turn)
    'paraphrase'
    """
    person = corpus.participants.of(transcript.id, turn.speaker)
    said = (
        corpus.participants.attributes.get(person, {}).get("consent", ""),
        transcript.attributes.get("consent", ""),
    )
    return max((one.strip().casefold() for one in said), key=_strictness)


def consents(corpus: Corpus) -> Texts:
    """Return what the speaker of every turn of a corpus agreed to, of shape (n_turns,)."""
    return np.array(
        [consent(corpus, transcript, turn) for transcript in corpus for turn in transcript.turns],
        dtype=object,
    )


def _strictness(word: str) -> int:
    known = word in _FROM_FREE_TO_STRICT
    return _FROM_FREE_TO_STRICT.index(word) if known else len(_FROM_FREE_TO_STRICT)


SHORT, LONG = 12, 60  # words: a passage below is widened, one above is quoted only at need


@dataclass(frozen=True, eq=False)
class Quotable:
    """Passages of one turn each, as columns of shape (n_passages,).

    `turn` is a position in the columns of turns, `start` and `end` are places, `length` is in
    words.
    """

    turn: Ints
    start: Ints
    end: Ints
    length: Ints

    def keep(self, wanted: Bools | Ints) -> Quotable:
        """Return some of the passages."""
        return Quotable(
            self.turn[wanted], self.start[wanted], self.end[wanted], self.length[wanted]
        )


def quotable(said: Mentions, words: CountedWords, sentences: Segments) -> Quotable:
    """Return the sentences that hold each mention, each passage once, in the order of the corpus.

    A mention that runs on into the next turn is quoted as far as the end of the first.
    """
    sentence = words.segment(sentences)
    _, at = np.unique(said.mention, return_index=True)
    until = np.append(at[1:], len(said.mention))[: len(at)] - 1
    first, last = said.word[at], said.word[until]
    last = np.minimum(last, _bounds(words.turn, first)[1])
    first, last = _widened(_bounds(sentence, first)[0], _bounds(sentence, last)[1], words, sentence)
    once = np.unique(np.column_stack([first, last]), axis=0)
    first, last = once[:, 0], once[:, 1]
    begin, finish = sentence[first], sentence[last]
    return Quotable(
        words.turn[first],
        words.place(sentences.transcript[begin], sentences.start[begin]),
        words.place(sentences.transcript[finish], sentences.end[finish]),
        last - first + 1,
    )


def _widened(first: Ints, last: Ints, words: CountedWords, sentence: Ints) -> tuple[Ints, Ints]:
    """Take in the sentence after, else before, where a passage is too short to be understood."""
    begin, finish = _bounds(words.turn, first)
    short = (last - first + 1 < SHORT) & (last < finish)
    last = np.where(short, _bounds(sentence, np.minimum(last + 1, finish))[1], last)
    short = (last - first + 1 < SHORT) & (first > begin)
    return np.where(short, _bounds(sentence, np.maximum(first - 1, begin))[0], first), last


def _bounds(owner: Ints, word: Ints) -> tuple[Ints, Ints]:
    """Return the first and the last word that share an owner with each word."""
    return (
        np.searchsorted(owner, owner[word], side="left"),
        np.searchsorted(owner, owner[word], side="right") - 1,
    )


QUOTE_COLUMNS = (
    "theme",
    "code",
    "name",
    "passage",
    "attribution",
    "transcript",
    "start",
    "end",
    "language",
)


def quotes(
    codings: Codings, by: Level = "theme", n: int = 3, coder: str | None = None
) -> pd.DataFrame:
    """Choose passages to quote: the same ones every time, from as many interviews as possible.

    Only what people said who agreed to be quoted, or of whom nothing is stated, is chosen; what
    is left out for want of consent is counted in `attrs["notes"]` of the result.

    Parameters
    ----------
    codings
        Codings of one coder, or of several and `coder`.
    by
        "theme" or "code": each gets passages of its own.
    n
        At most so many passages each.

    Returns
    -------
    DataFrame
        theme, code, name, passage, attribution ("Village chief, CAR"), transcript, start, end,
        language; the passage is what was said between the offsets.

    Raises
    ------
    TableError
        If several coders coded and none is chosen.

    Examples
    --------
    >>> import pandas as pd
    >>> import civic_qual as cq
    >>> from civic_qual.bundled import bundled
    >>> texts = ["We were afraid at the well.", "We wait for rain."]
    >>> answers = pd.DataFrame({"text": texts, "country": ["DRC", "Mali"]})
    >>> corpus = cq.Corpus.from_frame(answers, language="en")
    >>> codebook = cq.read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> codings = cq.RuleCoder(codebook).code(corpus)
    >>> quotes(codings)[["theme", "passage", "attribution"]].iloc[0].tolist()
    ['safety', 'We were afraid at the well.', 'Respondent, DRC']
    """
    codings = one_coder(codings, coder)
    words = counted_words(codings.corpus)
    chooser = _Chooser(codings, words)
    rows = [
        row
        for row in table_rows(codings.codebook, by)
        if row.id != ANY_THEME and (by == "theme" or row.members == (row.id,))
    ]
    chosen = [entry for row in rows for entry in chooser.choose(row, n)]
    frame = pd.DataFrame(chosen, columns=list(QUOTE_COLUMNS))
    frame.attrs["notes"] = chooser.notes()
    return frame


def attribution(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    """Return how a passage is signed: role and country, or the line agreed with the person.

    Examples
    --------
    >>> turn = Turn(0, 3, ((0, 3),), "R", "interpreter")
    >>> one = Transcript("a", "Yes", (turn,), {"role": "village chief", "country": "CAR"})
    >>> attribution(Corpus((one,)), one, turn)
    'Village chief, CAR (through an interpreter)'
    """
    person = corpus.participants.of(transcript.id, turn.speaker)
    known = {
        **transcript.attributes,
        **{
            name: value
            for name, value in corpus.participants.attributes.get(person, {}).items()
            if value
        },
    }
    role = known.get("role", "")
    who = (role if role not in ROLES else "") or known.get("respondent_group", "") or turn.role
    label = known.get("attribution") or ", ".join(
        part for part in (who.replace("_", " "), known.get("country", "")) if part
    )
    how = {"interpreter": " (through an interpreter)"}.get(turn.role, "")
    notes = " (from notes)" if known.get("recording", "").casefold() == "notes" else ""
    return label[:1].upper() + label[1:] + how + notes


class _Chooser:
    """Chooses passages row by row, and remembers which interviews were quoted already."""

    def __init__(self, codings: Codings, words: CountedWords) -> None:
        self._codings, self._words = codings, words
        self._spans = coded_spans(codings, words)
        self._read = ReadWords(codings.read, words, codings.codebook)
        self._sentences = codings.corpus.segments("sentence")
        self._consent = consents(codings.corpus)
        self._quoted = np.zeros(len(codings.corpus), dtype=np.int64)
        self._taken: set[int] = set()
        self._refused: dict[tuple[int, int], str] = {}

    def choose(self, row: TableRow, n: int) -> list[tuple[Any, ...]]:
        """Return at most n passages for a row, as rows of the result."""
        left = self._open_to_quotation(row)
        own = np.zeros_like(self._quoted)  # how often this row quotes each interview
        chosen: list[tuple[Any, ...]] = []
        while len(left.start) and len(chosen) < n:
            best = left.keep(self._order(left, own)[:1])
            chosen.append(self._entry(row, best))
            left = left.keep((left.start >= best.end) | (left.end <= best.start))
            for counts in (own, self._quoted):
                counts[self._interview(best)] += 1
            self._taken.add(int(best.start[0]))
        return chosen

    def notes(self) -> tuple[str, ...]:
        """Say how many passages were left out, and for want of which consent."""
        if not self._refused:
            return ()
        reasons = "; ".join(
            f"consent {word!r}: {number:,}"
            for word, number in sorted(Counter(self._refused.values()).items())
        )
        number = counted_phrase(len(self._refused), "passage")
        return (f"{number} not open to quotation, by what the speakers agreed to ({reasons}).",)

    def _open_to_quotation(self, row: TableRow) -> Quotable:
        said = mentions(self._spans.of(row.members))
        read = self._read.of(row.needed)[said.word]
        found = quotable(
            Mentions(said.start, said.end, said.word[read], said.mention[read]),
            self._words,
            self._sentences,
        )
        consent = self._consent[found.turn]
        free = np.isin(consent.astype(str), QUOTABLE)
        self._refused.update(
            ((start, end), word)
            for start, end, word in zip(
                found.start[~free].tolist(), found.end[~free].tolist(), consent[~free], strict=True
            )
        )
        return found.keep(free)

    def _order(self, found: Quotable, own: Ints) -> Ints:
        """Put first what is from a new interview, of a good length, and not quoted elsewhere."""
        interview = self._interview(found)
        poor = (found.length < SHORT) | (found.length > LONG)
        taken = np.isin(found.start, list(self._taken))
        shuffled = found.start * 2654435761 % 2**32  # always the same, and no corner comes first
        return np.lexsort((shuffled, self._quoted[interview], taken, poor, own[interview]))

    def _interview(self, found: Quotable) -> Ints:
        return self._words.turns.transcript[found.turn]

    def _entry(self, row: TableRow, one: Quotable) -> tuple[Any, ...]:
        corpus = self._codings.corpus
        turn = self._words.turns.turn(corpus, int(one.turn[0]))
        (place,), (start,) = self._words.offset(one.start)
        transcript, end = corpus.transcripts[place], start + one.end[0] - one.start[0]
        return (
            row.theme,
            "" if row.id == row.theme else row.id,
            row.name,
            " ".join(spoken_text(transcript, start, end).split()),
            attribution(corpus, transcript, turn),
            transcript.id,
            int(start),
            int(end),
            turn.language,
        )
