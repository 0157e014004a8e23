"""What a table must say of itself: who coded, what was read, what was left out, out of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from civic_qual.analysis.tables.counting import Tally
from civic_qual.analysis.tables.groups import ALL_GROUPS, group_text
from civic_qual.analysis.tables.layout import Hidden
from civic_qual.arrays import Bools, Ints
from civic_qual.codebook.model import spoken_name
from civic_qual.coding.carried import TableRow, coded_spans
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import Labels
from civic_qual.coding.readings import ReadWords
from civic_qual.corpus.counted_words import CountedWords
from civic_qual.corpus.model import NOT_COUNTED, Corpus
from civic_qual.corpus.other_languages import other_language
from civic_qual.language.names import NEITHER
from civic_qual.messages import (
    Message,
    clauses,
    count,
    enumerated,
    listed,
    quoted,
    sentences,
    typed,
)

INVENTED = Message(
    "Invented interviews: nobody said these words, and all counts are for demonstration."
)
NOT_COMPARABLE = Message(
    "Counts per thousand words are not comparable across languages: French needs "
    "more words than English to say the same."
)
UNCORRECTED = Message("Found by a machine, and not corrected for what it misses or finds wrongly.")
SHOWN_SUPPRESSED = Message.in_context("in place of a number of a table", "suppressed")
_TWICE = Message(
    "What is found in two groups counts in each of them, and once in the last column: "
    "that is not the sum of the others."
)
_UNEVEN = Message("Rows that were not looked for everywhere are out of less.")
_KINDS = {
    "rule": Message("the rules of the codebook"),
    "model": Message("a trained model"),
    "human": Message("a person"),
}


class TableNotes(NamedTuple):
    """The notes of a table: what it counts, out of what, and who coded what was read."""

    about: tuple[str, ...]
    bases: tuple[str, ...]
    basis: tuple[str, ...]


def about_table(
    tally: Tally, rows: Sequence[TableRow], numbers: Ints, normalise: str | None
) -> tuple[str, ...]:
    """Say what one table counts, and what would be misread.

    Parameters
    ----------
    numbers
        The counts, of shape (n_rows, n_columns).
    """
    crossing = tally.crossing
    return (
        *([INVENTED] if tally.corpus.invented else []),
        tally.measure.words.counted(tally.unit),
        *([_TWICE] if _found_twice(tally, numbers) else []),
        *_not_looked_for(tally, rows),
        *(
            [
                Message(
                    "Crossed with “{family}”: the theme and the code stand in the same sentence. "
                    "These columns are out of what carries the theme; one passage can be in "
                    "several.",
                    family=spoken_name(crossing.family.name, crossing.family.id),
                )
            ]
            if crossing
            else []
        ),
        *([NOT_COMPARABLE] if normalise == "per_1000_words" else []),
    )


def about_bases(tally: Tally, rows: Sequence[TableRow]) -> tuple[str, ...]:
    """Say how much was read in each group."""
    bases = np.array([tally.base(row) for row in rows])
    return _bases(tally, bases, np.zeros_like(bases, dtype=np.bool_))


def shown_bases(tally: Tally, denominator: Ints, hidden: Hidden) -> tuple[str, ...]:
    """Say how much was read in each group, where that may be said.

    Parameters
    ----------
    denominator
        Those of the table, 0 where they are hidden.
    """
    size = 1 if tally.crossing is None else len(tally.crossing.ids)
    # Of a crossed table, the last column of each group counts all that was read in it.
    return _bases(tally, denominator[:, size - 1 :: size], hidden.denominator[:, size - 1 :: size])


def _bases(tally: Tally, bases: Ints, hidden: Bools) -> tuple[str, ...]:
    """Say how much was read in each group; both of shape (n_rows, n_groups + 1)."""
    groups = [*map(group_text, tally.groups.labels), ALL_GROUPS]
    numbers = [
        SHOWN_SUPPRESSED if unknown else count(number)
        for unknown, number in zip(
            np.any(hidden, axis=0).tolist(), np.max(bases, axis=0).tolist(), strict=True
        )
    ]
    uneven = bool(np.ptp(np.where(hidden, 0, bases), axis=0).any())
    read = Message(
        "{things} read: {numbers}.",
        things=tally.out_of.words.title(tally.unit),
        numbers=clauses(
            Message("{group} {number}", group=group, number=number)
            for group, number in zip(groups, numbers, strict=True)
        ),
    )
    return (sentences([read, _UNEVEN if uneven else ""]),)


def about_codings(codings: Codings, words: CountedWords, minimum: int = 0) -> tuple[str, ...]:
    """Say who coded, what was read, and what was left out.

    Parameters
    ----------
    codings
        The codings of one coder.
    words
        The words that count.
    minimum
        How many people must stand behind a number for readers outside the study; 0: all is said.
    """
    read = ReadWords(codings.read, words, codings.codebook).at_all()
    by_machine = {"rule", "model"}.intersection(codings.read.origin.values)
    return (
        who_coded(codings),
        *codings.notes,
        *(Message("Warning: {problem}", problem=problem) for problem in codings.problems),
        *_read(codings.corpus, words, read, minimum),
        *_left_out(words, minimum),
        *(_unused(codings, words, read) if not minimum else ()),
        *([UNCORRECTED] if by_machine else []),
    )


def who_coded(codings: Codings) -> str:
    """Say who coded, with which codebook.

    Which version of it is told by the fingerprints that the readings carry.
    """
    return Message(
        "Coder: {coder} ({kinds}). Codebook: {codebook}.",
        coder=enumerated(filter(None, codings.read.coder.values)),
        kinds=listed(_KINDS.get(origin, origin) for origin in codings.read.origin.values),
        codebook=_with_fingerprints(codings),
    )


def _with_fingerprints(codings: Codings) -> str:
    codebook = codings.codebook
    named = Message("“{title}”", title=codebook.title)
    if codebook.version:
        named = Message("{codebook}, version {version}", codebook=named, version=codebook.version)
    rules, content = (
        _fingerprints(codings, f"{kind}_fingerprint") for kind in ("rules", "content")
    )
    prints = [
        *([Message("rules {fingerprints}", fingerprints=listed(rules))] if rules else []),
        *([Message("content {fingerprints}", fingerprints=listed(content))] if content else []),
    ]
    if not prints:
        return named
    return Message(
        "{codebook} (fingerprints: {fingerprints})",
        codebook=named,
        fingerprints=enumerated(prints),
    )


def _fingerprints(codings: Codings, name: str) -> list[str]:
    labels: Labels | None = getattr(codings.read, name)
    if labels is None:
        return [getattr(codings.codebook, name)]
    return list(filter(None, labels.values))


def _found_twice(tally: Tally, numbers: Ints) -> bool:
    """Whether the margin is less than the groups together."""
    apart = bool(tally.groups.names) and not tally.crossing
    return apart and bool((numbers[:, :-1].sum(axis=1) != numbers[:, -1]).any())


def _not_looked_for(tally: Tally, rows: Sequence[TableRow]) -> Iterator[str]:
    missing = [row.id for row in rows if not tally.carried.read.anywhere(row.needed)]
    if missing:
        yield Message(
            "Nobody looked for {codes}, so nothing is said of it: a coder by "
            "rules looks for what has rules in the language spoken.",
            codes=enumerated(missing),
        )


def _read(corpus: Corpus, words: CountedWords, read: Bools, minimum: int) -> Iterator[str]:
    said, unread = np.unique(words.turn), np.unique(words.turn[~read])
    if _few(words, unread, minimum):
        yield Message(
            "Nearly all turns of people who count were read; the others are in no number."
        )
        return
    whole = Message.plural(
        "{n} turn of people who count", "{n} turns of people who count", n=len(said)
    )
    if not len(unread):
        yield Message("Read: all {turns}.", turns=whole)
        return
    yield Message("Read: {read} of {turns}.", read=count(len(said) - len(unread)), turns=whole)
    yield Message(
        "Not read, so in no denominator: {turns} ({reasons}).",
        turns=Message.plural("{n} turn", "{n} turns", n=len(unread)),
        reasons=clauses(_reasons(corpus, words, unread, minimum)),
    )


def _few(words: CountedWords, turns: Ints, minimum: int) -> bool:
    """Whether some turns are those of too few people to be counted for readers outside."""
    people = np.unique(words.participant[np.isin(words.turn, turns)])
    return 0 < int(np.count_nonzero(people >= 0)) < minimum


_TURNS_OF = {
    "interviewer": Message("interviewers’ turns"),
    "observer": Message("observers’ turns"),
}


def _reasons(corpus: Corpus, words: CountedWords, unread: Ints, minimum: int) -> Iterator[str]:
    """Yield why turns were not read, with how many; without, if one is of few people."""
    turns = words.turns
    others = {
        transcript: other_language(corpus.transcripts[transcript])
        for transcript in set(turns.transcript[unread].tolist())
    }
    why = [
        _reason(role, language, others[transcript])
        for role, language, transcript in zip(
            turns.role[unread],
            turns.language[unread],
            turns.transcript[unread].tolist(),
            strict=True,
        )
    ]
    reasons = Counter(why)
    of = np.array(why, dtype=object)
    if any(_few(words, unread[of == reason], minimum) for reason in reasons):
        yield Message("in a language without rules, or not known")
        return
    for reason, number in sorted(reasons.items()):
        yield Message("{reason} {number}", reason=reason, number=count(number))


def _reason(role: str, language: str, other: str) -> str:
    if role in NOT_COUNTED:
        return _TURNS_OF[role]
    if language == NEITHER:
        return other
    if not language:
        return Message("language not known")
    return Message("language {language}", language=quoted(language))


def _left_out(words: CountedWords, minimum: int) -> Iterator[str]:
    roles = Counter(words.turns.role)
    interviewers, observers = roles["interviewer"], roles["observer"]
    left_out = [
        *(
            [
                Message.plural(
                    "{n} turn by interviewers", "{n} turns by interviewers", n=interviewers
                )
            ]
            if interviewers
            else []
        ),
        *(
            [Message.plural("{n} turn by observers", "{n} turns by observers", n=observers)]
            if observers
            else []
        ),
    ]
    if left_out and words.include_interviewers:
        yield Message("Interviewers and observers are counted too, where they were read.")
    elif left_out:
        yield Message("Left out: {turns}; all other roles count.", turns=listed(left_out))
    unknown = np.flatnonzero(np.asarray(words.turns.role) == "unknown")
    if roles["unknown"] and not _few(words, unknown, minimum):
        yield Message(
            "Counted although the role of the speaker is unknown: {turns}. If interviewers "
            "are among them, say so {how}.",
            how=typed(
                Message("with corpus.with_roles(...)"),
                Message("in a participants.csv (transcript, speaker, role)"),
                Message("on the page Doubts, where it is told how interviews were read"),
            ),
            turns=Message.plural("{n} turn", "{n} turns", n=roles["unknown"]),
        )


def _unused(codings: Codings, words: CountedWords, read: Bools) -> Iterator[str]:
    rejected = int(codings.coded.status.among(["rejected"]).sum())
    if rejected:
        yield Message.plural(
            "{n} rejected coding not counted.", "{n} rejected codings not counted.", n=rejected
        )
    spans = coded_spans(codings, words)
    before = np.concatenate(([0], np.cumsum(read)))
    outside = int(np.sum(before[spans.first] == before[spans.after]))
    if outside:
        yield Message.plural(
            "{n} coding not counted: no counted word that was read "
            "stands there (only labels or notes, a role left out, or no reading).",
            "{n} codings not counted: no counted word that was read "
            "stands there (only labels or notes, a role left out, or no reading).",
            n=outside,
        )
