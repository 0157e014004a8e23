"""Coding what a source holds: by the rules of its codebook, or by a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.combine.combine import combine
from civic_qual.corpus.other_languages import in_neither, other_language
from civic_qual.errors import CodingError, TableError
from civic_qual.language.names import NEITHER
from civic_qual.messages import Message, enumerated, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civic_qual.coding.codings import Codings
    from civic_qual.coding.combine.policies import Policy
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit
    from civic_qual.routines.source import Source


def machine_codings(
    source: Source,
    *,
    model_file: Path | None = None,
    policy: Policy = "model_with_rules",
    progress: bool = False,
) -> Codings:
    """Code a source by rules; with a model, by both as the policy says.

    Raises
    ------
    ModelError
        If the model cannot be read, or was trained for other codes.
    CodingError
        If the source has no codebook.
    """
    if model_file is None:
        return RuleCoder(source.codebook).code(source.corpus)
    from civic_qual.learning.theme_classifier import ThemeClassifier

    model = ThemeClassifier.load(model_file, codebook=source.codebook)
    machine = model.code(source.corpus, progress=progress)
    if policy == "model":
        return machine
    return combine(RuleCoder(source.codebook).code(source.corpus), machine, policy=policy)


def refuse_groups(corpus: Corpus, by: Sequence[str], unit: Unit) -> None:
    """Refuse to break whole transcripts down by people, since one may hold several."""
    people = [name for name in by if name in corpus.participants.attribute_names]
    if unit == "transcript" and people:
        raise TableError(
            Message(
                "{attribute} belongs to people, and one transcript may hold several: "
                "count by --unit turn, or leave --by {name} out",
                attribute=quoted(people[0]),
                name=people[0],
            )
        )


def refuse_nothing_read(codings: Codings) -> None:
    """Refuse to make a table where no turn was read, and say why none was."""
    if len(codings.read):
        return
    corpus, codebook = codings.corpus, codings.codebook
    spoken = [turn for transcript in corpus for turn in transcript.turns if turn.spoken]
    if not spoken:
        raise CodingError(Message("no words to count: nobody speaks in these transcripts"))
    if not any(turn.counted for turn in spoken):
        raise CodingError(
            Message(
                "no words to count: all speakers were taken for {roles}; say who is who in a "
                "participants.csv (transcript, speaker, role)",
                roles=enumerated(sorted({turn.role for turn in spoken})),
            )
        )
    raise CodingError(
        Message(
            "nothing could be read: people speak {spoken}, and the codebook is for {languages}; "
            "add rules for it, or declare the language in an attributes.csv",
            spoken=enumerated(_spoken(corpus)),
            languages=enumerated(codebook.languages),
        )
    )


def _spoken(corpus: Corpus) -> Iterable[str]:
    """Return the languages of people who count; what nobody recognised as it may be called."""
    known = dict.fromkeys(one for one in corpus.languages if one != NEITHER)
    others = dict.fromkeys(other_language(one) for one in corpus if in_neither(one))
    return [*known, *others]
