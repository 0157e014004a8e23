"""What people agreed to, and what follows: whose words are quoted, counted, or left alone.

Consent is an attribute, of an interview or of a person; the stricter of both holds. Who did not
agree to take part, or takes everything back, is neither coded nor counted: the words stay in the
text, where everything stands as it stood, and nobody says them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.messages import Message, alternatives, enumerated, quoted
from civic_qual.sheets.reading import plain_title, word_rows

if TYPE_CHECKING:
    from civic_qual.arrays import Texts
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.transcripts import Transcript, Turn

CONSENT = "consent"  # the attribute
CONSENTS = ("quote", "paraphrase", "none", "withdrawn")  # from free to strict
QUOTABLE = ("", "quote")  # not stated, or agreed
REPORTED = "reported"  # by whoever took notes: nobody's words can be quoted
_FROM_FREE_TO_STRICT = ("", *CONSENTS)
_MEANT = {
    word: meaning
    for meaning, words in word_rows("corpus/lists/consent_words.txt").items()
    for word in words
}


def consent_meant(written: str) -> str:
    """Return what a word of consent means: one of `CONSENTS`, or as it stands if nobody knows.

    Examples
    --------
    >>> consent_meant("Oui"), consent_meant("no"), consent_meant(""), consent_meant("Pending")
    ('quote', 'withdrawn', '', 'pending')
    """
    plain = plain_title(written)
    return _MEANT.get(plain, written.strip().casefold())


def consent(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    """Return what the speaker of a turn agreed to.

    Of the interview's word and the person's own the stricter one holds; where neither is stated,
    what is set of the study. A word that is not known counts as strict: what nobody understands
    is no consent.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus, Transcript, Turn
    >>> turn = Turn(start=0, end=3, spoken=((0, 3),), speaker="R")
    >>> one = Transcript(id="a", text="Yes", turns=(turn,), attributes={"consent": "Paraphrase"})
    >>> consent(Corpus((one,)), one, turn)
    'paraphrase'
    """
    person = corpus.participants.of(transcript.id, turn.speaker)
    stated = (
        corpus.participants.attributes.get(person, {}).get(CONSENT, ""),
        transcript.attributes.get(CONSENT, ""),
    )
    return max(map(consent_meant, stated), key=_strictness) or corpus.settings.consent


def consents(corpus: Corpus) -> Texts:
    """Return what the speaker of every turn of a corpus agreed to, of shape (n_turns,).

    What a note-taker reported is in nobody's words: whatever was agreed to, it is `REPORTED`.
    """
    return np.array(
        [
            REPORTED if turn.reported else consent(corpus, transcript, turn)
            for transcript in corpus
            for turn in transcript.turns
        ],
        dtype=object,
    )


def reported_notes(refused: Counter[str]) -> tuple[str, ...]:
    """Say how many passages are not quoted since a note-taker reported them."""
    n = refused[REPORTED]
    if not n:
        return ()
    return (
        Message.plural(
            "{n} passage is not quoted: reported by the note-taker, in nobody's own words.",
            "{n} passages are not quoted: reported by the note-taker, in nobody's own words.",
            n=n,
        ),
    )


def _strictness(word: str) -> int:
    known = word in _FROM_FREE_TO_STRICT
    return _FROM_FREE_TO_STRICT.index(word) if known else len(_FROM_FREE_TO_STRICT)


# Who is left alone


def obeyed(corpus: Corpus) -> Corpus:
    """Return a corpus in which nobody says what somebody said who did not agree to take part.

    `Corpus.withheld` has these transcripts as they were read.
    """
    read = whole(corpus)
    if not _anybody_refuses(read):
        return read
    withheld: dict[str, Transcript] = {}
    transcripts = []
    for one in read:
        alone = [consent(read, one, turn) == "withdrawn" for turn in one.turns]
        if any(alone):
            withheld[one.id] = one
            turns = (
                replace(turn, role="observer", spoken=()) if left else turn
                for turn, left in zip(one.turns, alone, strict=True)
            )
            one = replace(one, turns=tuple(turns))
        transcripts.append(one)
    people = read.participants
    heard = {(one.id, turn.speaker) for one in transcripts for turn in one.turns if turn.counted}
    speaks = {
        who: name for who, name in people.speaks.items() if who in heard or who[0] not in withheld
    }
    return replace(
        read,
        transcripts=tuple(transcripts),
        participants=replace(people, speaks=speaks),
        withheld=withheld,
    )


def whole(corpus: Corpus) -> Corpus:
    """Return a corpus with everything that was read, whoever agreed to what."""
    if not corpus.withheld:
        return corpus
    transcripts = tuple(corpus.withheld.get(one.id, one) for one in corpus)
    known = corpus.participants
    fresh = known.resolved(one for one in transcripts if one.id in corpus.withheld).speaks
    return replace(
        corpus,
        transcripts=transcripts,
        participants=replace(known, speaks={**fresh, **known.speaks}),
        withheld={},
    )


def is_withheld(transcript: Transcript) -> bool:
    """Whether nobody of an interview agreed to take part, or all is taken back."""
    return _refuses(transcript.attributes)


def _refuses(known: Mapping[str, str]) -> bool:
    """Whether the attributes of an interview, or of a person, say that nothing may be used."""
    return consent_meant(known.get(CONSENT, "")) == "withdrawn"


def _anybody_refuses(corpus: Corpus) -> bool:
    return any(map(is_withheld, corpus)) or any(
        map(_refuses, corpus.participants.attributes.values())
    )


# What is said of it


def said_and_obeyed(corpus: Corpus) -> Corpus:
    """Return a corpus in which consent is obeyed, and what was left alone is said."""
    notes = [one for one in _notes(corpus) if one not in corpus.notes]
    problems = [one for one in _unknown(corpus) if one not in corpus.problems]
    return obeyed(
        replace(corpus, notes=(*corpus.notes, *notes), problems=(*corpus.problems, *problems))
    )


def _notes(corpus: Corpus) -> Iterator[str]:
    """Say who was left alone, and, where consent is stated of some, of whom it is not."""
    refused = [one.id for one in corpus if is_withheld(one)]
    if refused:
        yield Message(
            "{transcripts}: without consent, or consent was withdrawn: neither coded nor counted",
            transcripts=enumerated(refused, 5),
        )
    people = [name for name, known in corpus.participants.attributes.items() if _refuses(known)]
    if people:
        yield Message(
            "{people}: without consent, or consent was withdrawn: what they say is neither coded "
            "nor counted",
            people=enumerated(people, 5),
        )
    stated = [one.id for one in corpus if one.attributes.get(CONSENT, "").strip()]
    missing = [one.id for one in corpus if not one.attributes.get(CONSENT, "").strip()]
    if stated and missing:
        yield Message("{transcripts}: consent is not stated", transcripts=enumerated(missing, 5))


def _unknown(corpus: Corpus) -> Iterator[str]:
    """Say which words of consent nobody knows: they are counted, and not quoted."""
    told = {one.id: one.attributes.get(CONSENT, "") for one in corpus}
    told.update(
        (name, facts.get(CONSENT, "")) for name, facts in corpus.participants.attributes.items()
    )
    for name, word in told.items():
        if consent_meant(word) not in _FROM_FREE_TO_STRICT:
            yield Message(
                "{name}: consent {word} is not known, so that nothing is quoted; write yes, no or "
                "one of {known}",
                name=name,
                word=quoted(word),
                known=alternatives(CONSENTS),
            )
