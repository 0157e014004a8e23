"""A folder to read from, and short ways to read one text or look at what was said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from civic_qual.corpus.intake.reading import read_corpus
from civic_qual.corpus.model import Corpus, Transcript


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "interviews"
    made.mkdir()
    return made


@pytest.fixture
def read(folder) -> Callable[..., Corpus]:
    """Write files given by name into the folder and read it; texts are written as UTF-8."""

    def write_and_read(files: dict[str, str | bytes], **options) -> Corpus:
        for name, content in files.items():
            data = content.encode("utf-8") if isinstance(content, str) else content
            (folder / name).write_bytes(data)
        return read_corpus(folder, **{"languages": ["en"], **options})

    return write_and_read


@pytest.fixture
def said() -> Callable[[Transcript], list[tuple[str, list[str]]]]:
    """Show who says what: the speaker and the spoken pieces of every turn."""

    def show(one: Transcript) -> list[tuple[str, list[str]]]:
        return [
            (turn.speaker, [one.text[start:end] for start, end in turn.spoken])
            for turn in one.turns
        ]

    return show
