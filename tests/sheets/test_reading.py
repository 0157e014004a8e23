"""Lists of words: each is clean and says what it is, and those of languages are in fingerprints."""

from pathlib import Path
from shutil import copytree

import pytest

import civic_qual
from civic_qual.codebook import fingerprints
from civic_qual.sheets.reading import word_lines, word_pairs, word_rows

PACKAGE = Path(civic_qual.__file__).parent
LISTS = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("lists/*.txt"))
ENGLISH, FRENCH = "language/lists/english_", "language/lists/french_"


@pytest.mark.parametrize("path", LISTS)
def test_lists_say_what_they_are_and_hold_words_in_small_letters(path):
    assert (PACKAGE / path).read_text(encoding="utf-8").startswith("# ")
    assert word_lines(path)
    for line in word_lines(path):
        assert line == line.strip().casefold()


def test_remarks_are_no_words():
    assert "#" in word_rows("sheets/lists/column_titles.txt")["number"]
    assert all("remark" not in line for line in word_lines(f"{ENGLISH}beginners.txt"))


@pytest.mark.parametrize("path", [f"{ENGLISH}irregular_verbs.txt", f"{FRENCH}whole_verbs.txt"])
def test_a_verb_stands_once_and_has_forms(path):
    assert len(word_rows(path)) == len(word_lines(path))
    assert all(word_rows(path).values())


@pytest.mark.parametrize("path", [f"{ENGLISH}irregular_plurals.txt", f"{FRENCH}feminines.txt"])
def test_a_noun_stands_once(path):
    assert len(word_pairs(path)) == len(word_lines(path))


@pytest.mark.parametrize(
    ("name", "changes"), [("lists/french_feminines.txt", True), ("english.py", False)]
)
def test_words_and_not_the_writing_of_code_change_the_fingerprint_of_rules(
    name, changes, tmp_path, monkeypatch
):
    copy = copytree(PACKAGE / "language", tmp_path / "language")
    monkeypatch.setattr(fingerprints, "files", lambda _: copy)
    before = fingerprints._resources.__wrapped__()
    (copy / name).write_bytes((copy / name).read_bytes() + b"\n# x\n")
    assert (fingerprints._resources.__wrapped__() != before) == changes
