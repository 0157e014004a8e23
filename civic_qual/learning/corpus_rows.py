"""Training rows of a coded corpus: what people read, who said it, and the codebook's own texts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from civic_qual.arrays import Bools, Floats, Ints, covered
from civic_qual.codebook.model import Code, Codebook
from civic_qual.coding.carried import ReadWords, check_unit, counting_unit
from civic_qual.coding.codings import Codings
from civic_qual.coding.explain import one_turn
from civic_qual.coding.rule_coder import RuleCoder
from civic_qual.corpus.counted_words import counted_words, word_segments
from civic_qual.corpus.model import Corpus, Span, Transcript
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.errors import ModelError
from civic_qual.learning.training_rows import Places, TrainingRows, refuse_unlearnable

if TYPE_CHECKING:
    import pandas as pd


def segment_texts(segments: Segments) -> list[str]:
    """Return the spoken text of every segment, pieces joined by a space.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Turn
    >>> one = Transcript("a", "R: Oui [rires] oui.", (Turn(0, 19, ((3, 6), (15, 19)), "R"),))
    >>> segment_texts(Corpus((one,)).segments("turn"))
    ['Oui oui.']
    """
    pieces = [_pieces(transcript) for transcript in segments.corpus]
    begins = [[begin for begin, _ in own] for own in pieces]
    rows = zip(
        segments.transcript.tolist(), segments.start.tolist(), segments.end.tolist(), strict=True
    )
    return [
        _said(segments.corpus.transcripts[place].text, pieces[place], begins[place], start, end)
        for place, start, end in rows
    ]


def _pieces(transcript: Transcript) -> list[Span]:
    return [piece for turn in transcript.turns if turn.counted for piece in turn.spoken]


def _said(text: str, pieces: Sequence[Span], begins: Sequence[int], start: int, end: int) -> str:
    first = max(bisect_right(begins, start) - 1, 0)
    said = []
    for begin, after in pieces[first:]:
        if begin >= end:
            break
        if after > start:
            said.append(text[max(begin, start) : min(after, end)].strip())
    return " ".join(said)


def carried_codes(codings: Codings, codes: Sequence[str], unit: Unit) -> Bools:
    """Return which segments carry each code, shape (n_segments, n_codes)."""
    words = counted_words(codings.corpus)
    segment = word_segments(codings.corpus, unit)
    coded = codings.coded.take(
        ~codings.coded.status.among({"rejected"}) & (codings.coded.end > codings.coded.start)
    )
    first, after = words.touched(
        words.place(coded.transcript, coded.start), words.place(coded.transcript, coded.end)
    )
    positions = codings.codebook.positions
    carried = np.zeros((len(codings.corpus.segments(unit)), len(codes)), dtype=np.bool_)
    for column, code in enumerate(codes):
        members = [positions[one] for one in codings.codebook.with_descendants(code)]
        here = np.isin(coded.code, members)
        touched = covered(first[here], after[here], len(words))
        carried[segment[touched], column] = True
    return carried


def read_codes(codings: Codings, codes: Sequence[str], unit: Unit) -> Bools:
    """Return which segments were read to the last word for each code, (n_segments, n_codes)."""
    words = counted_words(codings.corpus)
    segment = word_segments(codings.corpus, unit)
    reads = ReadWords(codings.read, words, codings.codebook, segment)
    size = len(codings.corpus.segments(unit))
    columns = [np.bincount(segment[reads.of([code])], minlength=size) > 0 for code in codes]
    return np.array(columns, dtype=np.bool_).reshape(len(codes), size).T


def targets(codings: Codings, codes: Sequence[str], unit: Unit) -> Floats:
    """Return 1 where a code is carried, 0 where it was looked for in vain, NaN where not read."""
    read = read_codes(codings, codes, unit)
    return np.where(read, carried_codes(codings, codes, unit).astype(np.float64), np.nan)


def hits_of_texts(
    texts: Sequence[str], languages: Sequence[str] | None, codebook: Codebook, codes: Sequence[str]
) -> Floats:
    """Return where rules fire in texts, shape (n_texts, n_codes), as zeros and ones.

    Codes that are not in the codebook have no hits. Without languages, the codebook's own are
    told apart by the texts.
    """
    told = _detected(texts, codebook) if languages is None else languages
    corpus = Corpus(
        tuple(
            one_turn(f"{place:09d}", text, language)
            for place, (text, language) in enumerate(zip(texts, told, strict=True))
        )
    )
    return hits_of_corpus(corpus, codebook, codes, "turn")


def hits_of_corpus(corpus: Corpus, codebook: Codebook, codes: Sequence[str], unit: Unit) -> Floats:
    """Return where rules fire in the segments of a corpus, shape (n_segments, n_codes)."""
    return hits_of_codings(RuleCoder(codebook).code(corpus), codes, unit)


def hits_of_codings(found: Codings, codes: Sequence[str], unit: Unit) -> Floats:
    """Return where a rule coder found codes, or codes below them."""
    known = [place for place, code in enumerate(codes) if code in found.codebook]
    hits = np.zeros((len(found.corpus.segments(unit)), len(codes)))
    hits[:, known] = carried_codes(found, [codes[place] for place in known], unit)
    return hits


def _detected(texts: Sequence[str], codebook: Codebook) -> Sequence[str]:
    if len(codebook.languages) == 1:
        return [codebook.languages[0]] * len(texts)
    from civic_qual.language.detect import detect_turns

    return detect_turns(list(texts), codebook.languages)


def rows_of_codings(
    codings: Codings,
    unit: Unit | None = None,
    coder: str | None = None,
    rules: Codebook | None = None,
) -> TrainingRows:
    """Return every segment that a person read, with what it carries.

    Interviewers' turns are left out. A group is an interview, with all others in which one of
    its participants speaks; if that joins all interviews, each is a group by itself.

    Parameters
    ----------
    codings
        With the codings and readings of one person.
    unit
        What a row is; None takes what was coded.
    coder
        Whose codings, if several people coded.
    rules
        The codebook whose rule hits are a view; None for no such view.

    Raises
    ------
    ModelError
        If nobody, or several, coded, or nothing can be learned of it.
    CodingError
        If the unit is finer than the one that was coded.
    """
    human = _one_person(codings, coder)
    unit = unit or counting_unit(human)
    check_unit(human, unit)
    segments = human.corpus.segments(unit)
    codes = [code.id for code in human.codebook]
    known = targets(human, codes, unit)
    read = ~np.isnan(known)
    sought = np.flatnonzero(read.any(axis=0))
    chosen = np.flatnonzero(read.any(axis=1) & segments.counted & (segments.words > 0))
    if not len(chosen):
        raise ModelError(
            "no passage was read wholly by a person, so there is nothing to learn "
            "from; give read_codings(..., coverage=...) or a coarser unit"
        )
    frame, texts = segments.frame.iloc[chosen], segment_texts(segments)
    learned = [codes[place] for place in sought]
    hits = None if rules is None else hits_of_corpus(human.corpus, rules, learned, unit)[chosen]
    rows = TrainingRows(
        texts=tuple(texts[place] for place in chosen),
        targets=known[np.ix_(chosen, sought)],
        codes=tuple(learned),
        groups=_groups(segments)[chosen],
        people=_people(frame),
        languages=tuple(frame["language"]),
        hits=hits,
        places=Places.of(segments, chosen),
        implied=implied(human.codebook, learned),
        unit=unit,
    )
    refuse_unlearnable(rows)
    return rows


def code_texts(codebook: Codebook, codes: Sequence[str]) -> list[list[str]]:
    """Return the texts of codes, one in each language: name, definition, examples."""
    return [
        [
            text
            for text in (_described(codebook[code], language) for language in codebook.languages)
            if text
        ]
        for code in codes
    ]


def implied(codebook: Codebook, codes: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which codes are carried where another is: itself and those above it, square."""
    below = [set(codebook.with_descendants(code)) for code in codes]
    return np.array([[code in others for others in below] for code in codes], dtype=np.bool_)


def _described(code: Code, language: str) -> str:
    said = [
        code.name.get(language, ""),
        code.definition.get(language, ""),
        code.include.get(language, ""),
        *(example.text for example in code.examples if example.language == language),
    ]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in said if part)


def _one_person(codings: Codings, coder: str | None) -> Codings:
    human = (
        codings.filter(origin="human")
        if coder is None
        else codings.filter(coder=coder, origin="human")
    )
    if not len(human.read):
        who = f"by {coder!r} " if coder else ""
        raise ModelError(
            f"there are no readings {who}by a person to learn from; give people's "
            "codings, with what they read"
        )
    if len(human.coders) > 1:
        raise ModelError(
            f"several people coded: {', '.join(human.coders)}. Choose one with "
            f"coder={human.coders[0]!r}, or resolve where they differ first"
        )
    return human


def _people(frame: pd.DataFrame) -> tuple[object, ...]:
    """Return who speaks in each segment; for whole transcripts, the transcript."""
    return tuple(
        who or transcript
        for who, transcript in zip(frame["participant"], frame["transcript"], strict=True)
    )


def _groups(segments: Segments) -> Ints:
    """Return the group of every segment: interviews that share a participant belong together."""
    corpus = segments.corpus
    pairs = sorted(
        {
            (corpus.positions[transcript], who)
            for (transcript, _), who in corpus.participants.speaks.items()
            if transcript in corpus.positions
        }
    )
    names = {who: place for place, who in enumerate(dict.fromkeys(who for _, who in pairs))}
    speaks = sparse.coo_array(
        (np.ones(len(pairs)), ([place for place, _ in pairs], [names[who] for _, who in pairs])),
        shape=(len(corpus), max(len(names), 1)),
    ).tocsr()
    found, group = connected_components(speaks @ speaks.T, directed=False)
    return np.asarray(
        segments.transcript if found == 1 else group[segments.transcript], dtype=np.int64
    )
