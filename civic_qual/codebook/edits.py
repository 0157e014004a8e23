"""What people do to a codebook: one function an act, each returning the next version of it.

A code keeps its id whatever it is called and wherever it stands, so that what was coded stays
coded. What becomes of codes that are no more is said in `moves`, as `codebook_changes` takes it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from civic_qual.codebook.codes import Code
from civic_qual.codebook.model import Codebook
from civic_qual.codebook.new_codes import code_called, nearly_called, with_new_code
from civic_qual.errors import CodebookError, Problem
from civic_qual.messages import Message, alternatives, quoted

Below = Literal["up", "too"]  # codes below one that goes: they move up, or go, too


@dataclass(frozen=True, kw_only=True)
class Edited:
    """A codebook that was changed.

    Attributes
    ----------
    codebook
        The next version.
    moves
        What became of codes that are no more: see `codebook_changes`.
    codes
        The codes that were made or changed, by their ids.
    """

    codebook: Codebook
    moves: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


def next_version(version: str) -> str:
    """Return what the version after one is called: its last number is raised.

    Examples
    --------
    >>> next_version("1.9"), next_version("3+2"), next_version("draft")
    ('1.10', '4', 'draft 2')
    """
    base = re.sub(r"\+\d+$", "", version)
    matches = list(re.finditer(r"\d+", base))
    if not matches:
        return f"{base} 2".strip()
    last = matches[-1]
    raised = str(int(last[0]) + 1).zfill(len(last[0]))
    return base[: last.start()] + raised + base[last.end() :]


def added(
    codebook: Codebook,
    name: Mapping[str, str],
    *,
    parent: str = "",
    definition: Mapping[str, str] | None = None,
    anyway: bool = False,
) -> Edited:
    """Put a code into a codebook.

    Parameters
    ----------
    name, definition
        Texts by language.
    parent
        The code above it; "" for a theme.
    anyway
        Whether to make it although another is called nearly so.

    Raises
    ------
    CodebookError
        If a code is called so or nearly so, there is no such parent, or it has no name.

    Examples
    --------
    >>> book = Codebook("", "1", ("en", "fr"), (Code("water", "theme", name={"en": "Water"}),))
    >>> made = added(book, {"en": "Deep wells", "fr": "Puits profonds"}, parent="water")
    >>> made.codes, made.codebook["water.deep_wells"].name["fr"], made.codebook.version
    (('water.deep_wells',), 'Puits profonds', '2')
    """
    names = _texts(codebook, name)
    if not names:
        raise refused(Message("a new code needs a name of letters or digits"))
    for one in names.values():
        if there := code_called(codebook, one):
            raise refused(
                Message(
                    "a code is called {name} already: {code}", name=quoted(one), code=quoted(there)
                )
            )
        if not anyway and (near := nearly_called(codebook, one)):
            raise refused(
                Message(
                    "a code is called nearly so as {name}: {codes}; take that one, or give the new "
                    "one another name",
                    name=quoted(one),
                    codes=alternatives([f"{code} · {codebook[code].label()}" for code in near]),
                )
            )
    language, first = next(iter(names.items()))
    made, code = with_new_code(codebook, first, parent=parent, language=language, anyway=True)
    whole = replace(made[code], name=names, definition=_texts(codebook, definition or {}))
    codes = tuple(whole if one.id == code else one for one in made)
    return _next(codebook, codes, codes_changed=(code,))


def rewritten(codebook: Codebook, code: str, **changes: Any) -> Edited:
    """Say something else of a code: its names, definition, examples, rules, fields, or colour.

    Parameters
    ----------
    **changes
        Fields of `Code`; its id, kind and parent stay.

    Raises
    ------
    CodebookError
        If there is no such code, it would be left without a name, or nothing would change.

    Examples
    --------
    >>> book = Codebook("", "1", ("en",), (Code("water", "theme", name={"en": "Water"}),))
    >>> rewritten(book, "water", name={"en": "Wells"}).codebook["water"].label()
    'Wells'
    """
    old = known_code(codebook, code)
    for texts in ("name", "definition", "include", "exclude"):
        if texts in changes:
            changes[texts] = _texts(codebook, changes[texts], keep=getattr(old, texts))
    made = replace(old, **changes)
    if not made.name:
        raise refused(Message("{code}: a code needs a name in one language at least", code=code))
    if made == old:
        raise refused(Message("nothing is different: {code} says this already", code=quoted(code)))
    for language, name in made.name.items():
        other = code_called(_without(codebook, {code}), name)
        if other and name != old.name.get(language):
            raise refused(
                Message(
                    "a code is called {name} already: {code}", name=quoted(name), code=quoted(other)
                )
            )
    codes = tuple(made if one.id == code else one for one in codebook)
    return _next(codebook, codes, codes_changed=(code,))


def moved(codebook: Codebook, code: str, parent: str) -> Edited:
    """Let a code, with all below it, stand below another one; "" for a theme of its own.

    Raises
    ------
    CodebookError
        If there is no such code, it stands there already, or the other one is below it.

    Examples
    --------
    >>> codes = Code("water", "theme"), Code("wells", "theme")
    >>> made = moved(Codebook("", "1", ("en",), codes), "wells", "water")
    >>> made.codebook["wells"].parent
    'water'
    """
    old = known_code(codebook, code)
    if parent:
        known_code(codebook, parent)
    if parent == old.parent:
        raise refused(Message("{code} stands there already", code=quoted(code)))
    if parent in codebook.with_descendants(code):
        raise refused(
            Message(
                "{code} cannot stand below {parent}, which is below it",
                code=quoted(code),
                parent=quoted(parent),
            )
        )
    codes = (replace(one, parent=parent) if one.id == code else one for one in codebook)
    return _next(codebook, _settled(codes), codes_changed=(code,))


def merged(
    codebook: Codebook,
    codes: Sequence[str],
    into: str,
    *,
    rules: bool = True,
    examples: bool = True,
) -> Edited:
    """Let codes become another one, which their codings carry from now on.

    Codes below them stand below that one.

    Parameters
    ----------
    rules, examples
        Whether it takes on their rules, and their examples and counterexamples.

    Raises
    ------
    CodebookError
        If there are no such codes, or one of them is the other one or above it.

    Examples
    --------
    >>> codes = Code("water", "theme"), Code("wells", "theme")
    >>> made = merged(Codebook("", "1", ("en",), codes), ["wells"], "water")
    >>> list(made.codebook.positions), dict(made.moves)
    (['water'], {'wells': 'water'})
    """
    target = known_code(codebook, into)
    gone = [known_code(codebook, code) for code in dict.fromkeys(codes)]
    if not gone:
        raise refused(Message("say which codes become {code}", code=quoted(into)))
    for one in gone:
        if into in codebook.with_descendants(one.id):
            raise refused(
                Message(
                    "{code} cannot become {into}, which is that code or stands below it: move "
                    "{into} first",
                    code=quoted(one.id),
                    into=quoted(into),
                )
            )
    whole = replace(
        target,
        rules=_once([target.rules, *(one.rules for one in gone if rules)]),
        examples=_once([target.examples, *(one.examples for one in gone if examples)]),
        counterexamples=_once(
            [target.counterexamples, *(one.counterexamples for one in gone if examples)]
        ),
        fields=_once([target.fields, *(one.fields for one in gone)], by=lambda one: one.name),
    )
    ids = {one.id for one in gone}
    kept = (whole if one.id == into else one for one in codebook if one.id not in ids)
    settled = _settled(replace(one, parent=into) if one.parent in ids else one for one in kept)
    return _next(codebook, settled, dict.fromkeys(sorted(ids), into), (into,))


def split(codebook: Codebook, code: str, names: Sequence[Mapping[str, str]]) -> Edited:
    """Make codes below one, among which people share out what it was given for.

    What nobody has shared out still carries the code itself.

    Parameters
    ----------
    names
        The names of each new code by language.

    Raises
    ------
    CodebookError
        If there is no such code, or a name is missing or taken.

    Examples
    --------
    >>> book = Codebook("", "1", ("en",), (Code("water", "theme", name={"en": "Water"}),))
    >>> split(book, "water", [{"en": "Wells"}, {"en": "Rivers"}]).codes
    ('water.wells', 'water.rivers')
    """
    known_code(codebook, code)
    if not any(_texts(codebook, one) for one in names):
        raise refused(Message("give the new codes names"))
    made = codebook
    ids: list[str] = []
    for name in names:
        edited = added(made, name, parent=code, anyway=True)
        made = edited.codebook
        ids += edited.codes
    return _next(codebook, made.codes, codes_changed=tuple(ids))


def retired(codebook: Codebook, code: str, *, below: Below = "up") -> Edited:
    """Take a code out of the codebook: it is offered to nobody, and its codings count no more.

    These are kept, and the versions before have it still.

    Parameters
    ----------
    below
        What becomes of the codes below: "up" they stand where it stood, "too" they go with it.

    Raises
    ------
    CodebookError
        If there is no such code, or none would be left.

    Examples
    --------
    >>> codes = Code("water", "theme"), Code("wells", "theme", "water"), Code("fear", "theme")
    >>> made = retired(Codebook("", "1", ("en",), codes), "water")
    >>> list(made.codebook.positions), made.codebook["wells"].parent
    (['wells', 'fear'], '')
    """
    old = known_code(codebook, code)
    gone = set(codebook.with_descendants(code)) if below == "too" else {code}
    if len(gone) == len(codebook):
        raise refused(Message("a codebook needs a code: make another one first"))
    kept = (one for one in codebook if one.id not in gone)
    settled = _settled(
        replace(one, parent=old.parent) if one.parent == code else one for one in kept
    )
    return _next(codebook, settled, codes_changed=tuple(sorted(gone)))


def brought_back(codebook: Codebook, code: Code) -> Edited:
    """Put a code of an earlier version into the codebook again, where it stood if that is there.

    Raises
    ------
    CodebookError
        If a code of its id is there.

    Examples
    --------
    >>> book = Codebook("", "2", ("en",), (Code("fear", "theme"),))
    >>> list(brought_back(book, Code("water", "theme")).codebook.positions)
    ['fear', 'water']
    """
    if code.id in codebook:
        raise refused(Message("{code} is in the codebook", code=quoted(code.id)))
    placed = code if code.parent in codebook else replace(code, parent="")
    return _next(codebook, _settled([*codebook, placed]), codes_changed=(code.id,))


def known_code(codebook: Codebook, code: str) -> Code:
    """Return a code by its id.

    Raises
    ------
    CodebookError
        If there is none.
    """
    if code not in codebook:
        raise refused(
            Message(
                "there is no code {code} in the codebook (any more): somebody may have taken it "
                "out; load the page anew",
                code=quoted(code),
            )
        )
    return codebook[code]


def refused(why: str) -> CodebookError:
    """Return the error that says why an edit cannot be made."""
    return CodebookError([Problem(why)])


def _next(
    before: Codebook,
    codes: Collection[Code],
    moves: Mapping[str, str] | None = None,
    codes_changed: tuple[str, ...] = (),
) -> Edited:
    made = replace(before, codes=tuple(codes), version=next_version(before.version), source="")
    return Edited(codebook=made, moves=moves or {}, codes=codes_changed)


def _without(codebook: Codebook, ids: Collection[str]) -> Codebook:
    return replace(codebook, codes=tuple(one for one in codebook if one.id not in ids))


def _texts(
    codebook: Codebook, texts: Mapping[str, str], keep: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return texts by language, in the order of the codebook; those in others stay as they are."""
    for language in texts:
        if language not in codebook.languages:
            raise refused(
                Message(
                    "{language} is not among the codebook's languages: add it there, or write "
                    "one of {languages}",
                    language=language,
                    languages=alternatives(codebook.languages),
                )
            )
    both = {**(keep or {}), **{language: text.strip() for language, text in texts.items()}}
    return {language: both[language] for language in codebook.languages if both.get(language)}


def _settled(codes: Collection[Code] | Iterator[Code]) -> tuple[Code, ...]:
    """Return codes each before those below it, of the kind of what they stand below."""
    listed = list(codes)
    ids = {one.id for one in listed}
    below: dict[str, list[Code]] = {}
    for one in listed:
        below.setdefault(one.parent if one.parent in ids else "", []).append(one)
    settled: list[Code] = []
    waiting = [(one, one.kind) for one in reversed(below.get("", []))]
    while waiting:
        code, kind = waiting.pop()
        settled.append(code if code.kind == kind else replace(code, kind=kind))
        waiting += [(one, kind) for one in reversed(below.get(code.id, []))]
    return tuple(settled)


def _once(groups: Sequence[Sequence[Any]], by: Any = None) -> tuple[Any, ...]:
    """Return all entries of some groups in order, each once."""
    found: dict[Any, Any] = {}
    for one in (one for group in groups for one in group):
        found.setdefault(by(one) if by else one, one)
    return tuple(found.values())
