"""Lists of words: each is there, is clean, and counts in the fingerprint of rules."""

import pytest

from civic_qual.codebook.fingerprints import _resources
from civic_qual.language.word_lists import FOLDER, word_lines, word_pairs, word_rows

LISTS = sorted(path.stem for path in FOLDER.glob("*.txt"))


@pytest.mark.parametrize("name", LISTS)
def test_words_are_small_and_composed_and_lines_say_what_they_are(name):
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert text.startswith("# ")
    for line in word_lines(name):
        assert line == line.strip()
        assert line == line.casefold()


@pytest.mark.parametrize("name", ["english_irregular_verbs", "french_whole_verbs"])
def test_a_verb_stands_once_and_has_forms(name):
    assert len(word_rows(name)) == len(word_lines(name))
    assert all(word_rows(name).values())


@pytest.mark.parametrize("name", ["english_irregular_plurals", "french_feminines"])
def test_a_noun_stands_once(name):
    assert len(word_pairs(name)) == len(word_lines(name))


@pytest.mark.parametrize("name", ["lists/french_feminines.txt", "tokenising/gaps.py", "english.py"])
def test_a_change_changes_the_fingerprint(name, tmp_path, monkeypatch):
    from shutil import copytree

    from civic_qual.codebook import fingerprints

    copy = copytree(FOLDER.parent, tmp_path / "language")
    monkeypatch.setattr(fingerprints, "files", lambda _: copy)
    before = _resources.__wrapped__()
    (copy / name).write_bytes((copy / name).read_bytes() + b"\n# x\n")
    assert _resources.__wrapped__() != before
