"""Calls that nearly fit are answered with the name that was meant, and others are left alone."""

import inspect

import pytest

from civic_qual.calls import helpful, nearest, offer


@helpful
def table(codings, by=None, *, normalise=None, level="theme"):
    """Count."""
    return codings, by, normalise, level


@helpful
def several(*names, seed=0):
    return names, seed


@helpful
def anything(**named):
    return named


@helpful
def one(value):
    return value


class Counter:
    @helpful
    def count(self, unit="turn", *, coder=None):
        return unit, coder

    @classmethod
    @helpful
    def made(cls, seed=0):
        return seed


def test_calls_that_fit_go_through():
    assert table(1) == (1, None, None, "theme")
    assert table(1, "a", normalise="share") == (1, "a", "share", "theme")
    assert table(codings=1, by="b") == (1, "b", None, "theme")
    assert several(1, 2, 3, seed=4) == ((1, 2, 3), 4)
    assert anything(x=1) == {"x": 1}
    assert Counter().count("sentence", coder="A") == ("sentence", "A")
    assert Counter.made(seed=2) == 2


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: table(1, normalize="share"),
            "table has no argument normalize; did you mean normalise?",
        ),
        (lambda: table(1, groupby="a"), "table has no argument groupby; did you mean by?"),
        (
            lambda: table(1, zzz=1),
            "table has no argument zzz; it has: codings, by, normalise, level",
        ),
        (
            lambda: table(1, "a", "share"),
            "table takes codings, by without a name, and got 3 values; name the others, as "
            "normalise=... (it has: codings, by, normalise, level)",
        ),
        (
            lambda: several(1, random_state=3),
            "several has no argument random_state; did you mean seed?",
        ),
        (lambda: one(1, 2), "one takes 1 value (value), and got 2"),
        (lambda: one(1, x=2), "one has no argument x; it has: value"),
        (
            lambda: Counter().count("turn", "A"),
            "Counter.count takes unit without a name, and got 2 values; name the others, as coder=",
        ),
        (
            lambda: Counter().count(units="turn"),
            "Counter.count has no argument units; did you mean unit?",
        ),
        (lambda: Counter.made(sead=1), "Counter.made has no argument sead; did you mean seed?"),
    ],
)
def test_calls_that_nearly_fit_are_answered(call, said):
    with pytest.raises(TypeError) as refused:
        call()
    assert str(refused.value).startswith(said)


def test_what_was_given_already_is_not_offered():
    with pytest.raises(TypeError, match="it has: value"):
        one(value=1, valu=2)


def test_a_missing_argument_and_an_error_inside_are_those_of_the_function():
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'codings'"):
        table()

    @helpful
    def broken():
        raise TypeError("inside")

    with pytest.raises(TypeError, match=r"^inside$"):
        broken()


def test_signature_name_and_documentation_stay():
    assert str(inspect.signature(table)) == "(codings, by=None, *, normalise=None, level='theme')"
    assert (table.__name__, table.__doc__, table.__module__) == ("table", "Count.", __name__)


def test_examples_of_a_function_are_still_found_by_doctest():
    # doctest leaves out a function whose globals are those of another module.
    assert table.__globals__ is globals()


def test_the_nearest_name_is_told_and_the_list_is_short():
    assert nearest("Plan", ["harm", "plan"]) == "plan"
    assert nearest("", ["harm"]) == ""
    assert offer("x", ["b", "a"]) == "; there are: a, b"
    told = offer("name_7", (f"name_{number:04}" for number in range(9000)))
    assert len(told) < 300
    assert told.endswith("and 8,980 more")
