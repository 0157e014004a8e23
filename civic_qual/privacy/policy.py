"""What leaves the study: protected unless it is for the study team, or nobody said the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, enumerated, typed

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

MINIMUM = 5  # people who must stand behind whatever is shown, unless told otherwise


def protects(corpus: Corpus, internal: bool = False) -> bool:
    """Whether what is made of a corpus must be protected: somebody said a word of it.

    Examples
    --------
    >>> import civic_qual as cq
    >>> protects(cq.example_corpus())  # invented
    False
    """
    return not internal and not all_invented(corpus)


def all_invented(corpus: Corpus) -> bool:
    """Whether nobody said a word of a corpus: one invented interview among real ones frees none."""
    return len(corpus) > 0 and all(one.invented for one in corpus)


def to_confirm(corpus: Corpus, *, named: bool = True) -> str:
    """Say what must be confirmed before what is made of a corpus may leave the study, else "".

    Suppression counts people: where it is not sure who speaks, nothing is protected. Where it is
    written into a file the transcripts are not named.
    """
    # Here, since every command asks this file for the usual minimum, and helps without numpy.
    from civic_qual.corpus.intake.sureness import HOW_TO_SETTLE, unsure

    names = list(unsure(corpus))
    if all_invented(corpus) or not names:
        return ""
    if not named:
        return Message.plural(
            "Not to leave the study yet: it is not sure who says what in {n} transcript. {how}.",
            "Not to leave the study yet: it is not sure who says what in {n} transcripts. {how}.",
            n=len(names),
            how=HOW_TO_SETTLE,
        )
    return Message.plural(
        "Not to leave the study yet: it is not sure who says what in {n} transcript "
        "({transcripts}). {how}.",
        "Not to leave the study yet: it is not sure who says what in {n} transcripts "
        "({transcripts}). {how}.",
        n=len(names),
        transcripts=enumerated(names, 5),
        how=HOW_TO_SETTLE,
    )


def checked_minimum(minimum: int | None, corpus: Corpus | None = None) -> int:
    """Return how many people must stand behind what is shown.

    That is what was asked for, else what is set of the study, else the usual.

    Raises
    ------
    DisclosureError
        If that is nobody.
    """
    if minimum is not None and minimum < 1:
        raise DisclosureError(
            Message(
                "{minimum}: at least 1 person must stand behind what is shown; "
                "{usual} is usual, {more} where people are in danger",
                minimum=typed(f"minimum={minimum}", f"--minimum {minimum}", f"{minimum}"),
                usual=MINIMUM,
                more=2 * MINIMUM,
            )
        )
    if minimum is None and corpus is not None:
        minimum = corpus.settings.minimum
    return MINIMUM if minimum is None else minimum


def other_minimum(minimum: int | None, corpus: Corpus) -> str:
    """Say that another minimum is set of the study than was asked for, else ""."""
    known = corpus.settings.minimum
    if minimum is None or known is None or minimum == known:
        return ""
    return Message(
        "the minimum of the settings of the study is {known}: here {minimum} counts, for you "
        "asked for it",
        known=known,
        minimum=minimum,
    )
