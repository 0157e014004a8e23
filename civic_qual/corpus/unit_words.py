"""What the units of counting are called where people read of them."""

from __future__ import annotations

from civic_qual.messages import Message

_ONE = {
    "turn": Message.in_context("a unit of counting", "turn"),
    "sentence": Message.in_context("a unit of counting", "sentence"),
    "paragraph": Message.in_context("a unit of counting", "paragraph"),
    "transcript": Message.in_context("a unit of counting", "transcript"),
    "word": Message.in_context("a unit of counting", "word"),
    "interview": Message.in_context("a unit of counting", "interview"),
}
_SEVERAL = {
    "turn": Message.in_context("units of counting", "turns"),
    "sentence": Message.in_context("units of counting", "sentences"),
    "paragraph": Message.in_context("units of counting", "paragraphs"),
    "transcript": Message.in_context("units of counting", "transcripts"),
    "word": Message.in_context("units of counting", "words"),
    "interview": Message.in_context("units of counting", "interviews"),
}


def unit_word(unit: str) -> str:
    """Return what one unit is called.

    Examples
    --------
    >>> unit_word("turn")
    'turn'
    """
    return _ONE.get(unit, unit)


def units_word(unit: str) -> str:
    """Return what several units are called.

    Examples
    --------
    >>> units_word("turn")
    'turns'
    """
    return _SEVERAL.get(unit, unit)


def counted_units(n: int, unit: str) -> str:
    """Return a number of units in words.

    Examples
    --------
    >>> counted_units(1, "turn"), counted_units(1200, "sentence")
    ('1 turn', '1,200 sentences')
    """
    if unit == "turn":
        return Message.plural("{n} turn", "{n} turns", n=n)
    if unit == "sentence":
        return Message.plural("{n} sentence", "{n} sentences", n=n)
    if unit == "paragraph":
        return Message.plural("{n} paragraph", "{n} paragraphs", n=n)
    if unit == "transcript":
        return Message.plural("{n} transcript", "{n} transcripts", n=n)
    if unit == "word":
        return Message.plural("{n} word", "{n} words", n=n)
    if unit == "interview":
        return Message.plural("{n} interview", "{n} interviews", n=n)
    return Message.plural("{n} passage", "{n} passages", n=n)
