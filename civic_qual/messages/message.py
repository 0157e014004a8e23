"""Sentences with named fields, and the values that each language writes in its own way.

Lists, numbers, dates and quotations are written as a language wants them: all that it decides is
in its catalogue, and none of it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from operator import index
from typing import TYPE_CHECKING, Any, SupportsFloat, SupportsIndex

from civic_qual.messages.catalogues import (
    ENGLISH,
    Catalogue,
    Spoken,
    fields_of,
    has_words,
    message_of,
    parts,
    said,
    untranslated,
    untranslated_in,
    untranslated_plural,
)

if TYPE_CHECKING:
    import datetime


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


_SERIES = untranslated("{first}, {next}")
_CLAUSES = untranslated("{first}; {next}")
_AND = untranslated("{first} and {last}")
_OR = untranslated("{first} or {last}")
_MORE = untranslated_plural("{names} and {n} more", "{names} and {n} more")
_NUMBER = untranslated("1,234.5")
_PERCENT = untranslated("{number}%")
_QUOTED = untranslated("'{name}'")
_MONTHS = (
    untranslated("{day} January {year}"),
    untranslated("{day} February {year}"),
    untranslated("{day} March {year}"),
    untranslated("{day} April {year}"),
    untranslated("{day} May {year}"),
    untranslated("{day} June {year}"),
    untranslated("{day} July {year}"),
    untranslated("{day} August {year}"),
    untranslated("{day} September {year}"),
    untranslated("{day} October {year}"),
    untranslated("{day} November {year}"),
    untranslated("{day} December {year}"),
)
_FIRST_DAY = untranslated_in("the first day of a month", "1")
_MOMENT = untranslated("{day}, {hour}:{minute}")


def filled(form: str, fields: dict[str, object], words: Catalogue) -> str:
    """Fill the fields of a template with values in the language of a catalogue."""
    return "".join(
        said(fields[part], words) if is_field else part for part, is_field in parts(form)
    )


def _filled_by(words: Catalogue, form: str, **fields: object) -> str:
    return filled(words.translated(form) or form, fields, words)


def listed(items: Iterable[object], most: int | None = None, *, empty: str = "") -> str:
    """List things in a sentence: a, b and c.

    Parameters
    ----------
    items
        Names, messages or numbers.
    most
        Of more than these, the first ones are named and the others counted.
    empty
        What is said of none.

    Returns
    -------
    str
        Text that each language says in its own way.

    Examples
    --------
    >>> listed(["plan", "harm", "eng"]), listed(["plan", "harm", "eng"], most=2)
    ('plan, harm and eng', 'plan, harm and 1 more')
    """
    return Spoken(_list, tuple(map(kept, items)), most, empty, _AND)


def alternatives(items: Iterable[object], most: int | None = None, *, empty: str = "") -> str:
    """List things of which one is to be taken: a, b or c; see `listed`.

    Examples
    --------
    >>> alternatives(["turn", "sentence", "paragraph"])
    'turn, sentence or paragraph'
    """
    return Spoken(_list, tuple(map(kept, items)), most, empty, _OR)


def enumerated(items: Iterable[object], most: int | None = None, *, empty: str = "") -> str:
    """List things after a colon or between brackets: a, b, c; see `listed`.

    Examples
    --------
    >>> enumerated(["plan", "harm", "eng"]), enumerated(["plan", "harm", "eng"], most=1)
    ('plan, harm, eng', 'plan and 2 more')
    """
    return Spoken(_list, tuple(map(kept, items)), most, empty, _SERIES)


def _list(
    words: Catalogue, items: tuple[object, ...], most: int | None, empty: str, last: str
) -> str:
    if not items:
        return said(empty, words)
    shown = [said(item, words) for item in items[:most]]
    if most is not None and len(items) > most:
        return _cut_short(words, shown, len(items) - most)
    if len(shown) == 1 or last == _SERIES:
        return _joined(words, shown, _SERIES)
    return _filled_by(
        words, last, first=_joined(words, shown[:-1], _SERIES), last=shown[-1], next=shown[-1]
    )


def _cut_short(words: Catalogue, shown: list[str], n: int) -> str:
    form = words.translated_plural(*_MORE, n) or _MORE[1]
    return filled(form, {"names": _joined(words, shown, _SERIES), "n": count(n)}, words)


def _joined(words: Catalogue, shown: Iterable[str], pair: str) -> str:
    return _filled_by(words, pair, first="", next="").join(shown)


def lines(items: Iterable[object]) -> str:
    r"""Put messages below each other; empty ones are left out.

    Examples
    --------
    >>> lines(["a.txt: empty", "", "b.txt: empty"])
    'a.txt: empty\nb.txt: empty'
    """
    return Spoken(_put_together, "\n", tuple(kept(item) for item in items if item))


def sentences(items: Iterable[object]) -> str:
    """Put whole sentences behind each other; empty ones are left out.

    Examples
    --------
    >>> sentences(["Two read it.", "", "They agree."])
    'Two read it. They agree.'
    """
    return Spoken(_put_together, " ", tuple(kept(item) for item in items if item))


def clauses(items: Iterable[object]) -> str:
    """Put messages behind each other with semicolons; empty ones are left out.

    Examples
    --------
    >>> clauses(["it is empty", "export it again"])
    'it is empty; export it again'
    """
    return Spoken(_put_together, _CLAUSES, tuple(kept(item) for item in items if item))


def _put_together(words: Catalogue, between: str, items: tuple[object, ...]) -> str:
    shown = [said(item, words) for item in items]
    return _joined(words, shown, between) if between == _CLAUSES else between.join(shown)


def count(n: SupportsIndex) -> str:
    """Write a whole number with its thousands set apart.

    Examples
    --------
    >>> count(12345)
    '12,345'
    """
    return Spoken(_number, f"{index(n):,}")


def decimal(number: SupportsFloat, digits: int | None = None, *, signed: bool = False) -> str:
    """Write a number with so many decimals; without `digits`, with those that it has, at most 6.

    Examples
    --------
    >>> decimal(1234.5, 2), decimal(0.25), decimal(0.25, 1, signed=True)
    ('1,234.50', '0.25', '+0.2')
    """
    sign = "+" if signed else ""
    digits_written = "g" if digits is None else f".{digits}f"
    return Spoken(_number, format(float(number), f"{sign},{digits_written}"))


def percent(share: SupportsFloat, digits: int = 0) -> str:
    """Write a share of 1 in percent.

    Examples
    --------
    >>> percent(0.125), percent(0.125, 1)
    ('12%', '12.5%')
    """
    return Spoken(_percent, format(float(share), f",.{digits}%")[:-1])


def _number(words: Catalogue, english: str) -> str:
    marks = re.fullmatch(r"1(.*)234(.*)5", words.translated(_NUMBER) or _NUMBER)
    thousands, point = marks.groups() if marks else (",", ".")
    return point.join(part.replace(",", thousands) for part in english.split("."))


def _percent(words: Catalogue, english: str) -> str:
    return _filled_by(words, _PERCENT, number=_number(words, english))


def quoted(name: object) -> str:
    r"""Quote a name or a value as somebody wrote it; signs that cannot be seen are spelt out.

    Examples
    --------
    >>> print(quoted("plan"), quoted("a\tb"), quoted(5))
    'plan' 'a\tb' 5
    """
    if isinstance(name, str):
        return Spoken(_quote, str(name))
    return Spoken(_as_it_is, repr(name))


def _as_it_is(_: Catalogue, text: str) -> str:
    return text


def _quote(words: Catalogue, name: str) -> str:
    form = words.translated(_QUOTED)
    if form is None or form == _QUOTED:
        return repr(name)
    seen = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in name)
    return filled(form, {"name": seen}, words)


def day(date: datetime.date) -> str:
    """Write a date.

    Examples
    --------
    >>> import datetime
    >>> day(datetime.date(2024, 5, 1))
    '1 May 2024'
    """
    return Spoken(_day, date.year, date.month, date.day)


def moment(time: datetime.datetime) -> str:
    """Write a date and the time of day.

    Examples
    --------
    >>> import datetime
    >>> moment(datetime.datetime(2024, 5, 1, 14, 5))
    '1 May 2024, 14:05'
    """
    return Spoken(_moment, time.year, time.month, time.day, time.hour, time.minute)


def _day(words: Catalogue, year: int, month: int, day_of_month: int) -> str:
    context, first = _FIRST_DAY
    number = words.translated(first, context) if day_of_month == 1 else None
    return _filled_by(words, _MONTHS[month - 1], day=number or str(day_of_month), year=str(year))


def _moment(
    words: Catalogue, year: int, month: int, day_of_month: int, hour: int, minute: int
) -> str:
    return _filled_by(
        words,
        _MOMENT,
        day=_day(words, year, month, day_of_month),
        hour=str(hour),
        minute=f"{minute:02d}",
    )


def kept(value: object) -> object:
    """Return the value of a field as it is kept: text, a whole number, or what can be said."""
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return decimal(value)
    if isinstance(value, BaseException):
        return message_of(value)
    if isinstance(value, (list, tuple)):
        return enumerated(value)
    if hasattr(value, "strftime"):
        return _dated(value)
    if hasattr(value, "__index__"):
        return index(value)
    return str(value)


def _dated(date: Any) -> str:
    return moment(date) if hasattr(date, "hour") else day(date)
