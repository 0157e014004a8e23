"""What a table must say of itself: who coded, what was read, what was left out, out of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from civic_qual.analysis.measures import Normalise
from civic_qual.analysis.tables.counting import Tally
from civic_qual.arrays import Bools, Ints
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import Labels
from civic_qual.coding.mentions import coded_spans
from civic_qual.coding.readings import ReadWords
from civic_qual.coding.theme_rows import TableRow
from civic_qual.corpus.counted_words import CountedWords
from civic_qual.corpus.model import NOT_COUNTED
from civic_qual.corpus.segments import Unit

_KNOWN: WeakKeyDictionary[Codings, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def remember_errors(machine: Codings, warnings: dict[str, tuple[str, ...]]) -> None:
    """Keep the warnings of each attribute with the codings they are about."""
    _KNOWN.setdefault(machine, {}).update(warnings)


def errors_tested(machine: Codings, attribute: str) -> bool:
    """Return whether the errors were tested by an attribute, whatever was found."""
    return attribute in _KNOWN.get(machine, {})


def known_errors(machine: Codings, by: Sequence[str]) -> tuple[str, ...]:
    """Return what is known of the errors of codings by some attributes, a line each."""
    known = _KNOWN.get(machine, {})
    return tuple(dict.fromkeys(line for name in by for line in known.get(name, ())))


INVENTED = "Invented interviews: nobody said these words, and all counts are for demonstration."
NOT_COMPARABLE = (
    "Counts per thousand words are not comparable across languages: French needs "
    "more words than English to say the same."
)
UNCORRECTED = "Found by a machine, and not corrected for what it misses or finds wrongly."

_KINDS = {"rule": "the rules of the codebook", "model": "a trained model", "human": "a person"}
_CROSSED = (
    "Crossed with “{family}”: the theme and the code stand in the same sentence. These "
    "columns are out of what carries the theme; one passage can be in several."
)


def about_table(
    tally: Tally,
    rows: Sequence[TableRow],
    count: Ints,
    unit: Unit,
    normalise: Normalise | None,
    invented: bool,
) -> tuple[str, ...]:
    """Say what one table counts, and what would be misread."""
    return (
        *([INVENTED] if invented else []),
        tally.measure.words.counted(unit),
        *_twice(tally, count),
        *_not_looked_for(tally, rows),
        *([_CROSSED.format(family=tally.crossing.family.label())] if tally.crossing else []),
        *([NOT_COMPARABLE] if normalise == "per_1000_words" else []),
    )


def about_bases(tally: Tally, rows: Sequence[TableRow], unit: Unit) -> tuple[str, ...]:
    """Say how much was read in each group."""
    bases = np.array([tally.base(row) for row in rows])
    largest = bases.max(axis=0)
    labels = [*(" / ".join(label) for label in tally.groups.labels), "all"]
    counts = "; ".join(f"{label} {number:,}" for label, number in zip(labels, largest, strict=True))
    less = (
        ""
        if (bases == largest).all()
        else (" Rows that were not looked for everywhere are out of less.")
    )
    return (f"{tally.out_of.words.title(unit)} read: {counts}.{less}",)


def about_codings(codings: Codings, words: CountedWords) -> tuple[str, ...]:
    """Say who coded, what was read, and what was left out.

    Parameters
    ----------
    codings
        The codings of one coder.
    words
        The words that count.
    """
    read = ReadWords(codings.read, words, codings.codebook).at_all()
    by_machine = {"rule", "model"}.intersection(codings.read.origin.values)
    problems = [f"Warning: {problem}" for problem in codings.problems]
    return (
        who_coded(codings),
        *codings.notes,
        *problems,
        *_read(words, read),
        *_left_out(words),
        *_unused(codings, words, read),
        *([UNCORRECTED] if by_machine else []),
    )


def who_coded(codings: Codings) -> str:
    """Say who coded, with which codebook.

    Which version of it is told by the fingerprints that the readings carry.
    """
    read, codebook = codings.read, codings.codebook
    coder = ", ".join(filter(None, read.coder.values))
    kinds = " and ".join(_KINDS.get(origin, origin) for origin in read.origin.values)
    prints = ", ".join(
        f"{kind} {' and '.join(found)}"
        for kind in ("rules", "content")
        if (found := _fingerprints(codings, f"{kind}_fingerprint"))
    )
    version = f", version {codebook.version}" if codebook.version else ""
    marks = f" (fingerprints: {prints})" if prints else ""
    return f"Coder: {coder} ({kinds}). Codebook: “{codebook.title}”{version}{marks}."


def _fingerprints(codings: Codings, name: str) -> list[str]:
    told: Labels | None = getattr(codings.read, name)
    return [getattr(codings.codebook, name)] if told is None else list(filter(None, told.values))


def counted_phrase(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 turn", "1,200 turns"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _twice(tally: Tally, count: Ints) -> Iterator[str]:
    """Warn where the margin is less than the groups together."""
    if (
        tally.groups.names
        and not tally.crossing
        and (count[:, :-1].sum(axis=1) != count[:, -1]).any()
    ):
        yield (
            "What is found in two groups counts in each of them, and once in the last column: "
            "that is not the sum of the others."
        )


def _not_looked_for(tally: Tally, rows: Sequence[TableRow]) -> Iterator[str]:
    missing = [row.id for row in rows if not tally.read.anywhere(row.needed)]
    if missing:
        yield (
            f"Nobody looked for {', '.join(missing)}, so nothing is said of it: a coder by "
            "rules looks for what has rules in the language spoken."
        )


def _read(words: CountedWords, read: Bools) -> Iterator[str]:
    said, unread = np.unique(words.turn), np.unique(words.turn[~read])
    whole = f"{counted_phrase(len(said), 'turn')} of people who count"
    yield (
        f"Read: {len(said) - len(unread):,} of {whole}." if len(unread) else f"Read: all {whole}."
    )
    if len(unread):
        roles, languages = words.turns.role[unread], words.turns.language[unread]
        why = Counter(
            f"{role}s’ turns"
            if role in NOT_COUNTED
            else f"language {language!r}"
            if language
            else "language not known"
            for role, language in zip(roles, languages, strict=True)
        )
        reasons = "; ".join(f"{reason} {number:,}" for reason, number in sorted(why.items()))
        yield (
            f"Not read, so in no denominator: {counted_phrase(len(unread), 'turn')} ({reasons})."
        )


def _left_out(words: CountedWords) -> Iterator[str]:
    roles = Counter(words.turns.role)
    left_out = [
        counted_phrase(roles[role], f"turn by {role}s", f"turns by {role}s")
        for role in sorted(NOT_COUNTED)
        if roles[role]
    ]
    if left_out and words.include_interviewers:
        yield "Interviewers and observers are counted too, where they were read."
    elif left_out:
        yield f"Left out: {' and '.join(left_out)}; all other roles count."
    if roles["unknown"]:
        unknown = counted_phrase(roles["unknown"], "turn")
        yield (
            f"Counted although the role of the speaker is unknown: {unknown}. If interviewers "
            "are among them, say so with corpus.with_roles(...)."
        )


def _unused(codings: Codings, words: CountedWords, read: Bools) -> Iterator[str]:
    rejected = int(codings.coded.status.among(["rejected"]).sum())
    if rejected:
        yield f"{counted_phrase(rejected, 'rejected coding')} not counted."
    spans = coded_spans(codings, words)
    before = np.concatenate(([0], np.cumsum(read)))
    outside = int(np.sum(before[spans.first] == before[spans.after]))
    if outside:
        yield (
            f"{counted_phrase(outside, 'coding')} not counted: no counted word that was read "
            "stands there (only labels or notes, a role left out, or no reading)."
        )
