"""What changed from one codebook to the next, and what it means for what was coded before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from civic_qual.codebook.fingerprints import rule_meaning
from civic_qual.errors import CodebookError, Problem
from civic_qual.messages import Message, quoted

if TYPE_CHECKING:
    from civic_qual.codebook.model import Code, Codebook

ChangeKind = Literal[
    "removed", "renamed", "merged", "split", "definition", "name", "moved", "rules", "added"
]
Moves: TypeAlias = Mapping[str, str | Sequence[str]]

WHAT_TO_DO: dict[ChangeKind, str] = {
    "removed": Message("its codings are kept but count no more: give them other codes"),
    "renamed": Message("its codings carry the new id"),
    "merged": Message("its codings carry the code it became: see whether they fit its definition"),
    "split": Message("only people can tell which of the new codes each coding belongs to"),
    "definition": Message("see whether the codings made by the old definition still fit"),
    "name": Message("see whether the codings made under the old name still fit"),
    "moved": Message("it counts towards another theme now"),
    "rules": Message("code again by rules: what machines found is of the old rules"),
    "added": Message("nothing read before was read for it"),
}


@dataclass(frozen=True)
class Change:
    """One thing that changed about a code of the earlier codebook (of the later one if added)."""

    code: str
    change: ChangeKind
    becomes: tuple[str, ...] = ()

    @property
    def look_again(self) -> str:
        """What it means for what was coded before."""
        return WHAT_TO_DO[self.change]


def codebook_changes(before: Codebook, after: Codebook, moves: Moves | None = None) -> list[Change]:
    """Return what changed between two versions of a codebook.

    Parameters
    ----------
    before, after
        The versions.
    moves
        What became of codes, as only people know: `{"old": "new"}` for one renamed, or merged
        into another; `{"old": ["one", "other"]}` for one that was split. A code that has another
        id and is otherwise the same is recognised.

    Raises
    ------
    CodebookError
        If `moves` names codes that are not there.

    Examples
    --------
    >>> from civic_qual.codebook.model import Code, Codebook
    >>> one = Codebook("", "1", ("en",), (Code("water", "theme", name={"en": "Water"}),))
    >>> two = Codebook("", "2", ("en",), (Code("wells", "theme", name={"en": "Water"}),))
    >>> codebook_changes(one, two)
    [Change(code='water', change='renamed', becomes=('wells',))]
    """
    stated = _stated(before, after, moves or {})
    followed = {**_recognised(before, after, stated), **stated}
    return [
        *_gone(before, after, followed),
        *_changed(before, after, followed),
        *_added(before, after, followed),
    ]


def followed_moves(changes: Sequence[Change]) -> dict[str, str]:
    """Return the codes whose codings go along to one other code."""
    return {one.code: one.becomes[0] for one in changes if one.change in ("renamed", "merged")}


def _stated(before: Codebook, after: Codebook, moves: Moves) -> dict[str, tuple[str, ...]]:
    stated = {old: (new,) if isinstance(new, str) else tuple(new) for old, new in moves.items()}
    strange = [old for old in stated if old not in before]
    strange += [one for new in stated.values() for one in new if one not in after]
    if strange:
        raise CodebookError(
            [
                Problem(
                    Message(
                        "moves: there is no code {code} in the codebook it is said to be of",
                        code=quoted(code),
                    )
                )
                for code in strange
            ]
        )
    return {old: new for old, new in stated.items() if new and new != (old,)}


def _recognised(
    before: Codebook, after: Codebook, stated: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Find codes that are the same under another id, where only one can be meant."""
    taken = {one for new in stated.values() for one in new}
    old = [code for code in before if code.id not in after and code.id not in stated]
    new = [code for code in after if code.id not in before and code.id not in taken]
    olds, news = Counter(map(_content, old)), Counter(map(_content, new))
    ids = {_content(code): code.id for code in new}
    return {
        code.id: (ids[says],) for code in old if olds[says := _content(code)] == news[says] == 1
    }


def _gone(
    before: Codebook, after: Codebook, followed: Mapping[str, tuple[str, ...]]
) -> Iterator[Change]:
    """Yield what became of codes that are no more, or were said to be others."""
    joined = Counter(new[0] for new in followed.values() if len(new) == 1)
    for code in before:
        new = followed.get(code.id)
        if new and len(new) > 1:
            yield Change(code.id, "split", new)
        elif new:
            alone = joined[new[0]] == 1 and new[0] not in before
            yield Change(code.id, "renamed" if alone else "merged", new)
        elif code.id not in after:
            yield Change(code.id, "removed")


def _changed(
    before: Codebook, after: Codebook, followed: Mapping[str, tuple[str, ...]]
) -> Iterator[Change]:
    """Yield what changed about codes that are there still, under their id or another."""
    for old in before:
        becomes = followed.get(old.id, (old.id,))
        if len(becomes) > 1 or becomes[0] not in after:
            continue
        new = after[becomes[0]]
        changed: dict[ChangeKind, bool] = {
            "definition": _defined(old) != _defined(new),
            "name": dict(old.name) != dict(new.name),
            "moved": followed.get(old.parent, (old.parent,))[0] != new.parent,
            "rules": _rules(old) != _rules(new),
        }
        merged = old.id in followed and new.id in before
        yield from (
            Change(old.id, kind, becomes) for kind, so in changed.items() if so and not merged
        )
        children = _new_children(before, after, new, followed)
        if children and not merged:
            yield Change(old.id, "split", children)


def _new_children(
    before: Codebook, after: Codebook, code: Code, followed: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the codes that are new below a code which could be given itself before."""
    known = {*before.positions, *(one for new in followed.values() for one in new)}
    return tuple(child.id for child in after.children(code.id) if child.id not in known)


def _added(
    before: Codebook, after: Codebook, followed: Mapping[str, tuple[str, ...]]
) -> Iterator[Change]:
    became = {new[0] for new in followed.values() if len(new) == 1}
    for code in after:
        if code.id not in before and code.id not in became:
            yield Change(code.id, "added")


def _defined(code: Code) -> tuple[object, ...]:
    return dict(code.definition), dict(code.include), dict(code.exclude), code.kind, code.fields


def _content(code: Code) -> str:
    return repr(
        (
            sorted(code.name.items()),
            *(sorted(texts.items()) for texts in (code.definition, code.include, code.exclude)),
        )
    )


def _rules(code: Code) -> list[str]:
    return sorted(map(rule_meaning, code.rules))
