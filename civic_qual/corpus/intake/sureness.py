"""Which transcripts are surely read, what is doubtful of the others, and what settles a doubt.

A transcript is sure if nothing of how it was read needs to be asked, and the roles of all who
count are known. What a person states of speakers, by roles or in a table of participants, settles
doubts about labels, people and roles. Doubts about words are settled by the file: with labels in
it, or by somebody who has compared the turns with it and states the attribute `reading` as
`confirmed`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING

from civic_qual.corpus.consent import is_withheld
from civic_qual.corpus.intake.account import Account, Confirmed
from civic_qual.corpus.intake.layouts.doubts import Doubt, asked_first, unknown_roles
from civic_qual.corpus.transcripts import NOT_COUNTED, Role, Transcript
from civic_qual.errors import ReadError
from civic_qual.messages import Message, enumerated, lines, typed, unless_on_page
from civic_qual.texts import unaccented

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.corpus.intake.attributes import Told
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.people import Speaker

READING = "reading"  # an attribute of a transcript
_CONFIRMED = frozenset({"confirmed", "confirme", "confirmee", "confirmes", "confirmees"})

# Of the words that nobody says, those that stand inside turns and number or name them.
_OF_TURNS = frozenset({"label", "number"})


# What is doubtful


def doubts_of(transcript: Transcript, account: Account | None) -> list[Doubt]:
    """Return what is doubtful about a transcript and nobody has settled, doubts to ask first."""
    if is_confirmed(transcript) or is_withheld(transcript):
        return []
    speakers = {turn.speaker for turn in transcript.turns}
    told = account or Account()
    left = [one for one in told.doubts if not _is_settled(one, told.confirmed, speakers)]
    asked = {speaker for one in left if one.grade == "ask" for speaker in one.speakers}
    unknown = [speaker for speaker in _of_unknown_role(transcript) if speaker not in asked]
    return asked_first([*left, *([unknown_roles(unknown)] if unknown else [])])


def unsure(corpus: Corpus) -> dict[str, list[Doubt]]:
    """Return the doubts that a person must be asked, of every transcript that has any."""
    found = {
        one.id: [
            doubt for doubt in doubts_of(one, corpus.accounts.get(one.id)) if doubt.grade == "ask"
        ]
        for one in corpus
    }
    return {name: doubts for name, doubts in found.items() if doubts}


def asked_lines(corpus: Corpus) -> list[str]:
    """Return every doubt to ask once, with its transcripts, as `Corpus.notes` has it."""
    return _lines(unsure(corpus))


def noted_lines(corpus: Corpus) -> list[str]:
    """Return the notes of a corpus that are no doubts, as what was left out of a file."""
    doubts = {one.id: doubts_of(one, corpus.accounts.get(one.id)) for one in corpus}
    doubtful = set(_lines(doubts))
    return [note for note in corpus.notes if note not in doubtful]


def _lines(doubts: Mapping[str, Iterable[Doubt]]) -> list[str]:
    names: dict[str, list[str]] = {}
    for name, of_transcript in doubts.items():
        for doubt in of_transcript:
            names.setdefault(doubt.message, []).append(name)
    return [note_line(message, transcripts) for message, transcripts in names.items()]


def note_line(note: str, transcripts: Sequence[str]) -> str:
    """Return a note with the transcripts it holds for."""
    return Message("{transcripts}: {note}", transcripts=enumerated(transcripts, 5), note=note)


def refuse_unsure(corpus: Corpus) -> None:
    """Refuse a corpus of which not all is surely read.

    Raises
    ------
    ReadError
        With every such file, and what is doubtful about it.
    """
    found = unsure(corpus)
    if not found:
        return
    first = Message.plural(
        "{n} transcript of {of} is not surely read:",
        "{n} transcripts of {of} are not surely read:",
        n=len(found),
        of=len(corpus),
    )
    told = [
        Message("{file}: {problem}", file=_file(corpus[name]), problem=doubt.message)
        for name, doubts in found.items()
        for doubt in doubts
    ]
    raise ReadError(lines([first, *told, HOW_TO_SETTLE]))


HOW_TO_SETTLE = unless_on_page(
    Message(
        "Look at these files. State who speaks (transcript, speaker, participant, role) in "
        "people.xlsx or participants.csv{roles}; label the turns where the file leaves it open; "
        "where all turns are right as they are, write confirmed under reading in people.xlsx or "
        "attributes.csv",
        roles=typed(Message(" or with roles="), ""),
    ),
    Message(
        "Look at these files on the page Doubts, and say there who speaks, or that all is right"
    ),
)


def _file(transcript: Transcript) -> str:
    return PurePath(transcript.source).name or transcript.id


def is_confirmed(transcript: Transcript) -> bool:
    """Whether a person stated that all turns of a transcript are right as they were read."""
    stated = transcript.attributes.get(READING, "")
    return unaccented(stated.strip().casefold()) in _CONFIRMED


def _is_settled(doubt: Doubt, confirmed: Collection[Confirmed], speakers: Collection[str]) -> bool:
    """Whether it was stated of those whom a doubt is about, or of all speakers of the file."""
    if doubt.about == "words":
        return False
    return any(
        whom and all((doubt.about, speaker) in confirmed for speaker in whom)
        for whom in (doubt.speakers, speakers)
    )


def _of_unknown_role(transcript: Transcript) -> Iterable[str]:
    return dict.fromkeys(
        turn.speaker for turn in transcript.turns if turn.role == "unknown" and turn.spoken
    )


# What a person stated


def with_confirmed(
    account: Account,
    *,
    roles: Mapping[str, Role],
    named: Iterable[str] = (),
    participants: Iterable[str] = (),
) -> Account:
    """Return an account in which a person stated something of speakers.

    Parameters
    ----------
    account
        How the transcript was read.
    roles
        The roles stated, by speaker; "unknown" settles nothing.
    named
        Speakers of whom anything was stated: they are speakers.
    participants
        Speakers of whom it was stated which person they are.

    Examples
    --------
    >>> sorted(with_confirmed(Account(), roles={"I": "interviewer"}).confirmed)
    [('labels', 'I'), ('people', 'I'), ('roles', 'I')]
    """
    stated = {*account.confirmed, *_confirmed(roles, {*roles, *named, *participants})}
    stated.update(("people", speaker) for speaker in participants)
    return replace(account, confirmed=frozenset(stated))


def with_told(
    accounts: Mapping[str, Account], told: Told, roles: Mapping[str, Mapping[str, Role]]
) -> dict[str, Account]:
    """Return accounts, by transcript, with what a table of participants tells of speakers.

    `roles` are those stated, by transcript and speaker, in the table or by hand.
    """
    people = _by_transcript(told.declared, told.speaks_for)
    named = _by_transcript(told.stated)
    return {
        name: with_confirmed(
            account, roles=roles.get(name, {}), named=named[name], participants=people[name]
        )
        for name, account in accounts.items()
    }


def _by_transcript(*speakers: Iterable[Speaker]) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for transcript, speaker in chain(*speakers):
        found[transcript].add(speaker)
    return found


def _confirmed(roles: Mapping[str, Role], named: Iterable[str]) -> Iterator[Confirmed]:
    for speaker in named:
        yield "labels", speaker
    for speaker, role in roles.items():
        if role != "unknown":
            yield "roles", speaker
        if role in NOT_COUNTED:  # nobody is counted behind it
            yield "people", speaker


# As a table


def intake_table(corpus: Corpus) -> pd.DataFrame:
    """Return one row a transcript: what came in, what went out; see `Corpus.intake`."""
    import numpy as np
    import pandas as pd

    from civic_qual.corpus.token_index import token_index

    turns_before = np.cumsum([0, *(len(one.turns) for one in corpus)])
    words = np.diff(token_index(corpus).turn_first[turns_before])
    rows = [{**_row(corpus, one), "words": int(n)} for one, n in zip(corpus, words, strict=True)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"words_outside": "Int64", "sure": bool})


COLUMNS = (
    "transcript", "file", "layout", "turns", "speakers", "people", "words", "words_outside",
    "sure", "doubt",
)  # fmt: skip


def _row(corpus: Corpus, one: Transcript) -> dict[str, object]:
    account = corpus.accounts.get(one.id)
    doubts = doubts_of(one, account)
    counted = {turn.speaker for turn in one.turns if turn.counted}
    return {
        "transcript": one.id,
        "file": PurePath(one.source).name,
        "layout": account.layout if account else "",
        "turns": len(one.turns),
        "speakers": len({(turn.speaker, turn.speaker or turn.role) for turn in one.turns}),
        "people": len({corpus.participants.of(one.id, who) or who for who in counted}),
        "words_outside": _words_outside(account) if account else None,
        "sure": all(doubt.grade != "ask" for doubt in doubts),
        "doubt": "; ".join(doubt.message for doubt in doubts),
    }


def _words_outside(account: Account) -> int:
    return sum(n for kind, n in account.words_outside.items() if kind not in _OF_TURNS)
