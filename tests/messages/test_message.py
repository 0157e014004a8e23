"""A message is its English and remembers how it was made."""

import copy
import datetime
import json
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.errors import CodebookError, MissingExtraError, Problem, ReadError, RuleError
from civic_qual.messages import (
    PSEUDO,
    Message,
    Spoken,
    alternatives,
    clauses,
    count,
    day,
    decimal,
    enumerated,
    lines,
    listed,
    message_of,
    moment,
    percent,
    quoted,
    render,
    sentences,
)

LANGUAGES = ("en", "fr", PSEUDO, "sw")
# Braces, quotes, percent signs, separators of catalogues, text from right to left, marks.
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("{}'\"%\\\0\4⟦⟧«»\u202e\u2067ابג,.;")))
NUMBERS = st.integers(-(10**9), 10**9)
PLAIN = st.one_of(
    TEXTS,
    NUMBERS,
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.builds(quoted, TEXTS),
    st.builds(count, NUMBERS),
    st.builds(percent, st.floats(-2, 2)),
    st.builds(ReadError, TEXTS),
)


def deeper(values):
    several = st.lists(values, max_size=4)
    return st.one_of(
        st.builds(lambda x: Message("{file}: nobody speaks", file=x), values),
        st.builds(lambda x: Message("{place}: {problem}", place="a", problem=x), values),
        st.builds(
            lambda n, x: Message.plural("one of {x}", "{n} of {x}", n=n, x=x), NUMBERS, values
        ),
        st.builds(lambda x: Message.in_context("{a", "all {x}", x=x), values),
        *(st.builds(kind, several) for kind in (lines, sentences, clauses)),
        *(
            st.builds(kind, several, st.none() | st.integers(1, 3))
            for kind in (listed, enumerated, alternatives)
        ),
    )


SPOKEN = deeper(st.recursive(PLAIN, deeper, max_leaves=8))


@given(SPOKEN)
def test_travels_whole(text):
    for twin in (pickle.loads(pickle.dumps(text)), copy.deepcopy(text), copy.copy(text)):
        assert type(twin) is type(text)
        assert twin == text
        assert vars(twin).keys() == vars(text).keys()
        assert [render(twin, one) for one in LANGUAGES] == [render(text, one) for one in LANGUAGES]


@given(SPOKEN)
def test_is_its_english(text):
    assert type(render(text, "en")) is str
    assert render(text, "en") == text == str(text)
    assert hash(text) == hash(str(text))
    assert type(text + "") is str
    assert {text: 1}[str(text)] == 1
    assert json.loads(json.dumps(text)) == text


@given(TEXTS)
def test_fields_are_put_in_as_they_are(text):
    for language in LANGUAGES:
        said = render(Message("{place}: {problem}", place=text, problem=""), language)
        assert said.startswith(text)
        assert text in render(Message("read {x}, then", x=text), language)
        assert text in render(listed([text, "b"]), language)


@given(TEXTS)
def test_quoted_is_repr_in_english(text):
    assert quoted(text) == repr(text)
    french = render(quoted(text), "fr")
    assert french.startswith("«\u00a0")
    assert french.endswith("\u00a0»")
    assert french[2:-2].isprintable()


@given(st.lists(TEXTS), st.integers(1, 6))
def test_lists_name_all_or_say_how_many_more(names, most):
    assert enumerated(names) == ", ".join(names)
    assert lines(names) == "\n".join(filter(None, names))
    shown = listed(names, most)
    if len(names) > most:
        assert shown == ", ".join(names[:most]) + f" and {len(names) - most} more"
    elif len(names) > 1:
        assert shown == ", ".join(names[:-1]) + " and " + names[-1]
    else:
        assert shown == "".join(names)


@given(NUMBERS, st.floats(-1e9, 1e9), st.integers(0, 4))
def test_numbers_are_as_python_writes_them(n, number, digits):
    assert count(n) == f"{n:,}"
    assert decimal(number, digits) == f"{number:,.{digits}f}"
    assert percent(number, digits) == f"{number:,.{digits}%}"
    french = render(decimal(number, digits), "fr")
    assert french.replace("\u202f", "").replace(",", ".") == f"{number:.{digits}f}"


def test_languages_write_values_in_their_way():
    texts = [
        listed(["a", "b", "c"]),
        alternatives(["a", "b", "c"]),
        listed("abcd", 2),
        listed("ab", 1),
        clauses(["a", "b"]),
        count(1234567),
        decimal(1234.5, 2),
        percent(0.125, 1),
        quoted("d'ici"),
        day(datetime.date(2024, 5, 1)),
        moment(datetime.datetime(2024, 8, 12, 9, 5)),
    ]
    assert texts == [
        "a, b and c",
        "a, b or c",
        "a, b and 2 more",
        "a and 1 more",
        "a; b",
        "1,234,567",
        "1,234.50",
        "12.5%",
        '"d\'ici"',
        "1 May 2024",
        "12 August 2024, 9:05",
    ]
    assert [render(text, "fr") for text in texts] == [
        "a, b et c",
        "a, b ou c",
        "a, b et 2 autres",
        "a et 1 autre",
        "a\u202f; b",
        "1\u202f234\u202f567",
        "1\u202f234,50",
        "12,5\u202f%",
        "«\u00a0d'ici\u00a0»",
        "1er mai 2024",
        "12 août 2024 à 9\u202fh\u202f05",
    ]


def test_values_of_fields_need_no_formatter():
    values = (
        Path("a/b.txt"),
        1200,
        np.int64(1200),
        0.25,
        datetime.date(2024, 5, 2),
        ["a", "b"],
        ReadError(Message("no {x}", x=1)),
        KeyError("k"),
        None,
    )
    said = [str(Message("{x}", x=value)) for value in values]
    assert said == ["a/b.txt", "1200", "1200", "0.25", "2 May 2024", "a, b", "no 1", "'k'", "None"]
    assert render(Message("{x}", x=0.25), "fr") == "0,25"


def test_nothing_in_a_list_is_said_as_asked():
    assert listed([]) == ""
    assert render(enumerated([], empty=Message("none")), PSEUDO) == "⟦ñōñē⟧"


def test_a_message_keeps_template_and_fields():
    inner = Message("no word")
    outer = Message("{file}: {problem}", file="a.txt", problem=inner)
    assert (outer.template, outer.fields) == (
        "{file}: {problem}",
        {"file": "a.txt", "problem": inner},
    )
    assert type(outer.fields["problem"]) is Message


@pytest.mark.parametrize(
    ("template", "fields"),
    [("{file} is empty", {}), ("empty", {"file": 1}), ("{file} is empty", {"file": 1, "x": 2})],
)
def test_fields_must_fit(template, fields):
    with pytest.raises(TypeError, match=r"field for|needs"):
        Message(template, **fields)


@pytest.mark.parametrize("template", ["{x!r}", "{x:.2f}", "{x.y}", "{0}", "{}", "{", "}", "{X}"])
def test_fields_are_names_only(template):
    with pytest.raises(ValueError, match="a field is a name"):
        Message(template, x=1)


def test_any_name_can_be_a_field():
    assert Message("{template} {self} {one}", template=1, self=2, one=3) == "1 2 3"
    assert Message("{{{x}}}", x=1) == "{1}"


def test_plurals_follow_the_number():
    turns = [Message.plural("one turn of {file}", "{n} turns", n=n, file="a") for n in (0, 1, 1200)]
    assert turns == ["0 turns", "one turn of a", "1,200 turns"]
    assert Message.plural("{n} turn", "{n} turns", n=np.int64(1)) == "1 turn"
    with pytest.raises(TypeError):
        Message.plural("one turn", "{n} turns", n=1.5)


def test_an_untranslated_sentence_is_english_throughout():
    sentence = Message("Nobody translates this: {names}", names=listed(["a", "b"]))
    assert render(sentence, "fr") == sentence == "Nobody translates this: a and b"
    assert render(Message("{a} – {b}", a=listed("xy"), b=0.5), "fr") == "x et y – 0,5"


def test_errors_say_it_in_every_language():
    error = RuleError(Message("{n} words", n=count(1200)), 2, 3)
    assert str(error) == "line 2, column 3: 1,200 words"
    assert render(error, PSEUDO) == "⟦ĺīñē ⟧2⟦, çōĺūṁñ ⟧3: 1,200⟦ ŵōŕḍš⟧"
    wrapped = ReadError(Message("{file}: {problem}", file="a.txt", problem=error))
    assert render(wrapped, PSEUDO) == "a.txt: " + render(error, PSEUDO)
    problems = CodebookError([Problem(Message("no id"), "a.yaml", 3, 1), Problem("odd")])
    assert str(problems) == "a.yaml:3:1: no id\nodd"
    assert render(problems, PSEUDO) == "a.yaml:3:1: ⟦ñō īḍ⟧\nodd"
    assert message_of(OSError(2, "gone")) == "[Errno 2] gone"


@pytest.mark.parametrize(
    "error",
    [
        RuleError(Message("no {x}", x=1), 2, 3),
        MissingExtraError("review", "starlette"),
        CodebookError([Problem(Message("no id"), "a.yaml", 3, 1)]),
        ReadError(Message("empty")),
    ],
)
def test_errors_travel(error):
    for twin in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert (type(twin), str(twin)) == (type(error), str(error))
        assert render(twin, PSEUDO) == render(error, PSEUDO)
        assert vars(twin) == vars(error)


def test_frames_and_arrays_take_the_english():
    note = Message("{n} words", n=2)
    assert pd.DataFrame({"note": [note]})["note"].tolist() == ["2 words"]
    assert pd.Series([note, "x"]).isin(["2 words"]).tolist() == [True, False]
    assert np.array([note]).tolist() == ["2 words"]
    assert isinstance(note, Spoken)
