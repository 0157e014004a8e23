"""What people do at the codebook, as a page sends it: each act makes the next version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from civic_qual.codebook.codes import Example
from civic_qual.codebook.edits import (
    Below,
    Edited,
    added,
    brought_back,
    known_code,
    merged,
    moved,
    next_version,
    refused,
    retired,
    rewritten,
    split,
)
from civic_qual.codebook.fields import CodeField, is_field_name
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.messages import Message, quoted
from civic_qual.reviewing.codebook.rule_entries import RuleEntry, sound_rules

if TYPE_CHECKING:
    from civic_qual.study.study import Study

Texts = dict[str, Annotated[str, Field(max_length=20_000)]]
LARGEST = 8_000_000  # characters of the file of a codebook


class _Act(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ExampleEntry(_Act):
    """A passage as an example, with attributes of its transcript."""

    text: Annotated[str, Field(max_length=20_000)]
    language: str
    attributes: dict[str, str] = {}


class FieldEntry(_Act):
    """What codings say besides: a name, and what it may be (nothing: any text)."""

    name: str
    one_of: list[str] = []


class AddCode(_Act):
    """A new code."""

    do: Literal["add"]
    name: Texts
    parent: str = ""
    definition: Texts = {}
    anyway: bool = False


class WriteCode(_Act):
    """What a code says, as far as something is given; None: as it is."""

    do: Literal["write"]
    code: str
    name: Texts | None = None
    definition: Texts | None = None
    include: Texts | None = None
    exclude: Texts | None = None
    colour: Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6})?$")] | None = None
    sensitive: bool | None = None
    examples: list[ExampleEntry] | None = None
    counterexamples: list[ExampleEntry] | None = None
    fields: list[FieldEntry] | None = None
    rules: list[RuleEntry] | None = None


class MoveCode(_Act):
    """A code stands below another; "" for a theme of its own."""

    do: Literal["move"]
    code: str
    parent: str


class MergeCodes(_Act):
    """Codes become another one."""

    do: Literal["merge"]
    codes: list[str]
    into: str
    rules: bool = True
    examples: bool = True


class SplitCode(_Act):
    """A code gets new ones below it, among which its codings are shared out."""

    do: Literal["split"]
    code: str
    names: list[Texts]


class RetireCode(_Act):
    """A code goes out of the codebook."""

    do: Literal["retire"]
    code: str
    below: Below = "up"


class BringBack(_Act):
    """A code of an earlier version comes back."""

    do: Literal["bring back"]
    code: str
    version: str


class LoadFile(_Act):
    """A changed file takes the place of the codebook; `moves` says what became of codes."""

    do: Literal["load"]
    text: Annotated[str, Field(max_length=LARGEST)]
    moves: dict[str, str] = {}


CodebookAct = Annotated[
    AddCode | WriteCode | MoveCode | MergeCodes | SplitCode | RetireCode | BringBack | LoadFile,
    Field(discriminator="do"),
]


def edited_by(study: Study, act: Any) -> Edited:
    """Return the codebook of a study as an act makes it; nothing is recorded.

    Parameters
    ----------
    act
        One of `CodebookAct`.

    Raises
    ------
    CodebookError
        If it cannot be done, in words.
    """
    book = study.codebook
    match act:
        case AddCode():
            return added(
                book,
                act.name,
                parent=act.parent,
                definition=act.definition,
                anyway=act.anyway,
            )
        case WriteCode():
            return _written(study, act)
        case MoveCode():
            return moved(book, act.code, act.parent)
        case MergeCodes():
            return merged(book, act.codes, act.into, rules=act.rules, examples=act.examples)
        case SplitCode():
            return split(book, act.code, [one for one in act.names if any(one.values())])
        case RetireCode():
            return retired(book, act.code, below=act.below)
        case BringBack():
            return brought_back(book, known_code(study.earlier_codebook(act.version), act.code))
        case _:
            return _loaded(study, act)


def _written(study: Study, act: WriteCode) -> Edited:
    book, given = study.codebook, {one: getattr(act, one) for one in WriteCode.model_fields}
    changes = {
        name: value
        for name, value in given.items()
        if name not in ("do", "code") and value is not None
    }
    for name in ("examples", "counterexamples"):
        if name in changes:
            changes[name] = _examples(book.languages, changes[name])
    if "fields" in changes:
        changes["fields"] = _fields(changes["fields"])
    if "rules" in changes:
        code = known_code(book, act.code)
        changes["rules"] = sound_rules(book, changes["rules"], code.rules)
    return rewritten(book, act.code, **changes)


def _examples(languages: Sequence[str], entries: Sequence[ExampleEntry]) -> tuple[Example, ...]:
    """Return examples, those of a language together, as the file of a codebook has them."""
    made = [
        Example(one.text.strip(), one.language, tuple(one.attributes.items()))
        for one in entries
        if one.text.strip()
    ]
    for one in made:
        if one.language not in languages:
            raise refused(
                Message("{language} is none of the codebook's languages", language=one.language)
            )
    return tuple(sorted(dict.fromkeys(made), key=lambda one: languages.index(one.language)))


def _fields(entries: Sequence[FieldEntry]) -> tuple[CodeField, ...]:
    names = [one.name for one in entries]
    for one in entries:
        if not is_field_name(one.name) or names.count(one.name) > 1:
            raise refused(
                Message(
                    "a field is called by one word in small letters, as addressee, not {name}",
                    name=quoted(one.name),
                )
            )
    return tuple(
        CodeField(
            one.name, tuple(dict.fromkeys(word.strip() for word in one.one_of if word.strip()))
        )
        for one in entries
    )


def _loaded(study: Study, act: LoadFile) -> Edited:
    """Return the codebook of a file; one with the version of the codebook that holds gets the next.

    Raises
    ------
    CodebookError
        If anything is wrong with the file, or it says what the codebook says.
    """
    book, made = study.codebook, codebook_of(act.text, Message("the file"))
    if made == book:
        raise refused(Message("the file says what the codebook of the study says: nothing changes"))
    if made.version == book.version:
        made = replace(made, version=next_version(book.version))
    moves: Mapping[str, str] = {old: new for old, new in act.moves.items() if new}
    return Edited(codebook=made, moves=moves, codes=())
