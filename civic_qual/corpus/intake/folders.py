"""What sub-folders state of the interviews in them: the country, the group.

A file or a table that states the same attribute wins, and a contradiction is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from civic_qual.corpus.attributes import KNOWN_OF_TURNS
from civic_qual.corpus.transcripts import Transcript
from civic_qual.errors import ReadError
from civic_qual.messages import Message, quoted, typed
from civic_qual.texts import unaccented

# What a table says of speakers, or of a whole transcript, and no sub-folder is.
_OTHER_MEANING = frozenset({
    *KNOWN_OF_TURNS, "speaks_for", "same_as", "translation_of", "reading", "text", "words",
}) - {"language"}  # fmt: skip


def folder_attributes(folders: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the attributes that sub-folders are, a level each.

    Raises
    ------
    ReadError
        If a name is empty, stands twice, or means something else.

    Examples
    --------
    >>> folder_attributes("country, group"), folder_attributes(None)
    (('country', 'group'), ())
    """
    if folders is None:
        return ()
    told = folders.split(",") if isinstance(folders, str) else list(folders)
    names = tuple(" ".join(str(name).split()) for name in told)
    for name in names:
        if not name or names.count(name) > 1 or name.casefold() in _OTHER_MEANING:
            raise ReadError(
                Message(
                    "{folders}: {name} is no attribute that a folder can be; name what the "
                    "sub-folders are, one attribute for each level, as {example}",
                    folders=typed("folders=", "--folders"),
                    name=quoted(name),
                    example=typed('folders="country,group"', "--folders country,group"),
                )
            )
    return names


def contradictions(
    transcripts: Iterable[Transcript], stated: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """Say where a file or a table states something else than its folder, by transcript."""
    for one in transcripts:
        for name, value in stated.get(one.id, {}).items():
            told = one.attributes.get(name, value)
            if _plain(told) != _plain(value):
                yield Message(
                    "{transcript}: its folder says that {attribute} is {folder}, and its file or a "
                    "table {told}: {told} counts",
                    transcript=one.id,
                    attribute=name,
                    folder=quoted(value),
                    told=quoted(told),
                )


def not_stated(one: Transcript, names: Iterable[str]) -> Iterator[str]:
    """Say which attributes nobody states of a transcript that lies in no such sub-folder."""
    for name in names:
        if not one.attributes.get(name):
            yield Message(
                "lies in no sub-folder that says the {attribute}, and nothing else states it",
                attribute=name,
            )


def _plain(value: str) -> str:
    return unaccented(" ".join(value.casefold().split()))
