"""What kinds of things a call takes, read from its annotations; others are refused in a sentence.

`Arguments` is what `calls.helpful` asks of every call of a public function::

    >>> from civic_qual.calls import helpful
    >>> @helpful
    ... def agree(codings: Codings, *, coders: Sequence[str] | None = None) -> None: ...
    >>> agree(["Awa", "Issa"])
    Traceback (most recent call last):
    ...
    civic_qual.errors.ArgumentError: agree takes codings as codings, and got a list that begins
    with the text 'Awa'; RuleCoder(...).code(corpus), a model's .code(corpus) and read_codings(...)
    make them

An annotation that is not understood is not checked: this is help for people, not a type checker.
"""

from __future__ import annotations

import ast
import inspect
import os
from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass
from functools import partial
from itertools import islice
from numbers import Integral, Real
from typing import Any, TypeAlias

from civic_qual.errors import ArgumentError
from civic_qual.messages import Message, alternatives, quoted

_SHOWN = 40  # characters of a text that was given


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueKind:
    """A kind of thing that a call may take.

    Attributes
    ----------
    one, many
        What it is called, alone and as "a list of ...".
    fits
        Whether a value is of this kind.
    made
        What makes one, or "".
    """

    one: str
    many: str
    fits: Callable[[object], bool]
    made: str = ""


Wanted: TypeAlias = tuple[ValueKind, ...]  # one of these; () is anything


def _is_called(name: str, value: object) -> bool:
    """Whether a value is of a class of that name: rooms above need not be imported to be known."""
    return any(one.__name__ == name for one in type(value).__mro__)


def _house(name: str, one: str, many: str, made: str = "") -> dict[str, ValueKind]:
    return {name: ValueKind(one=one, many=many, fits=partial(_is_called, name), made=made)}


def _is_number(value: object) -> bool:
    return isinstance(value, Real)


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool) or _is_called("bool_", value) or _is_called("bool", value)


def _is_table(value: object) -> bool:
    return _is_called("Result", value) or _is_called("DataFrame", value)


def _is_path(value: object) -> bool:
    return isinstance(value, str | os.PathLike)


def _is_nothing(value: object) -> bool:
    return value is None


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_list(value: object) -> bool:
    other = isinstance(value, str | bytes | Mapping) or _is_called("DataFrame", value)
    return isinstance(value, Iterable) and not other


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_evidence(value: object) -> bool:
    return any(one.__name__.endswith("Evidence") for one in type(value).__mro__)


_TEXT = ValueKind(one=Message("a text"), many=Message("texts"), fits=_is_text)
_PATH = ValueKind(one=Message("a path"), many=Message("paths"), fits=_is_path)
_KINDS: Mapping[str, ValueKind] = {
    "str": _TEXT,
    "int": ValueKind(one=Message("a whole number"), many=Message("whole numbers"), fits=_is_whole),
    "float": ValueKind(one=Message("a number"), many=Message("numbers"), fits=_is_number),
    "bool": ValueKind(one=Message("True or False"), many=Message("True or False"), fits=_is_flag),
    "None": ValueKind(one="None", many="None", fits=_is_nothing),
    "Path": _PATH,
    "PathLike": _PATH,
    "Callable": ValueKind(one=Message("a function"), many=Message("functions"), fits=callable),
    "Mapping": ValueKind(
        one=Message("a dictionary"), many=Message("dictionaries"), fits=_is_mapping
    ),
    **_house("DataFrame", Message("a DataFrame"), Message("DataFrames")),
    **_house("PeopleWorkbook", Message("a people workbook"), Message("people workbooks")),
    **_house(
        "Codings",
        Message("codings"),
        Message("codings"),
        Message(
            "RuleCoder(...).code(corpus), a model's .code(corpus) and read_codings(...) make them"
        ),
    ),
    **_house(
        "Corpus",
        Message("a corpus"),
        Message("corpora"),
        Message("read_corpus(...) and Corpus.from_frame(...) make one"),
    ),
    **_house(
        "Codebook",
        Message("a codebook"),
        Message("codebooks"),
        Message("read_codebook(...) makes one"),
    ),
    **_house(
        "Sample",
        Message("a sample"),
        Message("samples"),
        Message("draw_sample(...) and read_sample(...) make one"),
    ),
    **_house("Study", Message("a study"), Message("studies"), Message("Study(path) opens one")),
    **_house(
        "ThemeClassifier",
        Message("a model"),
        Message("models"),
        Message("ThemeClassifier() and ThemeClassifier.load(...) make one"),
    ),
    **_house("Transcript", Message("a transcript"), Message("transcripts")),
    **_house("Turn", Message("a turn"), Message("turns")),
    **_house("Code", Message("a code"), Message("codes")),
    **_house("Participants", Message("participants"), Message("participants")),
    "Evidence": ValueKind(one=Message("evidence"), many=Message("evidence"), fits=_is_evidence),
    **_house("Result", Message("a table"), Message("tables")),
    "Table": ValueKind(one=Message("a table"), many=Message("tables"), fits=_is_table),
    **_house("Quotes", Message("quotes"), Message("quotes"), Message("quotes(...) makes them")),
    **_house("Scores", Message("scores"), Message("scores")),
    "Page": ValueKind(
        one=Message("a report"),
        many=Message("reports"),
        fits=partial(_is_called, "ThemeReport"),
        made=Message("theme_report(...) makes one"),
    ),
    **_house(
        "EarlierReleases",
        Message("what was released before"),
        Message("what was released before"),
        Message("earlier_releases(...) and a study's earlier_releases make it"),
    ),
    **_house(
        "ErrorRates",
        Message("error rates"),
        Message("error rates"),
        Message("error_by(...) makes them"),
    ),
    **_house(
        "CrossValidation",
        Message("the performance of a model"),
        Message("performances of models"),
        Message("cross_validate(...) makes it"),
    ),
}
# What rooms call their kinds; a word of a list is a text, and the room knows which there are.
ALIASES: Mapping[str, str] = {
    "Moves": "Mapping[str, str | Sequence[str]]",
    "Names": "str | Sequence[str] | None",
    "Progress": "bool",
    "Released": "Table|Codings|Page",
    "Roles": "Mapping[object, str]",
    **dict.fromkeys(("Association", "Case", "CodedUnit", "Counted", "Coverage", "Design"), "str"),
    **dict.fromkeys(("Distance", "Level", "MeasureName", "Method", "Normalise"), "str"),
    **dict.fromkeys(("Origin", "Policy", "QueueKind", "Role", "Scope"), "str"),
    **dict.fromkeys(("SegmentMeasureName", "Shown", "Status", "Unit", "Unread", "Value"), "str"),
}
_LISTS = ("Sequence", "Iterable", "Collection", "list", "tuple", "set", "frozenset")


def _list_of(wanted: Wanted) -> ValueKind:
    """Return the kind of lists whose members are of some kinds."""

    def fits(value: object) -> bool:
        if not (isinstance(value, Iterable) and _is_list(value)):
            return False
        if isinstance(value, list | tuple):
            return not wanted or all(_fits(wanted, one) for one in value)
        # Of an array the first tells of what all are; what is read only once is not looked into.
        first = list(islice(value, 1)) if isinstance(value, Sized) else []
        return not wanted or all(_fits(wanted, one) for one in first)

    things = alternatives(kind.many for kind in wanted)
    one = Message("a list of {things}", things=things) if wanted else Message("a list")
    return ValueKind(one=one, many=Message("lists"), fits=fits)


def _dictionary_of(wanted: Wanted) -> ValueKind:
    """Return the kind of dictionaries whose values are of some kinds."""

    def fits(value: object) -> bool:
        if not isinstance(value, Mapping):
            return False
        return not wanted or all(_fits(wanted, one) for one in value.values())

    things = alternatives(kind.many for kind in wanted)
    plain = _KINDS["Mapping"]
    one = Message("a dictionary of {things}", things=things) if wanted else plain.one
    return ValueKind(one=one, many=plain.many, fits=fits)


def _fits(wanted: Wanted, value: object) -> bool:
    return any(kind.fits(value) for kind in wanted)


def wanted_by(annotation: object) -> Wanted:
    """Read what an annotation takes; () if a name in it is not known.

    Examples
    --------
    >>> [str(kind.one) for kind in wanted_by("str | Sequence[Codings] | None")]
    ['a text', 'a list of codings', 'None']
    >>> wanted_by("Strange | None")
    ()
    """
    if not isinstance(annotation, str):
        return ()
    return _read(ast.parse(annotation, mode="eval").body)


def _read(node: ast.expr) -> Wanted:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            one, other = _read(left), _read(right)
            return (*one, *other) if one and other else ()
        case ast.Constant(value=None):
            return (_KINDS["None"],)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            if name in ALIASES:
                return _read(ast.parse(ALIASES[name], mode="eval").body)
            return (_list_of(()),) if name in _LISTS else _known(name)
        case ast.Subscript(value=ast.Name(id=name), slice=inner):
            if name in _LISTS:
                first = inner.elts[0] if isinstance(inner, ast.Tuple) else inner
                return (_list_of(_read(first)),)
            if name == "Mapping" and isinstance(inner, ast.Tuple):
                return (_dictionary_of(_read(inner.elts[1])),)
            return _known(name)
    return ()


def _known(name: str) -> Wanted:
    return (_KINDS[name],) if name in _KINDS else ()


def given(value: object) -> str:
    """Say what was given, shortly.

    Examples
    --------
    >>> given(None), given("Awa"), given(5), given(["Awa", "Issa"]), given({})
    ('None', "the text 'Awa'", 'the number 5', "a list that begins with the text 'Awa'", 'a dict')
    """
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return Message("the text {text}", text=quoted(value[:_SHOWN]))
    if isinstance(value, Real):
        return Message("the number {number}", number=str(value))
    if isinstance(value, list | tuple):
        if not value:
            return Message("an empty list")
        return Message("a list that begins with {thing}", thing=given(value[0]))
    if isinstance(value, type) or inspect.isroutine(value):
        return Message("{name} itself, which was not called", name=value.__name__)
    return Message("a {kind}", kind=type(value).__name__)


def _given_instead(wanted: Wanted, value: object) -> str:
    """Say what was given; of a list of which only some do not fit, which of them."""
    if isinstance(value, list | tuple) and value and _fits(wanted, [value[0]]):
        for one in value:
            if not _fits(wanted, [one]):
                return Message("a list with {thing} in it", thing=given(one))
    return given(value)


class Arguments:
    """What a function takes, found when it is first called; calling this refuses what does not fit.

    Parameters
    ----------
    function
        A function with annotations as texts.
    shown
        What it is called in refusals.
    """

    def __init__(self, function: Callable[..., Any], shown: str) -> None:
        self._function, self._shown = function, shown
        self._places: list[str] | None = None
        self._wanted: dict[str, Wanted] = {}
        self._rest = ""  # the name of *args

    def __call__(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """Refuse a call of which a value is of another kind.

        Raises
        ------
        ArgumentError
            It names the argument, what it takes and what was given.
        """
        if self._places is None:
            self._places = self._read()
        shown = self._shown
        if "." in shown and self._places[:1] == ["self"] and args:
            # As the class is called whose object it is, wherever the method is written.
            shown = f"{type(args[0]).__name__}.{shown.rpartition('.')[2]}"
        for place, value in enumerate(args):
            name = self._places[place] if place < len(self._places) else self._rest
            self._check(shown, name, value)
        for name, value in kwargs.items():
            self._check(shown, name, value)

    def _read(self) -> list[str]:
        places = []
        for one in inspect.signature(self._function).parameters.values():
            if one.kind is one.VAR_KEYWORD:
                continue
            if one.kind is one.VAR_POSITIONAL:
                self._rest = one.name
            elif one.kind is not one.KEYWORD_ONLY:
                places.append(one.name)
            wanted = wanted_by(one.annotation)
            if wanted and one.default is None:  # whatever its annotation says
                wanted = (*wanted, _KINDS["None"])
            self._wanted[one.name] = wanted
        return places

    def _check(self, shown: str, name: str, value: object) -> None:
        wanted = self._wanted.get(name)
        if wanted and not _fits(wanted, value):
            raise refusal(shown, name, wanted, value, several=name == self._rest)


def refusal(
    function: str, argument: str, wanted: Wanted, value: object, *, several: bool = False
) -> ArgumentError:
    """Say what a call takes as an argument, or as several, what it got, and what to do.

    Examples
    --------
    >>> print(refusal("agreement", "coders", wanted_by("Sequence[str] | None"), "Awa"))
    agreement takes a list of texts as coders, and got the text 'Awa'; write ['Awa']
    """
    kinds = [kind for kind in wanted if kind is not _KINDS["None"]]
    advice = next((kind.made for kind in kinds if kind.made), "")
    if isinstance(value, str) and _fits(wanted, [value]):
        advice = Message("write [{value}]", value=quoted(value[:_SHOWN]))
    if several and _list_of(wanted).fits(value):
        advice = Message("write {function}(*several) for a list", function=function)
    said = {
        "function": function,
        "argument": argument,
        "wanted": alternatives(kind.one for kind in kinds),
        "given": _given_instead(wanted, value),
    }
    if advice:
        return ArgumentError(
            Message(
                "{function} takes {wanted} as {argument}, and got {given}; {advice}",
                advice=advice,
                **said,
            )
        )
    return ArgumentError(
        Message("{function} takes {wanted} as {argument}, and got {given}", **said)
    )
