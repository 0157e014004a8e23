"""What a document says of itself in small print at its end, so that it can be read back.

Programs give comments other numbers, drop who answers whom, and properties of the file; the text
they keep. So there stands, a line each: for whom the document is and of which text, its passages by
their keys, and every suggestion that was made, since of one that was deleted nothing else is left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field, fields
from functools import cached_property
from typing import Any, cast

from civic_qual.coding.columns import Origin
from civic_qual.corpus.transcripts import Span
from civic_qual.messages import Message, decimal, render
from civic_qual.study.work.queue import Advice

_OPENS, _CLOSES = "\u27e6", "\u27e7"  # brackets that nobody types
_LINE = re.compile(f"{_OPENS}([^{_OPENS}{_CLOSES}]*){_CLOSES}")


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A suggestion as a document shows it, and the passage that it is of.

    Attributes
    ----------
    token
        Its name in the document, in the comment's own text.
    item
        The key of the passage.
    name
        What the code is called in the comment.
    code, origin, score, by, why, spans
        As an `Advice` has them.
    """

    token: str
    item: str
    name: str
    code: str
    origin: str
    score: float
    by: str
    why: str
    spans: tuple[Span, ...]

    def advice(self, transcript: str, revision: str) -> Advice:
        """Return the advice that it was made of."""
        return Advice(
            transcript=transcript,
            revision=revision,
            spans=self.spans,
            code=self.code,
            origin=cast("Origin", self.origin),
            by=self.by,
            score=self.score,
            why=self.why,
        )


@dataclass(frozen=True, kw_only=True)
class SmallPrint:
    """What a document is.

    Attributes
    ----------
    queue, coder, codebook
        As a `Queue` has them.
    transcript, revision
        Of what it shows the text.
    language
        In which it speaks.
    items
        The keys of its passages, in the order of the text: they are numbered from 1.
    suggestions
        What was suggested in it.
    """

    queue: str
    coder: str
    codebook: str
    transcript: str
    revision: str
    language: str
    items: tuple[str, ...]
    suggestions: tuple[Suggestion, ...] = field(default=())

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The numbers of its passages, by their keys."""
        return {key: number for number, key in enumerate(self.items, start=1)}

    @property
    def lines(self) -> Iterator[str]:
        """The lines that are printed."""
        head = [*(getattr(self, name) for name in _HEAD), len(self.suggestions)]
        for kind, values in (
            ("document", head),
            ("passages", self.items),
            *(("suggestion", astuple(one)) for one in self.suggestions),
        ):
            yield _OPENS + json.dumps([kind, *values], ensure_ascii=False) + _CLOSES


_ORIGINS: Mapping[str, str] = {
    "rule": Message.in_context("whose suggestion it is", "rule"),
    "model": Message.in_context("whose suggestion it is", "model"),
}


def comment_lines(made: Suggestion, language: str) -> list[str]:
    """Return the lines of the comment that is a suggestion: the last one bears its name.

    Of several places of one code in a passage the first bears the comment, and it says how many.
    """
    whose = render(_ORIGINS.get(made.origin, made.by), language)
    sure = f" {render(decimal(made.score, 2), language)}" if made.origin in _ORIGINS else ""
    times = f" · {len(made.spans)}×" if len(made.spans) > 1 else ""
    return [made.name, f"{made.code} · {whose}{sure}{times} · #{made.token}"]


_HEAD = ("queue", "coder", "codebook", "transcript", "revision", "language")


def small_prints(text: str) -> list[SmallPrint]:
    r"""Return what a text says of the documents in it: several, if somebody pasted some together.

    What cannot be read is left out; a document of which a suggestion cannot be read is, too.

    Examples
    --------
    >>> one = SmallPrint(
    ...     queue="s60", coder="Awa", codebook="", transcript="bria", revision="2066ace8",
    ...     language="fr", items=("CFMHBV5",),
    ... )
    >>> small_prints("\n".join(one.lines)) == [one]
    True
    """
    documents: list[_Found] = []
    for kind, *values in _lines_in(text):
        try:
            if kind == "document":
                *head, suggested = values
                named = dict(zip(_HEAD, map(_text, head), strict=True))
                documents.append(_Found(named, _number(suggested)))
            elif documents and kind == "passages":
                documents[-1].items.extend(map(_text, values))
            elif documents and kind == "suggestion":
                documents[-1].suggestions.append(_suggestion(values))
        except (TypeError, ValueError):
            continue
    return [
        SmallPrint(items=tuple(one.items), suggestions=tuple(one.suggestions), **one.named)
        for one in documents
        if len(one.suggestions) == one.suggested
    ]


@dataclass
class _Found:
    """What is printed of a document, on its way."""

    named: dict[str, str]
    suggested: int
    items: list[str] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)


def _lines_in(text: str) -> Iterator[list[Any]]:
    for line in _LINE.findall(text):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, list) and found:
            yield found


def _suggestion(values: list[Any]) -> Suggestion:
    named = dict(zip((one.name for one in fields(Suggestion)), values, strict=True))
    spans = tuple((_number(start), _number(end)) for start, end in named.pop("spans"))
    score = float(named.pop("score"))
    if not spans or any(not 0 <= start < end for start, end in spans) or not 0 <= score <= 1:
        raise ValueError(values)
    return Suggestion(
        spans=spans, score=score, **{name: _text(said) for name, said in named.items()}
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(value)
    return value
