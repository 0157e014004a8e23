"""What pages ask: a name and values as JSON, and an answer as JSON, by whatever way they come.

The page of the desk asks over HTTP and the one in a notebook through its kernel; both mean the
same.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, get_type_hints

from civic_qual.errors import CivicQualError, StudyError
from civic_qual.messages import Message, render, speaking

if TYPE_CHECKING:
    from pydantic import BaseModel

    from civic_qual.study.study import Study

Answer: TypeAlias = Any  # what JSON can hold
Call: TypeAlias = Callable[..., Answer]


@dataclass(kw_only=True)
class Seat:
    """Who asks, and of which study.

    Attributes
    ----------
    opened
        The open study, or None.
    coder
        The name of the person at the page; "" as long as they have not said it.
    language
        The language in which they are answered: "en" or "fr".
    patience
        How many seconds they wait for what takes long to work out, and can be asked for again;
        None: until it is there.
    """

    opened: Study | None
    coder: str = ""
    language: str = "en"
    patience: float | None = None

    def __post_init__(self) -> None:
        self.coder = self.coder.strip()  # a name of spaces is no name

    @property
    def study(self) -> Study:
        """The open study.

        Raises
        ------
        StudyError
            If none is open.
        """
        if self.opened is None:
            raise StudyError(Message("no study is open: open one, or make one, on the first page"))
        return self.opened

    @property
    def person(self) -> str:
        """The name of the person at the page.

        Raises
        ------
        StudyError
            If they have not said it.
        """
        if not self.coder:
            raise StudyError(Message("say who you are first: what you do stands under your name"))
        return self.coder


@dataclass(frozen=True, kw_only=True)
class Calls:
    """The calls that a page may make, by name."""

    by_name: Mapping[str, Call]

    @classmethod
    def of(cls, *functions: Call) -> Calls:
        """Return functions as calls under their names: each takes a seat, and values by name.

        Values are checked against the annotations, which must be importable when it is called.
        """
        return cls(by_name={one.__name__: one for one in functions})

    def __or__(self, other: Calls) -> Calls:
        """Return the calls of both.

        Raises
        ------
        KeyError
            If they have a name in common: one would hide the other.
        """
        if twice := self.by_name.keys() & other.by_name.keys():
            raise KeyError(*sorted(twice))
        return Calls(by_name={**self.by_name, **other.by_name})

    def answer(self, name: str, seat: Seat, values: Mapping[str, Any]) -> dict[str, Answer]:
        """Return `{"answer": ...}`, or `{"refused": why}` in the language of the seat.

        Raises
        ------
        KeyError
            If there is no such call.
        """
        from pydantic import ValidationError

        function = self.by_name[name]
        with speaking(seat.language):
            try:
                told = _values_of(function).model_validate(values)
                return {"answer": function(seat, **{key: getattr(told, key) for key in values})}
            except CivicQualError as error:
                return {"refused": render(error)}
            except ValidationError as error:
                # The page asked wrongly: nothing that a person can mend.
                return {
                    "refused": render(
                        Message(
                            "the page asked for {name} in a way that is not understood "
                            "({problem}): load it anew",
                            name=name,
                            problem=error.errors()[0]["msg"],
                        )
                    )
                }


@lru_cache(maxsize=256)
def _values_of(function: Call) -> type[BaseModel]:
    """Return the model of the values that a call takes beside the seat."""
    from pydantic import ConfigDict, create_model

    _, *taken = inspect.signature(function).parameters.values()
    hints = get_type_hints(function)
    fields: dict[str, Any] = {
        one.name: (hints[one.name], ... if one.default is one.empty else one.default)
        for one in taken
    }
    return create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **fields)
