"""Messages as plain data: what comes back says the same, in every language."""

import datetime
import json

import pytest

from civic_qual.messages import (
    PSEUDO,
    Message,
    alternatives,
    clauses,
    count,
    day,
    decimal,
    enumerated,
    lines,
    listed,
    moment,
    percent,
    quoted,
    render,
    sentences,
)
from civic_qual.messages.travelling import message_as_data, message_of_data

TEXT = Message("{file}: nobody speaks in it", file="a.txt")
ALL = [
    TEXT,
    Message.plural(
        "{n} row without words was left out", "{n} rows without words were left out", n=1
    ),
    Message.in_context("people, in a table", "all"),
    Message("{file}: {problem}", file=TEXT, problem=Message("the file is empty")),
    listed(["a", "b", "c"], 2),
    alternatives(["a", TEXT]),
    enumerated([], empty=Message("none")),
    lines([TEXT, "b"]),
    sentences([TEXT, "b"]),
    clauses([TEXT, "b"]),
    count(12345),
    decimal(1234.5, 2),
    percent(0.125, 1),
    quoted("l'été\t"),
    quoted(5),
    day(datetime.date(2024, 5, 1)),
    moment(datetime.datetime(2024, 5, 1, 14, 5)),
    Message("{n} of {all}", n=2, all=decimal(0.5)),
    "plain",
    "broken \ud800",
]


@pytest.mark.parametrize("text", ALL, ids=range(len(ALL)))
def test_it_says_the_same_in_every_language(text):
    back = message_of_data(json.loads(json.dumps(message_as_data(text))))
    for language in ("en", "fr", PSEUDO):
        assert render(back, language) == render(text, language)
    assert type(back) is type(text)


@pytest.mark.parametrize(
    "data",
    [
        {"system": ["rm"]},
        {"message": ["", "{a}", "", {"fields": {}}]},
        {"quote": []},
        {"a": [], "b": []},
        {"message": 5},
        b"bytes",
    ],
)
def test_what_no_message_became_is_refused(data):
    with pytest.raises((ValueError, TypeError, KeyError)):
        message_of_data(data)
