"""What annotations take, and how the rest is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from civic_qual.arguments import given, refusal, wanted_by
from civic_qual.calls import helpful, helpful_when_made
from civic_qual.errors import ArgumentError


class Codings:
    """Called as those of the house."""


class Others(Codings):
    """A kind of them."""


@pytest.mark.parametrize(
    ("annotation", "fitting", "others"),
    [
        ("str", ["a"], [None, 1, ["a"], Path("a")]),
        ("int", [1, np.int64(1)], [1.5, "1", None]),
        ("float", [1, 0.5, np.float32(1)], ["1", None, [1.0]]),
        ("bool", [True, np.bool_(False)], [1, "True", None]),
        ("str | PathLike[str]", ["a", Path("a")], [1, ["a"], None]),
        ("Sequence[str]", [["a"], ("a",), np.array(["a"]), pd.Series(["a"]), []], ["a", [1], {}]),
        ("Sequence[str]", [pd.Index(["a"]), {"a"}], [pd.DataFrame({"a": [1]}), np.array([1])]),
        ("str | Sequence[str] | None", ["a", ["a"], None], [1, [None]]),
        ("Mapping[str, str]", [{}, {"a": "b"}], [{"a": 1}, [], "a"]),
        ("Codings | Sequence[Codings]", [Codings(), [Others()]], ["a", ["a"], None, Codings]),
        ("pd.DataFrame", [pd.DataFrame()], [pd.Series([1]), {}]),
        ("Strange | None", [1, "a", None], []),
        ("object", [1, "a", None], []),
    ],
)
def test_what_annotations_take(annotation, fitting, others):
    wanted = wanted_by(annotation)

    def fits(value):
        return not wanted or any(kind.fits(value) for kind in wanted)

    assert [one for one in fitting if not fits(one)] == []
    assert [one for one in others if fits(one)] == []


def test_what_can_be_read_only_once_is_not_read():
    numbers = iter([1, 2])
    assert any(kind.fits(numbers) for kind in wanted_by("Iterable[str]"))
    assert list(numbers) == [1, 2]


def test_what_was_given_is_said_shortly():
    assert given("x" * 100) == "the text '" + "x" * 40 + "'"
    assert given([]) == "an empty list"
    assert given(pd.DataFrame()) == "a DataFrame"
    assert given(print) == "print itself, which was not called"


def test_one_text_for_a_list_is_answered_with_the_list():
    said = str(refusal("f", "names", wanted_by("Sequence[str]"), "Awa"))
    assert said.endswith("; write ['Awa']")


def test_a_record_answers_what_it_cannot_be_made_of():
    @helpful_when_made
    class Named:
        def __init__(self, name: "str", *, most: "int" = 3) -> None:
            self.name, self.most = name, most

    assert Named("a", most=2).most == 2
    with pytest.raises(ArgumentError, match=r"Named takes a text as name, and got the number 3"):
        Named(3)
    with pytest.raises(TypeError, match=r"Named has no argument mots; did you mean most\?"):
        Named("a", mots=3)


def test_all_of_several_values_are_looked_at():
    @helpful
    def put(*texts: "str") -> "int":
        return len(texts)

    assert put("a", "b") == 2
    with pytest.raises(ArgumentError, match="put takes a text as texts, and got the number 1"):
        put("a", 1)
