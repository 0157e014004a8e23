"""What is stated of who speaks: attributes, by turn and by passage.

An attribute of a turn is that of its speaker where it is stated, else that of the transcript:
tables, files, filters, codings and quotations all ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual.arrays import Ints, Texts
from civic_qual.calls import offer
from civic_qual.corpus.consent import CONSENT
from civic_qual.corpus.counted_words import NOBODY, turn_columns
from civic_qual.corpus.intake.sureness import READING
from civic_qual.messages import Message, quoted, typed, unless_on_page

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.transcripts import Transcript, Turn

NOT_STATED = ""
# What every corpus knows of a turn. An attribute that is called so wins, but for the language.
KNOWN_OF_TURNS = ("transcript", "speaker", "role", "participant", "language")


def attribute_names(corpus: Corpus) -> list[str]:
    """Return the attributes of transcripts and of participants, each once, as first met."""
    of_transcripts = (name for transcript in corpus for name in transcript.attributes)
    return list(dict.fromkeys([*of_transcripts, *corpus.participants.attribute_names]))


def groupings(corpus: Corpus) -> list[str]:
    """Return the attributes that tell groups of people or places apart, as first met.

    That a reading was confirmed, and what somebody agreed to, tell how a text came to us.
    """
    return [name for name in attribute_names(corpus) if name not in (READING, CONSENT)]


def attribute_of_turns(corpus: Corpus, name: str) -> Texts:
    """Return an attribute of every turn, "" where it is not stated."""
    turns = turn_columns(corpus)
    return attribute_where(corpus, name, turns.transcript, np.arange(len(turns.transcript)))


def attribute_where(corpus: Corpus, name: str, transcript: Ints, turn: Ints) -> Texts:
    """Return an attribute of passages, "" where it is not stated.

    Parameters
    ----------
    transcript, turn
        Of each passage; the turn is -1 where nobody speaks.
    """
    turns, known = turn_columns(corpus), corpus.participants.attributes
    people = [_stated(known.get(person, {}), name) for person in turns.people]
    own = _texts([*people, NOT_STATED])[np.append(turns.participant, NOBODY)[turn]]
    whole = _texts([_stated(one.attributes, name) for one in corpus])[transcript]
    stated: Texts = np.where(own == NOT_STATED, whole, own)
    return stated


def values_of_turns(corpus: Corpus, name: str) -> Texts:
    """Return an attribute, or else one of `KNOWN_OF_TURNS`, of every turn."""
    if name != "language" and name in attribute_names(corpus):
        return attribute_of_turns(corpus, name)
    return known_of_turns(corpus, name)


def known_of_turns(corpus: Corpus, name: str) -> Texts:
    """Return one of `KNOWN_OF_TURNS` of every turn, "" where there is none."""
    turns = turn_columns(corpus)
    if name == "transcript":
        return _texts([one.id for one in corpus])[turns.transcript]
    if name == "participant":
        return _texts([*turns.people, NOT_STATED])[turns.participant]
    return {"speaker": turns.speaker, "role": turns.role, "language": turns.language}[name]


def attributes_of_speaker(corpus: Corpus, transcript: Transcript, turn: Turn) -> dict[str, str]:
    """Return all that is stated of who speaks in one turn."""
    person = corpus.participants.of(transcript.id, turn.speaker)
    known = corpus.participants.attributes.get(person, {})
    own = {name: value for name in known if (value := _stated(known, name))}
    return {name: _stated(transcript.attributes, name) for name in transcript.attributes} | own


def no_attribute(name: str, known: Iterable[str]) -> str:
    """Say that nobody has an attribute, what was probably meant, and how it can be stated."""
    state = Message(
        "State it in a column {attribute} of people.xlsx (civic-qual look writes it) or of "
        "attributes.csv beside the interviews, or, where it is sub-folders, read them with "
        "{folders}",
        attribute=quoted(name),
        folders=typed("folders=", "--folders"),
    )
    return Message(
        "no transcript and no participant has an attribute {attribute}{offer}. {state}",
        attribute=quoted(name),
        offer=offer(name, known),
        state=unless_on_page(
            state, Message("State it on the page Study, under People and interviews")
        ),
    )


def _stated(attributes: Mapping[str, object], name: str) -> str:
    return str(attributes.get(name, NOT_STATED)).strip()


def _texts(values: list[Any]) -> Texts:
    return np.array([*values, None], dtype=object)[:-1]  # texts, even of none
