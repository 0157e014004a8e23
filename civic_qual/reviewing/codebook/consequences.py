"""What a change of the codebook means for what was coded, in sentences, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual.codebook.changes import Change, codebook_changes
from civic_qual.codebook.model import Codebook, spoken_name
from civic_qual.messages import Message, enumerated, render
from civic_qual.reviewing.codebook.seen import HUMAN

if TYPE_CHECKING:
    from civic_qual.codebook.edits import Edited
    from civic_qual.reviewing.codebook.seen import Seen

_LOOK = ("merged", "renamed", "split", "definition", "name")  # people see whether codings fit


@dataclass(frozen=True, kw_only=True)
class _Touched:
    """What carries a code: codings of people, passages, who coded them, codings of machines."""

    codings: int
    passages: int
    coders: int
    machines: int


@dataclass(frozen=True, kw_only=True)
class _Told:
    """A change of which something is said: what it touches, and the codebooks around it."""

    change: Change
    touched: _Touched
    before: Codebook
    after: Codebook


def consequences(seen: Seen, edited: Edited) -> dict[str, Any]:
    """Return what a change means, as sentences in the language that is spoken, for a page.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import civic_qual as cq
    >>> from civic_qual.codebook.edits import merged
    >>> from civic_qual.reviewing.codebook.seen import seen_by
    >>> path = Path(tempfile.mkdtemp()) / "mali.study"
    >>> with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
    ...     _ = study.add(cq.example_codings())
    ...     edited = merged(study.codebook, ["plan.threat"], "plan")
    ...     told = consequences(seen_by(study, "A"), edited)
    >>> print(told["sentences"][0])
    31 codings of 2 coders by Threat analysis will be called Threat-based planning and decisions
    """
    changes = codebook_changes(seen.codebook, edited.codebook, edited.moves)
    before, after = seen.codebook, edited.codebook
    said: list[str] = []
    again: set[tuple[int, int, int]] = set()
    for change in changes:
        told = _Told(change=change, touched=_touched(seen, change.code), before=before, after=after)
        said.extend(_SAY[change.change](told))
        if change.change in _LOOK:
            again |= _passages(seen, change.code)
    if again:
        said.append(
            Message.plural(
                "{n} passage will have to be looked at again",
                "{n} passages will have to be looked at again",
                n=len(again),
            )
        )
    if seen.own_only:
        said.append(
            Message(
                "only your own codings are counted here: you read blind, and a count of all would "
                "tell of others"
            )
        )
    said.append(
        Message(
            "the codebook will be version {version}; what was coded before keeps saying by which "
            "version it was",
            version=after.version,
        )
    )
    return {
        "sentences": list(dict.fromkeys(map(render, said))),
        "look_again": len(again),
        "version": after.version,
        "changes": [_row(change, before, after) for change in changes],
    }


def _row(change: Change, before: Codebook, after: Codebook) -> dict[str, Any]:
    book = after if change.change == "added" else before
    return {
        "code": change.code,
        "name": render(spoken_name(book[change.code].name, change.code)),
        "change": change.change,
        "becomes": list(change.becomes),
        "look_again": render(change.look_again),
    }


def _touched(seen: Seen, code: str) -> _Touched:
    if code not in seen.codebook:
        return _Touched(codings=0, passages=0, coders=0, machines=0)
    own = seen.coded.code == seen.codebook.positions[code]
    human = own & seen.coded.origin.among({HUMAN})
    return _Touched(
        codings=int(human.sum()),
        passages=len(_passages(seen, code)),
        coders=len(np.unique(seen.coded.coder.which[human])),
        machines=int(own.sum() - human.sum()),
    )


def _passages(seen: Seen, code: str) -> set[tuple[int, int, int]]:
    """Return the distinct passages to which people gave a code."""
    coded = seen.coded
    which = (coded.code == seen.codebook.positions[code]) & coded.origin.among({HUMAN})
    columns = (coded.transcript[which], coded.start[which], coded.end[which])
    return set(zip(*(one.tolist() for one in columns), strict=True))


def _name(book: Codebook, code: str) -> str:
    return spoken_name(book[code].name, code)


def _carried(touched: _Touched) -> str:
    """Say how many codings of how many coders there are."""
    return Message(
        "{codings} {coders}",
        codings=Message.plural("{n} coding", "{n} codings", n=touched.codings),
        coders=Message.plural("of {n} coder", "of {n} coders", n=touched.coders),
    )


def _called(of: _Told) -> Sequence[str]:
    old, new = _name(of.before, of.change.code), _name(of.after, of.change.becomes[0])
    if not of.touched.codings:
        return [Message("{old} becomes {new}; no coding of a person carries it", old=old, new=new)]
    return [
        Message(
            "{codings} by {old} will be called {new}",
            codings=_carried(of.touched),
            old=old,
            new=new,
        )
    ]


def _defined(of: _Told) -> Sequence[str]:
    name = _name(of.before, of.change.code)
    if not of.touched.codings:
        return [Message("what {name} means is said in other words", name=name)]
    return [
        Message(
            "{codings} were made by what {name} meant before",
            codings=_carried(of.touched),
            name=name,
        )
    ]


def _moved(of: _Told) -> Sequence[str]:
    code = of.after[of.change.becomes[0]] if of.change.becomes else of.after[of.change.code]
    name, top = _name(of.before, of.change.code), of.after.top(code.id)
    where = (
        Message("{name} will stand below {parent}", name=name, parent=_name(of.after, code.parent))
        if code.parent
        else Message("{name} will be a theme of its own", name=name)
    )
    if top.id == of.before.top(of.change.code).id or not of.touched.codings:
        return [where]
    return [
        where,
        Message(
            "{codings} will count towards {theme}",
            codings=_carried(of.touched),
            theme=_name(of.after, top.id),
        ),
    ]


def _ruled(of: _Told) -> Sequence[str]:
    name = _name(of.before, of.change.code)
    if not of.touched.machines:
        return [Message("{name} will be found by other rules", name=name)]
    return [
        Message.plural(
            "{name} will be found by other rules: {n} coding of a machine in the study is of "
            "the old ones until it is coded again by rules",
            "{name} will be found by other rules: {n} codings of machines in the study are of "
            "the old ones until it is coded again by rules",
            n=of.touched.machines,
            name=name,
        )
    ]


def _removed(of: _Told) -> Sequence[str]:
    name = _name(of.before, of.change.code)
    if not of.touched.codings + of.touched.machines:
        return [Message("{name} will be offered no more; nothing carries it", name=name)]
    if not of.touched.codings:
        return [
            Message(
                "{name} will be offered no more; what machines found by it counts no more",
                name=name,
            )
        ]
    return [
        Message(
            "{name} will be offered no more; {codings} by it are kept, count no more, and are "
            "listed here until they get another code or it comes back",
            name=name,
            codings=_carried(of.touched),
        )
    ]


def _split(of: _Told) -> Sequence[str]:
    name = _name(of.before, of.change.code)
    parts = enumerated([_name(of.after, one) for one in of.change.becomes])
    if not of.touched.codings:
        return [Message("{name} will have below it: {codes}", name=name, codes=parts)]
    return [
        Message(
            "{name} will have below it: {codes}; {codings} carry {name} itself until somebody "
            "shares them out",
            name=name,
            codes=parts,
            codings=_carried(of.touched),
        )
    ]


def _added(of: _Told) -> Sequence[str]:
    return [
        Message(
            "{name} is new: what was read before was not read for it",
            name=_name(of.after, of.change.code),
        )
    ]


_SAY: Mapping[str, Callable[[_Told], Sequence[str]]] = {
    "merged": _called,
    "renamed": _called,
    "name": _called,
    "definition": _defined,
    "moved": _moved,
    "rules": _ruled,
    "removed": _removed,
    "split": _split,
    "added": _added,
}
