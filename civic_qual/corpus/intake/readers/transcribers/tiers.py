"""Tiers of ELAN and Praat to turns: a tier is one person's, and what overlaps stands by its time.

Beside what was said, tiers hold what others made of it: translations, glosses, gestures, sounds of
single letters. These are not read, and said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.readers.document import Document
from civic_qual.corpus.intake.readers.subtitles.pieces import Piece, document_of_pieces
from civic_qual.errors import ReadError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.sheets.reading import word_rows
from civic_qual.texts import unaccented

_LISTS = {
    kind: frozenset(names) for kind, names in word_rows("corpus/lists/tier_names.txt").items()
}
_NO_SPEECH, _SINGLE_WORDS, _SILENT = _LISTS["other"], _LISTS["words"], _LISTS["silence"]
_WORD_BY_WORD, _PAUSE = 1.3, 1.0  # words an interval; seconds that part them
_IDS = 0.8  # of all values hold a number and no white space: they name what stands elsewhere
_ID = re.compile(r"(?=\S*\d)\S{1,40}")


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier: its name, whose it is if the file says so, and what stands in it when."""

    name: str
    pieces: tuple[Piece, ...]
    participant: str = ""
    parent: str = ""

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(piece.words.split()) for piece in self.pieces)

    @property
    def speaker(self) -> str:
        """Whose words it holds."""
        if self.participant:
            return self.participant
        first, dash, last = self.name.rpartition(" - ")  # as the Montreal aligner names them
        return first.strip() if dash and _plain(last) in _SINGLE_WORDS | _NO_SPEECH else self.name


def document_of_tiers(tiers: Sequence[Tier], kind: str, *, notes: tuple[str, ...] = ()) -> Document:
    """Build the transcript of tiers.

    Raises
    ------
    ReadError
        If no tier holds words.
    """
    full = [kept for tier in tiers if (kept := _without_silences(tier)).words]
    chosen = list(_spoken(full))
    if not chosen:
        raise ReadError(
            Message("no tier of this {kind} holds words; check that it is a transcript", kind=kind)
        )
    read = {tier.name for tier in chosen}
    left_out = [tier for tier in full if tier.name not in read]
    pieces = [
        replace(piece, speaker=tier.speaker) for tier in chosen for piece in _joined(tier.pieces)
    ]
    pieces.sort(key=lambda piece: (piece.start or 0.0, piece.end or 0.0))
    return document_of_pieces(pieces, layout="tiers", notes=notes, doubts=_doubts(left_out, read))


def _without_silences(tier: Tier) -> Tier:
    kept = tuple(
        piece for piece in tier.pieces if piece.words.strip().casefold() not in {"", *_SILENT}
    )
    return replace(tier, pieces=kept)


def _spoken(tiers: Sequence[Tier]) -> Iterator[Tier]:
    """Yield, for each speaker, the tier that holds what was said."""
    families: defaultdict[str, list[Tier]] = defaultdict(list)
    roots = _roots(tiers)
    for tier in tiers:
        families[roots[tier.name]].append(tier)
    by_speaker: defaultdict[str, list[Tier]] = defaultdict(list)
    for root, family in families.items():
        best = _best([tier for tier in family if tier.name == root and not _names_ids(tier)])
        best = best or _best(family)
        if best:
            by_speaker[best.speaker].append(best)
    for same in by_speaker.values():
        if best := _best(same):
            yield best


def _roots(tiers: Sequence[Tier]) -> dict[str, str]:
    """Return the tier on which each one stands in the end, itself if on none."""
    parents = {tier.name: tier.parent for tier in tiers}
    roots: dict[str, str] = {}
    for start in parents:
        name, above = start, {start}
        while name not in roots and (parent := parents[name]) in parents:
            if parent in above:  # a circle, as no program writes it
                break
            above.add(parent)
            name = parent
        roots |= dict.fromkeys(above, roots.get(name, name))
    return roots


def _best(tiers: Sequence[Tier]) -> Tier | None:
    """Return the tier with the most words, of those that hold whole utterances if there are any."""
    speech = [tier for tier in tiers if not _is_named(tier, _NO_SPEECH) and not _names_ids(tier)]
    whole = [tier for tier in speech if not _is_named(tier, _SINGLE_WORDS)]
    return max(whole or speech, key=lambda tier: tier.words, default=None)


def _is_named(tier: Tier, names: frozenset[str]) -> bool:
    return not names.isdisjoint(re.split(r"[^\w]+|_", _plain(tier.name)))


def _plain(name: str) -> str:
    return unaccented(name.casefold()).strip()


def _names_ids(tier: Tier) -> bool:
    ids = sum(bool(_ID.fullmatch(piece.words.strip())) for piece in tier.pieces)
    return ids >= _IDS * len(tier.pieces)


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join what stands word by word to what is said in one breath."""
    words = sum(len(piece.words.split()) for piece in pieces)
    if words > _WORD_BY_WORD * len(pieces):
        yield from pieces
        return
    run: list[Piece] = []
    for piece in pieces:
        before = run[-1].end if run else None
        if run and (before is None or (piece.start or 0.0) - before >= _PAUSE):
            yield _one(run)
            run = []
        run.append(piece)
    if run:
        yield _one(run)


def _one(run: Sequence[Piece]) -> Piece:
    words = " ".join(piece.words for piece in run)
    return Piece(run[0].speaker, words, run[0].start, run[-1].end)


def _doubts(left_out: Sequence[Tier], read: Collection[str]) -> list[Doubt]:
    """Say which tiers were not read; ask about those that may be somebody else's words."""
    asked = [
        tier
        for tier in left_out
        if not _is_named(tier, _NO_SPEECH | _SINGLE_WORDS)
        and not _names_ids(tier)
        and tier.parent not in read
    ]
    names = {tier.name for tier in asked}
    told = [tier for tier in left_out if tier.name not in names]
    doubts = []
    if asked:
        doubts.append(
            Doubt(
                Message(
                    "tiers of people of whom another tier has more words were not read: {tiers}",
                    tiers=_names(asked),
                )
            )
        )
    if told:
        doubts.append(
            Doubt(
                Message(
                    "tiers that hold no speech of their own were not read: {tiers}",
                    tiers=_names(told),
                ),
                "told",
            )
        )
    return doubts


def _names(tiers: Sequence[Tier]) -> str:
    return enumerated([quoted(tier.name) for tier in tiers], 8)
