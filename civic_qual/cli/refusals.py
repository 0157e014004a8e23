"""What a run refuses before or instead of working: each says what is wrong and what to do."""

from __future__ import annotations

import codecs
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.errors import CodingError, TableError, WriteError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit


def known_encoding(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    """Refuse an encoding that nobody knows, as a wrong call."""
    try:
        return name and codecs.lookup(name).name
    except LookupError:
        raise click.BadParameter(f"{name!r} is no encoding; try utf-8, cp1252 or utf-16") from None


def refuse_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written before any work is done."""
    standing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(standing, os.W_OK):
        raise WriteError(f"{folder}: you may not write there; choose another folder with --out")


def refuse_groups(corpus: Corpus, by: Sequence[str], unit: Unit) -> None:
    """Refuse to break whole transcripts down by people, since one may hold several."""
    people = [name for name in by if name in corpus.participants.attribute_names]
    if unit == "transcript" and people:
        raise TableError(
            f"{people[0]!r} belongs to people, and one transcript may hold several: "
            "count by --unit turn, or leave --by " + people[0] + " out"
        )


def refuse_nothing_read(codings: Codings) -> None:
    """Refuse to make a table where no turn was read, and say why none was."""
    if len(codings.read):
        return
    corpus, codebook = codings.corpus, codings.codebook
    spoken = [turn for transcript in corpus for turn in transcript.turns if turn.spoken]
    if not any(turn.counted for turn in spoken):
        roles = ", ".join(sorted({turn.role for turn in spoken})) or "nobody"
        raise CodingError(
            f"no words to count: all speakers were taken for {roles}; say who is "
            "who in a participants.csv (transcript, speaker, role)"
        )
    raise CodingError(
        f"nothing could be read: people speak {', '.join(corpus.languages)}, and "
        f"the codebook is for {', '.join(codebook.languages)}; add rules for it, "
        "or declare the language in an attributes.csv"
    )
