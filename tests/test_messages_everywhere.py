"""No sentence that a user reads is plain text: room by room, and of what a check itself sees."""

from pathlib import Path

import pytest

from tests.unmarked_sources import PACKAGE, unmarked, unmarked_in

# What is still to be converted: rooms, folders or files. At the end this is empty.
UNCONVERTED: set[str] = set()
ROOMS = sorted(
    path.name
    for path in PACKAGE.iterdir()
    if path.suffix == ".py" or (path / "__init__.py").exists()
)


def awaited(file):
    above = [file, *(parent.as_posix() for parent in Path(file).parents)]
    return not UNCONVERTED.isdisjoint(above)


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_is_a_message(room):
    found = [
        f"{one.file}:{one.line}: {one.kind}: {one.text}"
        for one in unmarked_in(PACKAGE / room)
        if not awaited(one.file)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("place", sorted(UNCONVERTED))
def test_what_is_converted_is_not_awaited_any_more(place):
    assert unmarked_in(PACKAGE / place), f"{place} is converted: take it out of UNCONVERTED"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ('x = f"{n} turns were read"', "glued"),
        ('x = f"{name}: {problem}"', "glued"),
        ('x = "%d turns were read" % n', "glued"),
        ('x = "{} turns were read".format(n)', "glued"),
        ('x = "so many turns: " + str(n)', "glued"),
        ('x = " and ".join(names)', "glued"),
        ("x = f\"a {f('one of the turns')}\"", "sentence"),
        ('x = "no turn was read"', "sentence"),
        ('x = ["no turn was " "read"]', "sentence"),
        ('raise ReadError("unreadable")', "raised"),
        ('raise ReadError(f"{x}")', "raised"),
        ("raise ReadError(str(error))", "raised"),
        ('raise ReadError(", ".join(names))', "raised"),
        ('raise ReadError(A if x else "unreadable")', "raised"),
        ('raise RuleError(message="not read at all")', "sentence"),
        ('def f():\n    text = "unreadable"\n    raise ReadError(text)', "raised"),
        ('warnings.warn("unreadable", CivicQualWarning)', "raised"),
        ('click.echo(Message("read"))', "shown"),
        ('@click.command()\ndef f():\n    """Read it."""', "help"),
        ("Message(text)", "fields"),
        ('Message(f"{x} is read")', "fields"),
        ('Message("{x!r}", x=1)', "fields"),
        ('Message("{x} is read")', "fields"),
        ('Message("read", x=1)', "fields"),
        ('Message.plural("{n} turn of {x}", "{n} turns", n=n)', "fields"),
        ('Message.in_context("all")', "fields"),
        ('Message("{x}", x=f"{n} turns were read")', "glued"),
        ('typed(Message("{x!r}", x=1), "")', "fields"),
    ],
)
def test_the_check_sees(source, kind):
    assert [one.kind for one in unmarked(source)] == [kind]


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring of many words."""',
        'def f(x: "a name of a type"):\n    """Read it in some way."""',
        'x = Message("{n} turns of {file}", n=n, file=file)',
        'x = Message.plural("one turn", "{n} turns", n=n)',
        'x = Message.plural("one turn of {x}", "{n} turns", n=n, x=x)',
        'x = Message.in_context("the people of a table", "all of them")',
        'x = Message("{x}", **fields)',
        'x = _plural("turn", n)',
        'x = f"{path}/{name}.csv"',
        'x = typed("sample.draw again with n=1", "civic-qual sample SOURCE again")',
        'x = "theme_table.csv"',
        'x = re.compile("a (?:b or c) of d")',
        'x = "SELECT a, b FROM c WHERE d AND e"',
        'file.execute(f"pragma of the kind {x}")',
        "x = \"<div class='a b c'>\"",
        'x = ", ".join(names)',
        'x = "float | Floats | Sequence[float]"',
        'x = ".cq .wide { overflow-x: auto; margin: 0 of it; }"',
        'x = f"(?=[NM]{a}(?:one of {b}|x: y))"',
        'raise ReadError(Message("unreadable"))',
        "raise ReadError(message_of(error))",
        "raise ReadError(_refusal(path))",
        'raise MissingExtraError("review", "starlette")',
        "raise ReadError",
        'def f():\n    text = Message("unreadable")\n    raise ReadError(text)',
        'click.echo(render(Message("read")))',
        '@click.command(help=Message("Read it all."))\ndef f():\n    """Read it."""',
        'def __repr__(self):\n    return f"<{self.n} turns and words>"',
    ],
)
def test_the_check_passes_over(source):
    assert unmarked(source) == []
