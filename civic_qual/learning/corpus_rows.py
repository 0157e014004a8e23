"""Training rows of a coded corpus: what people read, who said it, and the codebook's own texts.

What a segment carries, and what it was read for, is decided by `coding.carried`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.codebook.model import Code, Codebook
from civic_qual.coding.blind import Blind, Judges, blind
from civic_qual.coding.carried import Carried, TableRow, carried_rows
from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.codings import Codings
from civic_qual.coding.explain import one_turn
from civic_qual.coding.readings import counting_unit
from civic_qual.corpus.model import Corpus, Span, Transcript
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.errors import ModelError
from civic_qual.language.names import NEITHER
from civic_qual.learning.training_rows import TrainingRows, TrainingSpans, refuse_unlearnable
from civic_qual.messages import Message, enumerated, quoted, typed

if TYPE_CHECKING:
    import pandas as pd


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
    codes = [code.id for code in human.codebook]
    found = _carried(human, codes, unit)
    segments = found.segments
    sought = np.flatnonzero(found.read.any(axis=0))
    there = found.read.any(axis=1) & segments.counted & (segments.words > 0)
    chosen = np.flatnonzero(there & ~segments.in_neither)
    if there.any() and not len(chosen):
        raise ModelError(
            Message(
                "all passages that a person read are in a language that was not recognised: name "
                "it in a column language of attributes.csv"
            )
        )
    if not len(chosen):
        raise ModelError(
            Message(
                "no passage was read wholly by a person, so there is nothing to learn "
                "from; give {coverage}, or codings of whole turns",
                coverage=typed(
                    "read_codings(..., coverage=...)",
                    "--coverage whole_transcripts",
                    Message("passages to be read on the page Work"),
                ),
            )
        )
    learned = [codes[column] for column in sought]
    frame, texts = segments.frame.iloc[chosen], spoken_texts(segments)
    hits = None if rules is None else hits_of_corpus(human.corpus, rules, learned, unit)[chosen]
    rows = TrainingRows(
        texts=tuple(texts[row] for row in chosen),
        targets=_targets(found)[np.ix_(chosen, sought)],
        codes=tuple(learned),
        groups=joined_interviews(segments)[chosen],
        people=_people(frame),
        languages=tuple(frame["language"]),
        hits=hits,
        spans=TrainingSpans.of(segments, chosen),
        implied=implied(human.codebook, learned),
        unit=unit,
    )
    refuse_unlearnable(rows)
    return rows


def _one_person(codings: Codings, coder: str | None) -> Codings:
    human = (
        codings.filter(origin="human")
        if coder is None
        else codings.filter(coder=coder, origin="human")
    )
    if not len(human.read):
        raise ModelError(
            Message(
                "there are no readings by {coder} by a person to learn from; give people's "
                "codings, with what they read",
                coder=quoted(coder),
            )
            if coder
            else Message(
                "there are no readings by a person to learn from; give people's "
                "codings, with what they read"
            )
        )
    if len(human.coders) > 1:
        raise ModelError(
            Message(
                "several people coded: {names}. Choose one with "
                "{first}, or resolve where they differ first",
                names=enumerated(human.coders),
                first=typed(
                    f"coder={human.coders[0]!r}",
                    f"--coder {human.coders[0]}",
                    Message("the choice of whose codings are counted"),
                ),
            )
        )
    return human


def judging_cells(
    codings: Codings,
    rows: TrainingRows,
    coder: str | None,
    shown: Judges,
    people: Codings | None = None,
) -> tuple[Bools, Blind]:
    """Return of which passages and codes the person's word may judge a model, and whose may not.

    Of codings that were made one of several people's, `people`, it is said who of them saw what.

    Returns
    -------
    tuple
        Of shape (n_passages, n_codes), and what is to be said of it.

    Raises
    ------
    EstimateError
        If that is nothing.
    """
    seen = blind(_one_person(codings, coder), shown)
    if people is not None:
        each = blind(people, shown)
        seen = replace(seen, seen=each.seen, unknown=each.unknown)
    cells = np.ones(rows.targets.shape, dtype=np.bool_)
    if seen.left_out and rows.spans is not None:
        found = _carried(seen.codings, rows.codes, cast("Unit", rows.unit))
        passage, _ = rows.spans.find(found.segments)
        there = np.flatnonzero(passage >= 0)
        cells[:] = False
        cells[passage[there]] = found.read[there]
    if not cells.any():
        raise seen.refusal(
            Message("No passage was coded blind, so nothing tells how good the model is.")
        )
    return cells, seen


def _carried(codings: Codings, codes: Sequence[str], unit: Unit) -> Carried:
    """Find the segments that carry each code, or one below it, and were read for it."""
    codebook = codings.codebook
    rows = [
        TableRow(
            id=code,
            name=code,
            theme=code,
            depth=0,
            members=codebook.with_descendants(code),
            needed=(code,),
        )
        for code in codes
    ]
    return carried_rows(codings, rows, unit)


def _targets(found: Carried) -> Floats:
    """Return 1 where a code is carried, 0 where it was looked for in vain, NaN where not read."""
    return np.where(found.read, found.matrix.toarray().astype(np.float64), np.nan)


def _people(frame: pd.DataFrame) -> tuple[object, ...]:
    """Return who speaks in each segment; for whole transcripts, the transcript."""
    named = frame[["participant", "transcript"]].itertuples(index=False, name=None)
    return tuple(who or transcript for who, transcript in named)


def joined_interviews(segments: Segments) -> Ints:
    """Return the group of every segment: interviews that share a participant belong together."""
    corpus = segments.corpus
    pairs = sorted(
        {
            (corpus.positions[transcript], who)
            for (transcript, _), who in corpus.participants.speaks.items()
            if transcript in corpus.positions
        }
    )
    columns = {who: column for column, who in enumerate(dict.fromkeys(who for _, who in pairs))}
    speaks = sparse.coo_array(
        (np.ones(len(pairs)), ([row for row, _ in pairs], [columns[who] for _, who in pairs])),
        shape=(len(corpus), max(len(columns), 1)),
    ).tocsr()
    groups, group = connected_components(speaks @ speaks.T, directed=False)
    return np.asarray(
        segments.transcript if groups == 1 else group[segments.transcript], dtype=np.int64
    )


def spoken_texts(segments: Segments) -> list[str]:
    """Return the spoken text of every segment, pieces joined by a space.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Turn
    >>> turn = Turn(start=0, end=19, spoken=((3, 6), (15, 19)), speaker="R")
    >>> interview = Transcript(id="a", text="R: Oui [rires] oui.", turns=(turn,))
    >>> spoken_texts(Corpus((interview,)).segments("turn"))
    ['Oui oui.']
    """
    pieces = [_pieces(transcript) for transcript in segments.corpus]
    begins = [[begin for begin, _ in own] for own in pieces]
    rows = zip(
        segments.transcript.tolist(), segments.start.tolist(), segments.end.tolist(), strict=True
    )
    return [
        _said(segments.corpus.transcripts[index].text, pieces[index], begins[index], start, end)
        for index, start, end in rows
    ]


def _pieces(transcript: Transcript) -> list[Span]:
    turns = (turn for turn in transcript.turns if turn.counted and turn.language != NEITHER)
    return [piece for turn in turns for piece in turn.spoken]


def _said(text: str, pieces: Sequence[Span], begins: Sequence[int], start: int, end: int) -> str:
    first = max(bisect_right(begins, start) - 1, 0)
    said = []
    for begin, after in pieces[first:]:
        if begin >= end:
            break
        if after > start:
            said.append(text[max(begin, start) : min(after, end)].strip())
    return " ".join(said)


def hits_of_corpus(corpus: Corpus, codebook: Codebook, codes: Sequence[str], unit: Unit) -> Floats:
    """Return where rules fire in segments, shape (n_segments, n_codes), as zeros and ones.

    Codes that are not in the codebook have no hits.
    """
    known = [column for column, code in enumerate(codes) if code in codebook]
    coded = RuleCoder(codebook).code(corpus)
    found = _carried(coded, [codes[column] for column in known], unit)
    hits = np.zeros((len(found.segments), len(codes)))
    hits[:, known] = found.matrix.toarray()
    return hits


def hits_of_texts(
    texts: Sequence[str], languages: Sequence[str] | None, codebook: Codebook, codes: Sequence[str]
) -> Floats:
    """Return where rules fire in texts, shape (n_texts, n_codes), as zeros and ones.

    Without languages, the codebook's own are told apart by the texts.
    """
    spoken = _detected(texts, codebook) if languages is None else languages
    turns = tuple(
        one_turn(f"{number:09d}", text, language)
        for number, (text, language) in enumerate(zip(texts, spoken, strict=True))
    )
    return hits_of_corpus(Corpus(turns), codebook, codes, "turn")


def _detected(texts: Sequence[str], codebook: Codebook) -> Sequence[str]:
    if len(codebook.languages) == 1:
        return [codebook.languages[0]] * len(texts)
    from civic_qual.language.detect import detect_turns

    return detect_turns(list(texts), codebook.languages)


def code_texts(codebook: Codebook, codes: Sequence[str]) -> list[list[str]]:
    """Return the texts of codes, one in each language: name, definition, examples."""
    described = (
        [_described(codebook[code], language) for language in codebook.languages] for code in codes
    )
    return [[text for text in texts if text] for texts in described]


def _described(code: Code, language: str) -> str:
    said = [
        code.name.get(language, ""),
        code.definition.get(language, ""),
        code.include.get(language, ""),
        *(example.text for example in code.examples if example.language == language),
    ]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in said if part)


def implied(codebook: Codebook, codes: Sequence[str]) -> Bools:
    """Return which codes are carried where another is: itself and those above it, square."""
    below = [set(codebook.with_descendants(code)) for code in codes]
    return np.array([[code in others for others in below] for code in codes], dtype=np.bool_)
