"""Quotations before they leave the study: what in them may identify, and how to sign them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from civic_qual.analysis.passages.quotes import Quotes
from civic_qual.calls import helpful
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, clauses, enumerated, quoted
from civic_qual.privacy.passages.attributions import Attributions
from civic_qual.privacy.passages.identifying import (
    entities_found,
    identifying,
    own_words,
    places_named,
    rare_words,
)
from civic_qual.privacy.policy import checked_minimum, to_confirm
from civic_qual.results import Result

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus, Turn

NEEDED = ("passage", "attribution", "transcript", "start", "language")


@helpful
def check_quotes(
    quotes: Quotes | pd.DataFrame,
    corpus: Corpus,
    *,
    minimum: int | None = None,
    use_spacy: bool = True,
) -> Quotes:
    """Say of every quotation what in it may show who speaks, and sign it more coarsely.

    Parameters
    ----------
    quotes
        The result of `civic_qual.quotes`.
    corpus
        The interviews they are from.
    minimum
        How many people must share a line under a quotation; None for the usual, 5.
    use_spacy
        Whether to look for names with a spaCy model too, where one is installed.

    Returns
    -------
    Quotes
        The quotations with a coarser `attribution` where fewer than `minimum` people share it,
        and `check`: exact dates, telephone and vehicle numbers, units, titles that few people
        hold, ethnic groups, names and places, words that only one person uses, and how few people
        share the line it had. What is found must be looked at; what is not found may be there
        all the same.

    Raises
    ------
    DisclosureError
        If columns are missing, an interview is not in the corpus, or `minimum` is below 1.

    See Also
    --------
    quotes : Chooses them.
    suppress_small_cells : The same for numbers.

    Examples
    --------
    >>> import civic_qual as cq
    >>> codings = cq.example_codings().filter(coder="A")
    >>> checked = check_quotes(cq.quotes(codings, n=1), codings.corpus, use_spacy=False)
    >>> checked[["attribution", "check"]].iloc[0].tolist()
    ['Community member, CAR', 'line shared by 1 person: Village chief, CAR']
    """
    notes = quotes.notes if isinstance(quotes, Result) else quotes.attrs.get("notes", ())
    frame = quotes.frame if isinstance(quotes, Result) else quotes
    people = checked_minimum(minimum, corpus)
    _refuse(frame, corpus)
    unsure = to_confirm(corpus)
    reader = _Reader(corpus, people, use_spacy)
    rows = frame.to_dict("records")
    turns = [_turn(corpus, row["transcript"], row["start"]) for row in rows]
    pairs = list(zip(rows, turns, strict=True))
    return Quotes(
        frame.assign(
            attribution=[reader.lines.sign(row["transcript"], turn) for row, turn in pairs],
            check=pd.Series(
                [clauses(reader.findings(row, turn)) for row, turn in pairs],
                frame.index,
                dtype=object,  # so that messages stay some
            ),
        ),
        notes=(*([unsure] if unsure else []), *notes),
    )


class _Reader:
    """Reads quotations with what the corpus knows: who shares a line or a word, which places."""

    def __init__(self, corpus: Corpus, minimum: int, use_spacy: bool) -> None:
        self.lines, self._minimum = Attributions(corpus, minimum), minimum
        self._places, self._own = places_named(corpus), own_words(corpus)
        self._entities = entities_found if use_spacy else None

    def findings(self, row: Mapping[Any, Any], turn: Turn) -> Iterator[str]:
        """Yield what in a quotation must be looked at, a clause each."""
        text, language = row["passage"], row["language"]
        found = identifying(text, language=language, places=self._places, entities=self._entities)
        for kind, words in found.items():
            yield Message("{kind}: {words}", kind=kind, words=enumerated(words))
        known = {word.casefold() for words in found.values() for word in words}
        own = [word for word in rare_words(text, language, self._own) if word not in known]
        if own:
            yield Message("word only one person uses: {words}", words=enumerated(own))
        shared = self.lines.shared_by(row["transcript"], turn)
        if shared < self._minimum:
            yield Message(
                "line shared by {people}: {line}",
                people=Message.plural("{n} person", "{n} people", n=shared),
                line=row["attribution"],
            )


def _turn(corpus: Corpus, transcript: str, start: int) -> Turn:
    for turn in corpus[transcript].turns:
        if turn.start <= start < turn.end:
            return turn
    raise DisclosureError(
        Message(
            "no turn of {transcript} holds character {position}; take quotations of this corpus",
            transcript=quoted(transcript),
            position=int(start),
        )
    )


def _refuse(quotes: pd.DataFrame, corpus: Corpus) -> None:
    missing = [name for name in NEEDED if name not in quotes.columns]
    if missing:
        raise DisclosureError(
            Message(
                "these are no quotations: no column {columns}; take the "
                "result of civic_qual.quotes(...)",
                columns=enumerated(missing),
            )
        )
    known = {transcript.id for transcript in corpus}
    strange = [name for name in dict.fromkeys(quotes["transcript"]) if name not in known]
    if strange:
        raise DisclosureError(
            Message(
                "no interview {transcript} in the corpus; take the one that was quoted",
                transcript=quoted(strange[0]),
            )
        )
