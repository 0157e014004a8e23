"""Texts that stay in the study file until somebody asks for them, also after it was closed.

Copied, pickled or sent to another process, what is lazy here becomes an object like any other, with
its texts: so it does not need the file any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import partial
from types import MappingProxyType
from typing import Any

from civic_qual.coding.evidence import TextEvidence
from civic_qual.corpus.model import Transcript
from civic_qual.study.corpus_records import turns_of
from civic_qual.study.opening import explained
from civic_qual.study.records import Version
from civic_qual.study.store import Store


class LazyTexts:
    """Fetches texts from a study file; one that was closed is open only while that takes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def passage(self, revision: str) -> str:
        """Return the text of a revision."""
        with self._opened() as store:
            return store.passage(revision)

    def evidence(self, rows: Sequence[int]) -> list[str]:
        """Return the evidence of codings, by their rows in the file."""
        with self._opened() as store:
            return store.evidence(rows)

    @contextmanager
    def _opened(self) -> Iterator[Store]:
        with explained(self._store.path):
            if not self._store.closed:
                yield self._store
                return
            # Left open, nobody would close it: Windows could not move the file, nor others
            # on a network drive work on it.
            again = Store(self._store.path)
            try:
                yield again
            finally:
                again.close()


@dataclass(frozen=True, eq=False)
class StoredEvidence:
    """The reasons of codings, by their rows in the study file."""

    texts: LazyTexts
    rows: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return the texts; they may quote somebody, so without words nothing of them is left."""
        rows = self.rows if positions is None else [self.rows[index] for index in positions]
        return self.texts.evidence(rows) if words else [""] * len(rows)

    def take(self, positions: Sequence[int]) -> StoredEvidence:
        """Return the evidence of some codings, in the order told."""
        return StoredEvidence(self.texts, tuple(self.rows[index] for index in positions))

    def __reduce__(self) -> tuple[type[TextEvidence], tuple[Any, ...]]:
        return TextEvidence, (tuple(self.describe()),)


class StoredTranscript(Transcript):
    """A transcript whose text and turns are fetched from the study when first asked for.

    Pickled, copied or changed with `replace`, it is a transcript like any other.
    """

    @classmethod
    def of(cls, version: Version, texts: LazyTexts) -> StoredTranscript:
        """Make the transcript of a record."""
        made: StoredTranscript = object.__new__(cls)
        made.__dict__.update(
            id=version.transcript,
            revision=version.revision,
            language=version.language,
            source=version.source,
            translation_of=version.translation_of,
            attributes=MappingProxyType(json.loads(version.attributes)),
            _turns=version.turns,
            _reported=version.reported,
            _texts=texts,
        )
        return made

    def __getattr__(self, name: str) -> Any:
        own = self.__dict__
        if name == "text" and "_texts" in own:
            own["text"] = own["_texts"].passage(own["revision"])
        elif name == "turns" and "_turns" in own:
            own["turns"] = turns_of(own["_turns"], own["_reported"])
        else:
            raise AttributeError(name)
        return own[name]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Transcript) and _facts(self) == _facts(other)

    def __hash__(self) -> int:
        return hash((self.id, self.text))

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Transcript, **_facts(self)), ()


def _facts(transcript: Transcript) -> dict[str, Any]:
    facts = {one.name: getattr(transcript, one.name) for one in fields(Transcript)}
    return {**facts, "attributes": dict(transcript.attributes)}
