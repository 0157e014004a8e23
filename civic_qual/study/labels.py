"""Texts that stand in many records of a study file: each is kept once, and stands as a number."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection
from contextlib import suppress
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from civic_qual.errors import StudyError
from civic_qual.messages import Message

_LABELS_AFTER = "SELECT number, text FROM label WHERE number > ? ORDER BY number"


class StoredLabels:
    """The labels of an open file, as far as they were asked for."""

    def __init__(self, path: Path, file: sqlite3.Connection) -> None:
        self.path = path
        self._file = file
        self._lock = threading.RLock()
        self._numbers: dict[str, int] = {}
        self._texts: dict[int, str] = {}
        self._written: dict[int, str] = {}  # the same as JSON

    def number(self, text: str) -> int:
        """Return the number of a label; -1 if the file has none such."""
        if text not in self._numbers:
            with self._lock:
                row = self._file.execute(
                    "SELECT number FROM label WHERE text = ?", (text,)
                ).fetchone()
            if row is None:
                return -1
            self._numbers[text] = row[0]
        return self._numbers[text]

    def text(self, number: int) -> str:
        """Return the text of a label.

        Raises
        ------
        StudyError
            If there is none.
        """
        if number not in self._texts:
            with self._lock:
                known = next(reversed(self._texts), 0)
                self._texts.update(self._file.execute(_LABELS_AFTER, (known,)))
        text = self._texts.get(number)
        if not isinstance(text, str):
            raise self.damaged(Message("label {number} is missing", number=str(number)))
        return text

    def _number(self, texts: Collection[str]) -> None:
        """Give every text a number."""
        fresh = [text for text in texts if self.number(text) < 0]
        self._file.executemany("INSERT INTO label (text) VALUES (?)", [(text,) for text in fresh])
        for text in fresh:
            self.number(text)

    def _last_label(self) -> int:
        with suppress(sqlite3.OperationalError):  # of a file that is just being made
            return int(self._value("SELECT ifnull(max(number), 0) FROM label"))
        return 0

    def _forget_labels(self, last: int) -> None:
        """Forget the labels after one; all of them where the file cannot tell which these are."""
        fresh = None
        if self._file.in_transaction:
            with suppress(sqlite3.Error):
                fresh = self._file.execute(_LABELS_AFTER, (last,)).fetchall()
        if fresh is None:
            self._numbers.clear()
            self._texts.clear()
            self._written.clear()
        for number, text in fresh or ():
            self._numbers.pop(text, None)
            self._texts.pop(number, None)
            self._written.pop(number, None)

    def _written_labels(self) -> dict[int, str]:
        """Return the texts of labels as JSON, by their numbers."""
        with self._lock:
            known = next(reversed(self._written), 0)
            told = self._file.execute(_LABELS_AFTER, (known,))
            fresh = [(number, text) for number, text in told if isinstance(text, str)]
            self._written.update({number: encode_basestring(text) for number, text in fresh})
        return self._written

    def damaged(self, what: str) -> StudyError:
        """Return the error that says that something is not as it was recorded."""
        return StudyError(
            Message(
                "{file}: the file is damaged ({what}): restore a backup, or ask for the copy of "
                "a colleague and merge it",
                file=self.path.name,
                what=what,
            )
        )

    def _value(self, question: str, *values: Any) -> Any:
        with self._lock:
            (row,) = self._file.execute(question, values).fetchall()
            return row[0]
