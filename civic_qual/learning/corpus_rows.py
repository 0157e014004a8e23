"""Training rows of a coded corpus: what people read, who said it, and the codebook's own texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from civic_qual.codebook.model import Code, Codebook
from civic_qual.coding.coded_unit import check_unit, counting_unit
from civic_qual.coding.codings import Codings
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.errors import ModelError
from civic_qual.learning.places import Places
from civic_qual.learning.rule_hits import hits_of_corpus
from civic_qual.learning.segment_codes import targets
from civic_qual.learning.segment_texts import segment_texts
from civic_qual.learning.training_rows import TrainingRows, refuse_unlearnable

if TYPE_CHECKING:
    import pandas as pd

Ints = npt.NDArray[np.int64]


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
        codings.only(origin="human") if coder is None else codings.only(coder=coder, origin="human")
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
