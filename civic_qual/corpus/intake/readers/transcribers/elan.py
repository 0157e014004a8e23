"""ELAN annotation files (.eaf): tiers of annotations, aligned with time or with each other."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from civic_qual.bounded.archives import attribute, local, xml_elements
from civic_qual.corpus.intake.readers.document import DEFAULTS, Document, ReadOptions
from civic_qual.corpus.intake.readers.subtitles.pieces import Piece
from civic_qual.corpus.intake.readers.transcribers.tiers import Tier, document_of_tiers
from civic_qual.errors import ReadError
from civic_qual.messages import Message

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_KIND = Message("ELAN file")
_ALIGNED, _REFERRING = "ALIGNABLE_ANNOTATION", "REF_ANNOTATION"
_MOST_LAYERS = 20  # of tiers on tiers: a word on a sentence, a gloss on a word
_LONGEST_SLOT = 15  # digits of milliseconds


def read_eaf(data: bytes, _options: ReadOptions = DEFAULTS) -> Document:
    """Read an ELAN file: a tier is one person's, whom PARTICIPANT or its name tells.

    Raises
    ------
    ReadError
        If it is damaged, no ELAN file, or no tier holds words.
    """
    file = _read(data)
    return document_of_tiers([_tier(file, one) for one in file.tiers], _KIND)


@dataclass
class _Annotation:
    name: str
    first: str = ""  # a time slot
    last: str = ""
    on: str = ""  # the annotation it belongs to
    words: str = ""


@dataclass
class _RawTier:
    name: str
    participant: str
    parent: str
    annotations: list[_Annotation] = field(default_factory=list)


@dataclass
class _File:
    """What stands in a file; `times` are seconds by slot, in order, None where none is told."""

    times: dict[str, float | None] = field(default_factory=dict)
    tiers: list[_RawTier] = field(default_factory=list)
    spans: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)


def _read(data: bytes) -> _File:
    file = _File()
    root = ""
    for event, element in xml_elements(io.BytesIO(data), _KIND):
        tag = local(element.tag)
        if event == "start":
            root = root or tag
            if root != "ANNOTATION_DOCUMENT":
                raise ReadError(
                    Message("this is no ELAN file, though its name ends so; export it again")
                )
            if tag == "TIER":
                file.tiers.append(_raw_tier(element))
        elif tag == "TIME_SLOT":
            value = attribute(element, "TIME_VALUE")
            known = value.isascii() and value.isdigit() and len(value) <= _LONGEST_SLOT
            file.times[attribute(element, "TIME_SLOT_ID")] = int(value) / 1000 if known else None
        elif tag in {_ALIGNED, _REFERRING} and file.tiers:
            file.tiers[-1].annotations.append(_annotation(element))
            element.clear()
    _work_out_times(file)
    return file


def _raw_tier(element: Element) -> _RawTier:
    return _RawTier(
        name=" ".join(attribute(element, "TIER_ID").split()),
        participant=" ".join(attribute(element, "PARTICIPANT").split()),
        parent=" ".join(attribute(element, "PARENT_REF").split()),
    )


def _annotation(element: Element) -> _Annotation:
    value = next((one for one in element if local(one.tag) == "ANNOTATION_VALUE"), None)
    return _Annotation(
        name=attribute(element, "ANNOTATION_ID"),
        first=attribute(element, "TIME_SLOT_REF1"),
        last=attribute(element, "TIME_SLOT_REF2"),
        on=attribute(element, "ANNOTATION_REF"),
        words=" ".join("".join(value.itertext()).split()) if value is not None else "",
    )


def _work_out_times(file: _File) -> None:
    """Give every annotation its times: slots without one are as late as the one before them."""
    before: float | None = None
    for slot, time in file.times.items():
        file.times[slot] = before = time if time is not None else before
    waiting: list[_Annotation] = []
    for one in _annotations(file):
        if one.on:
            waiting.append(one)
        else:
            file.spans[one.name] = (file.times.get(one.first), file.times.get(one.last))
    for _ in range(_MOST_LAYERS):  # those on annotations whose times are known, layer by layer
        file.spans |= {one.name: file.spans[one.on] for one in waiting if one.on in file.spans}
        waiting = [one for one in waiting if one.name not in file.spans]


def _annotations(file: _File) -> Iterator[_Annotation]:
    return (one for tier in file.tiers for one in tier.annotations)


def _tier(file: _File, raw: _RawTier) -> Tier:
    return Tier(
        name=raw.name,
        pieces=tuple(
            Piece(None, one.words, *file.spans.get(one.name, (None, None)))
            for one in raw.annotations
        ),
        participant=raw.participant,
        parent=raw.parent,
    )
