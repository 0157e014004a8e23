"""Sentences with named fields, which a catalogue holds in other languages."""

from __future__ import annotations

from functools import lru_cache
from operator import index
from typing import Any, SupportsIndex

from civic_qual.messages.catalogues import ENGLISH, Catalogue, Spoken
from civic_qual.messages.formatters import count, fields_of, filled, has_words, kept


class Message(Spoken):
    """A sentence, or a label, that can be said in another language.

    As a `str` it is the English: it compares, joins, pickles and prints as such. What is made of
    it by `+`, `f"..."` or `.join` is English for good; put it in a field of another message.

    Parameters
    ----------
    template
        English with named fields, `"{file}: nobody speaks in it"`; a literal, so that it is found
        for the catalogues. `{{` is a brace.
    **fields
        One value for each field: text, whole numbers, messages, errors, paths, or what
        `listed`, `enumerated`, `alternatives`, `quoted`, `count`, `decimal`, `percent`, `day` and
        `moment` make.

    Raises
    ------
    TypeError
        If a field has no value, or a value no field.

    See Also
    --------
    Message.plural : If a number decides about the words.
    Message.in_context : If one English text has two meanings.
    render : Say it in another language.

    Examples
    --------
    >>> refusal = Message("{file}: nobody speaks in it", file="bria.txt")
    >>> refusal
    'bria.txt: nobody speaks in it'
    >>> Message("{n} is too few", n=Message.plural("one turn", "{n} turns", n=2))
    '2 turns is too few'
    """

    template: str
    fields: dict[str, object]

    def __new__(cls, template: str, /, **fields: object) -> Message:
        """Make the English of a template and its fields."""
        return _made(cls, "", template, "", {name: kept(value) for name, value in fields.items()})

    @classmethod
    def plural(cls, one: str, many: str, /, *, n: SupportsIndex, **fields: object) -> Message:
        """Return the form that goes with `n`; `{n}` is written with its thousands set apart.

        Parameters
        ----------
        one, many
            English for 1, and for all else. A field may stand in one of them only.
        n
            The number that decides.
        **fields
            As of `Message`.

        Examples
        --------
        >>> Message.plural("one turn was left out", "{n} turns were left out", n=1200)
        '1,200 turns were left out'
        """
        values = {name: kept(value) for name, value in fields.items()}
        return _made(cls, "", one, many, {**values, "n": index(n)})

    @classmethod
    def in_context(cls, context: str, template: str, /, **fields: object) -> Message:
        """Return a message whose English means different things in different places.

        Examples
        --------
        >>> Message.in_context("people, in a table", "all")
        'all'
        """
        values = {name: kept(value) for name, value in fields.items()}
        return _made(cls, context, template, "", values)

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (type(self), *self._made_of)


def _made(
    cls: type[Message], context: str, one: str, many: str, fields: dict[str, object]
) -> Message:
    _check_fields(one, many, tuple(fields))
    message: Message = Spoken.__new__(cls, _say, context, one, many, fields)  # type: ignore[assignment]
    message.template, message.fields = one, fields
    return message


@lru_cache(maxsize=4096)
def _check_fields(one: str, many: str, names: tuple[str, ...]) -> None:
    given = set(names)
    needed = fields_of(one) | fields_of(many)
    surplus = given - needed - ({"n"} if many else set())
    if missing := needed - given:
        raise TypeError(f"{one!r} needs {', '.join(sorted(missing))}")
    if surplus:
        raise TypeError(f"{one!r} has no field for {', '.join(sorted(surplus))}")


def _say(words: Catalogue, context: str, one: str, many: str, fields: dict[str, object]) -> str:
    form = _form(words, context, one, many, fields)
    if form is None:
        # A sentence is of one language: what nobody translated is English with all its fields.
        form = _form(ENGLISH, context, one, many, fields) or one
        words = ENGLISH if has_words(form) else words
    if many:
        fields = {**fields, "n": count(fields["n"])}  # type: ignore[arg-type]
    return filled(form, fields, words)


def _form(
    words: Catalogue, context: str, one: str, many: str, fields: dict[str, object]
) -> str | None:
    if not many:
        return words.translated(one, context)
    return words.translated_plural(one, many, fields["n"], context)  # type: ignore[arg-type]
