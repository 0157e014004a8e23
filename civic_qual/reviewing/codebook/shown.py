"""The codebook as a page shows it: the tree with counts, one code, its history."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.fields import fields_of
from civic_qual.codebook.model import spoken_name
from civic_qual.messages import render
from civic_qual.reviewing.codebook.rule_entries import rule_entries
from civic_qual.reviewing.codebook.seen import Count, counts, reads_blind
from civic_qual.reviewing.room.codes import colours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civic_qual.codebook.codes import Code, Example
    from civic_qual.codebook.model import Codebook
    from civic_qual.reviewing.codebook.seen import Seen
    from civic_qual.study.study import Study


def tree(study: Study, seen: Seen) -> dict[str, Any]:
    """Return all codes in their order with what is counted of each, as far as it may be seen."""
    book, told = study.codebook, counts(seen)
    shades = colours(book)
    return {
        "title": book.title,
        "version": book.version,
        "seen": study.codebook_version,
        "languages": list(book.languages),
        "own_only": seen.own_only,
        "codes": [
            {
                **code_head(book, code),
                "colour": shades[code.id],
                **_numbers(told, [code.id]),
                "below": _numbers(told, book.with_descendants(code.id)[1:]),
                "rules": dict(Counter(rule.language for rule in code.rules)),
                "examples": len(code.examples),
                "definition": dict(code.definition),
            }
            for code in book
        ],
    }


def code_head(book: Codebook, code: Code) -> dict[str, Any]:
    """Return what tells a code from others."""
    return {
        "id": code.id,
        "name": dict(code.name),
        "label": render(spoken_name(code.name, code.id)),
        "parent": code.parent,
        "kind": code.kind,
        "depth": _depth(book, code),
    }


def code_page(study: Study, seen: Seen, code: Code, coder: str) -> dict[str, Any]:
    """Return all that a codebook says of a code, and what people noted on it."""
    book = study.codebook
    own = {field.name for field in code.fields}
    return {
        **code_head(book, code),
        "colour": colours(book)[code.id],
        "own_colour": code.colour,
        "sensitive": code.sensitive,
        "definition": dict(code.definition),
        "include": dict(code.include),
        "exclude": dict(code.exclude),
        "examples": _examples(code.examples),
        "counterexamples": _examples(code.counterexamples),
        "fields": [{"name": one.name, "one_of": list(one.one_of)} for one in code.fields],
        "fields_above": [name for name in fields_of(book, code.id) if name not in own],
        "rules": rule_entries(code.rules),
        "children": [one.id for one in book.children(code.id)],
        **_numbers(counts(seen), [code.id]),
        "memos": code_memos(study, code.id, coder),
        "own_only": seen.own_only,
        "version": book.version,
        "seen": study.codebook_version,
        "languages": list(book.languages),
        "lists": {name: list(listed) for name, listed in book.lists.items()},
    }


def code_memos(study: Study, code: str, coder: str) -> list[dict[str, Any]]:
    """Return the memos on a code, the latest first; those of others unless somebody reads blind."""
    memos = study.memos.frame
    memos = memos[(memos["about"] == "code") & (memos["target"] == code)]
    if reads_blind(study, coder):
        memos = memos[memos["coder"] == coder]
    names = ["id", "text", "coder", "time"]
    return [{name: row[name] for name in names} for row in memos.iloc[::-1].to_dict("records")]


def history(study: Study, most: int = 60) -> dict[str, Any]:
    """Return the versions of the codebook, the latest first, each with what was changed in it."""
    rows = study.codebook_history.frame
    versions: dict[str, dict[str, Any]] = {}
    for row in rows.to_dict("records"):
        one = versions.setdefault(
            row["version"],
            {
                **{
                    name: row[name]
                    for name in ("version", "line", "time", "who", "action", "why", "of")
                },
                "holds": bool(row["holds"]),
                "changes": [],
            },
        )
        if row["code"]:
            becomes = row["becomes"].split()
            one["changes"].append(
                {"code": row["code"], "change": row["change"], "becomes": becomes}
            )
    shown = list(versions.values())[:most]
    return {"versions": shown, "of": len(versions), "gone": _gone(study, list(versions.values()))}


def _gone(study: Study, versions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the codes that were taken out and are not there, each with its last version."""
    book, gone = study.codebook, {}
    for version in versions:
        for change in version["changes"]:
            code = change["code"]
            if change["change"] == "removed" and code not in book and code not in gone:
                gone[code] = {
                    "code": code,
                    "version": version["of"],
                    "who": version["who"],
                    "time": version["time"],
                }
    for code, one in gone.items():
        earlier = study.earlier_codebook(one["version"])
        one["label"] = render(spoken_name(earlier[code].name, code)) if code in earlier else code
    return list(gone.values())


def _depth(book: Codebook, code: Code) -> int:
    depth = 0
    while code.parent in book:
        code, depth = book[code.parent], depth + 1
    return depth


def _examples(examples: Sequence[Example]) -> list[dict[str, Any]]:
    return [
        {"text": one.text, "language": one.language, "attributes": dict(one.attributes)}
        for one in examples
    ]


def _numbers(told: Mapping[str, Count], codes: Sequence[str]) -> dict[str, int]:
    own = [told[one] for one in codes if one in told]
    return {
        "people": sum(one.people for one in own),
        "coders": max((one.coders for one in own), default=0),
        "machines": sum(one.machines for one in own),
    }
