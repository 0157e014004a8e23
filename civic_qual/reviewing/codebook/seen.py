"""What somebody at the codebook may see of what was coded: counts and passages, as sight allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from civic_qual.study.work.queues import BLIND

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.columns import CodingColumns, ReadingColumns
    from civic_qual.corpus.model import Corpus
    from civic_qual.study.study import Study

HUMAN = "human"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The codings that somebody may see, those that were rejected left out.

    Attributes
    ----------
    corpus, codebook
        Of what they are, and by what.
    coded, read
        Codings and readings as columns.
    own_only
        Whether they are theirs alone, since a queue is read blind: a sum would tell of others.
    """

    corpus: Corpus
    codebook: Codebook
    coded: CodingColumns
    read: ReadingColumns
    own_only: bool


@dataclass(frozen=True, kw_only=True)
class Count:
    """How often a code stands: codings of people, by how many of them, and of machines."""

    people: int = 0
    coders: int = 0
    machines: int = 0


def reads_blind(study: Study, coder: str) -> bool:
    """Whether somebody may not see what sums up the work of others.

    Who has not said their name may not as long as anybody reads blind.
    """
    if coder.strip():
        return bool(study.sight(coder).blind)
    return BLIND in set(study.queues["shown"])


def seen_by(study: Study, coder: str) -> Seen:
    """Return the codings that somebody may see summed up: while they read blind, their own.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import civic_qual as cq
    >>> path = Path(tempfile.mkdtemp()) / "mali.study"
    >>> with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
    ...     _ = study.add(cq.example_codings())
    ...     everything = len(seen_by(study, "A").coded)
    ...     _ = study.assign("q", [("mali_13_dogon_elder", 450, 520)], ["A"], kind="transcripts")
    ...     own = seen_by(study, "A")
    >>> own.own_only, len(own.coded) < everything, set(own.coded.coder.values)
    (True, True, {'A'})
    """
    with study._session.reading() as snapshot:
        line = snapshot.line
    kept = _KEPT.get(study)
    if kept is None or (kept.line, kept.coder) != (line, coder):
        kept = _KEPT[study] = _Kept(line=line, coder=coder, seen=_seen(study, coder))
    return kept.seen


def lately_seen_by(study: Study, coder: str, *, seconds: float = 30) -> Seen:
    """Return what somebody may see, as it was a moment ago if neither codebook nor sight changed.

    While rules are written, others code: not every key must count all codings again.
    """
    kept = _KEPT.get(study)
    if (
        kept is not None
        and kept.coder == coder
        and monotonic() - kept.time < seconds
        and kept.seen.codebook is study.codebook
        and kept.seen.corpus is study.corpus
        and kept.seen.own_only == reads_blind(study, coder)
    ):
        return kept.seen
    return seen_by(study, coder)


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """What somebody saw at a line of the trail."""

    line: int
    coder: str
    seen: Seen
    time: float = field(default_factory=monotonic)


_KEPT: WeakKeyDictionary[Study, _Kept] = WeakKeyDictionary()


def _seen(study: Study, coder: str) -> Seen:
    codings = study.codings()
    own_only = reads_blind(study, coder)
    shown = ~codings.coded.status.among({"rejected"})
    read = codings.read
    if own_only:
        shown &= codings.coded.coder.among({coder}) & codings.coded.origin.among({HUMAN})
        read = read.take(read.coder.among({coder}) & read.origin.among({HUMAN}))
    return Seen(
        corpus=codings.corpus,
        codebook=codings.codebook,
        coded=codings.coded.take(shown),
        read=read,
        own_only=own_only,
    )


def counts(seen: Seen) -> dict[str, Count]:
    """Return how often each code stands that stands anywhere, without the codes below it."""
    coded, ids = seen.coded, [code.id for code in seen.codebook]
    human = coded.origin.among({HUMAN})
    size = len(ids)
    people = np.bincount(coded.code[human], minlength=size)
    machines = np.bincount(coded.code[~human], minlength=size)
    pairs = np.unique(coded.code[human] * (len(coded.coder.values) + 1) + coded.coder.which[human])
    coders = np.bincount(pairs // (len(coded.coder.values) + 1), minlength=size)
    return {
        ids[place]: Count(
            people=int(people[place]), coders=int(coders[place]), machines=int(machines[place])
        )
        for place in np.flatnonzero(people + machines).tolist()
    }


def passages(
    study: Study, seen: Seen, code: str, *, coder: str = "", first: int = 0, most: int = 50
) -> dict[str, Any]:
    """Return where a code itself stands, in the order of the transcripts, as a page lists it.

    Parameters
    ----------
    coder
        Whose alone; "" for all.
    first, most
        From which on, and how many.
    """
    coded = seen.coded
    which = coded.code == seen.codebook.positions[code]
    names = sorted(set(coded.coder.take(which).values)) if which.any() else []
    if coder:
        which &= coded.coder.among({coder})
    places = np.flatnonzero(which)
    shown = coded.take(places[first : first + most])
    labels = zip(*(one.texts() for one in (shown.coder, shown.origin, shown.status)), strict=True)
    rows = [
        {
            **quoted_passage(seen.corpus, seen.corpus.transcripts[number].id, start, end),
            "coder": who,
            "origin": origin,
            "status": status,
        }
        for number, start, end, (who, origin, status) in zip(
            shown.transcript.tolist(), shown.start.tolist(), shown.end.tolist(), labels, strict=True
        )
    ]
    return {
        "rows": _with_ids(study, code, rows),
        "of": len(places),
        "first": first,
        "coders": names,
    }


def _with_ids(study: Study, code: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with the ids of their codings."""
    if not rows:
        return []
    where = sorted({row["transcript"] for row in rows})
    known: dict[tuple[object, ...], list[str]] = {}
    for one in study.coding_table(code=code, transcript=where).frame.to_dict("records"):
        if one["code"] == code and one["status"] != "rejected":
            known.setdefault(tuple(one[name] for name in _SAME), []).append(one["id"])
    return [{"id": known[tuple(row[name] for name in _SAME)].pop(0), **row} for row in rows]


_SAME = ("transcript", "start", "end", "coder", "origin")
_LONGEST = 500  # characters of a passage that a list shows


def quoted_passage(
    corpus: Corpus, transcript: str, start: int, end: int, around: int = 90
) -> dict[str, Any]:
    """Return a passage with the words around it in its turn, as a page shows it."""
    found = corpus[transcript]
    text, start, end = found.text, int(start), int(end)
    turn = next((one for one in found.turns if one.start <= start < one.end), None)
    left = max(turn.start if turn else 0, start - around)
    right = min(max(turn.end, end) if turn else len(text), end + around)
    return {
        "transcript": transcript,
        "start": start,
        "end": end,
        "before": ("…" if turn and left > turn.start else "") + text[left:start],
        "words": text[start : min(end, start + _LONGEST)],
        "after": _after(text, start, end, right) + ("…" if turn and right < turn.end else ""),
        "language": turn.language if turn and turn.language else found.language,
    }


def _after(text: str, start: int, end: int, right: int) -> str:
    return text[end:right] if end - start <= _LONGEST else " …"
