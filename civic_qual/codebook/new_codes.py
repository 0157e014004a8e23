"""A code that is made while reading, put into a codebook: under a name of its own, and once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from civic_qual.calls import no_such
from civic_qual.codebook.codes import Code
from civic_qual.codebook.model import Codebook
from civic_qual.errors import CodebookError, Problem
from civic_qual.messages import Message, alternatives, quoted
from civic_qual.texts import unaccented

_ALIKE = 0.8  # how much of two names is the same in one order, from 0 to 1, where somebody is asked
_SHORT = 3  # letters of words that tell names apart only together with others
_ADDED = re.compile(r"(.*)\+(\d+)")  # a version with codes that were made while reading


def code_called(codebook: Codebook, written: str) -> str:
    """Return the id of the code that somebody calls by its id or a name; "" if there is none.

    Case, accents and blanks aside, in any language of the codebook.

    Examples
    --------
    >>> book = Codebook("", "1", ("en",), (Code("water", "theme", name={"en": "Clean water"}),))
    >>> code_called(book, "clean  WATER"), code_called(book, "Water"), code_called(book, "wells")
    ('water', 'water', '')
    """
    wanted = _folded(written)
    by_name = {_folded(name): code.id for code in reversed(codebook.codes) for name in _names(code)}
    return by_name.get(wanted, "")


def nearly_called(codebook: Codebook, written: str) -> tuple[str, ...]:
    """Return the ids of codes whose names are nearly what somebody wrote, the nearest first.

    Examples
    --------
    >>> book = Codebook("", "1", ("en",), (Code("night", "theme", name={"en": "Night patrols"}),))
    >>> nearly_called(book, "night patrol"), nearly_called(book, "patrols at night")
    (('night',), ('night',))
    >>> nearly_called(book, "Water")
    ()
    """
    near = {
        code.id: max(likeness)
        for code in codebook
        if (likeness := [_likeness(written, name) for name in _names(code)])
    }
    return tuple(
        sorted((one for one in near if near[one] >= _ALIKE), key=lambda one: (-near[one], one))
    )


def with_new_code(
    codebook: Codebook,
    name: str,
    *,
    definition: str = "",
    parent: str = "",
    language: str | None = None,
    anyway: bool = False,
) -> tuple[Codebook, str]:
    """Return the next version of a codebook, with a code of that name, and its id.

    Parameters
    ----------
    name
        What it is called; or an id below a code that there is, such as `plan.night`.
    definition, language
        What it means, and the language of both; the first of the codebook if none is named.
    parent
        The code it stands below, by its id or name; "" for a theme of its own.
    anyway
        Whether to make it although a code is called nearly so.

    Returns
    -------
    tuple of Codebook and str
        The same codebook, if it has a code of that id or name already.

    Raises
    ------
    CodebookError
        If a code is called nearly so, there is no such parent or language, or the name is empty.
    """
    if there := code_called(codebook, name):
        return codebook, there
    above, written = _checked_parent(codebook, parent), name
    head, _, tail = name.strip().rpartition(".")
    if head in codebook and tail and not re.search(r"\s", name.strip()):
        above, name = head, tail.replace("_", " ").capitalize()
    name = " ".join(name.split())
    if not _slug(name):
        raise _refused(Message("a new code needs a name of letters or digits"))
    if not anyway and (near := nearly_called(codebook, written) or nearly_called(codebook, name)):
        raise _refused(
            Message(
                "a code is called nearly so as {name}: {codes}; take that one, or give the new "
                "one another name",
                name=quoted(name),
                codes=alternatives([f"{one} · {codebook[one].label()}" for one in near]),
            )
        )
    code = Code(
        _free_id(codebook, above, name),
        codebook[above].kind if above else "theme",
        above,
        {_language(codebook, language): name},
        definition={_language(codebook, language): text} if (text := definition.strip()) else {},
    )
    below = codebook.positions[codebook.with_descendants(above)[-1]] if above else len(codebook) - 1
    codes = (*codebook.codes[: below + 1], code, *codebook.codes[below + 1 :])
    return replace(
        codebook, codes=codes, version=version_with(codebook.version, 1), source=""
    ), code.id


def version_with(version: str, added: int) -> str:
    """Return what a version is called once codes were added to it, and nothing else changed.

    Examples
    --------
    >>> version_with("3", 1), version_with("3+1", 2)
    ('3+1', '3+3')
    """
    known = _ADDED.fullmatch(version)
    base, number = (known[1], int(known[2])) if known else (version, 0)
    return f"{base}+{number + added}"


def _names(code: Code) -> Iterator[str]:
    yield code.id
    yield from code.name.values()


def _folded(written: str) -> str:
    return unaccented(" ".join(written.casefold().replace("’", "'").split()))


def _likeness(one: str, other: str) -> float:
    """Return how alike two names are, whatever the order of their words."""
    sides = _folded(one), _folded(other)
    words = _in_order(sides[0]), _in_order(sides[1])
    return max(
        SequenceMatcher(None, written, known, autojunk=False).ratio() if written and known else 0.0
        for written, known in (sides, words)
    )


def _in_order(folded: str) -> str:
    words = re.findall(r"\w+", folded)
    return " ".join(sorted(word for word in words if len(word) >= _SHORT))


def _checked_parent(codebook: Codebook, parent: str) -> str:
    if not parent.strip():
        return ""
    if not (above := code_called(codebook, parent.split(" · ")[0])):
        raise _refused(
            no_such(
                Message.in_context("what is not there", "code"), parent.strip(), codebook.positions
            )
        )
    return above


def _language(codebook: Codebook, language: str | None) -> str:
    if language is None:
        return codebook.languages[0]
    if language not in codebook.languages:
        raise _refused(
            no_such(
                Message.in_context("what is not there", "language"), language, codebook.languages
            )
        )
    return language


def _free_id(codebook: Codebook, above: str, name: str) -> str:
    wanted = f"{above}.{_slug(name)}" if above else _slug(name)
    number, free = 1, wanted
    while free in codebook:
        number += 1
        free = f"{wanted}_{number}"
    return free


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "_", _folded(name)).strip("_")


def _refused(why: str) -> CodebookError:
    return CodebookError([Problem(why)])
