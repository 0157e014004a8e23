"""What changes the fingerprints of a codebook, and what does not."""

import shutil
from pathlib import Path

import pytest

from civic_qual import language
from civic_qual.codebook import fingerprints
from civic_qual.language.version import LANGUAGE_VERSION
from tests.codebook.conftest import SMALL


@pytest.fixture
def changed(read, codebook):
    """Return which fingerprints differ after an edit of the text."""

    def fingerprints_changed(old, new):
        assert old in SMALL
        other = read(SMALL.replace(old, new))
        return (
            codebook.rules_fingerprint != other.rules_fingerprint,
            codebook.content_fingerprint != other.content_fingerprint,
        )

    return fingerprints_changed


def test_are_16_hexadecimal_digits(codebook):
    for fingerprint in (codebook.rules_fingerprint, codebook.content_fingerprint):
        assert len(fingerprint) == 16
        assert int(fingerprint, 16) >= 0


@pytest.mark.parametrize(("old", "new"), [
    ("            kill\n", "            kill OR murder\n"),
    ("NEAR/5", "NEAR/6"),
    ("soldat]", "soldat, militaire]"),
    ("within: sentence, ", ""),
    ("[CAR, DRC]", "[CAR]"),
    ("confidence: 0.5", "confidence: 0.6"),
    ("unless_negated: yes", "unless_negated: no"),
    ("speaker: respondent", "speaker: unknown"),
])  # fmt: skip
def test_rules_change_the_first(changed, old, new):
    assert changed(old, new) == (True, False)


@pytest.mark.parametrize(("old", "new"), [
    ("What is done", "All that is done"),
    ("Deaths", "Death"),
    ("They killed him.", "They shot him."),
    ("sensitive: yes", "sensitive: no"),
    ("Il n'est plus.", "Elle n'est plus."),
    ("kind: family", "kind: theme"),
])  # fmt: skip
def test_content_changes_the_second(changed, old, new):
    assert changed(old, new) == (False, True)


@pytest.mark.parametrize(("old", "new"), [
    ("            kill\n            @army NEAR/5 die\n",
     "            @army   NEAR/5 (die)  # or dead\n\n            kill\n"),
    ("[soldier, the army]", '["the   army", Soldier]'),
    ("#1b6ca8", "#000000"),
    ("note: a note", "note: another"),
    ('version: "2"', 'version: "3"'),
])  # fmt: skip
def test_spelling_order_and_notes_change_neither(changed, old, new):
    assert changed(old, new) == (False, False)


def test_the_version_of_the_language_rules_changes_the_first(codebook, read, monkeypatch):
    before = codebook.rules_fingerprint, codebook.content_fingerprint
    monkeypatch.setattr(fingerprints, "LANGUAGE_VERSION", LANGUAGE_VERSION + 1)
    fingerprints._resources.cache_clear()
    other = read(SMALL)
    after = other.rules_fingerprint, other.content_fingerprint
    fingerprints._resources.cache_clear()
    assert (before[0] != after[0], before[1] != after[1]) == (True, False)


def test_how_the_code_is_written_changes_neither(tmp_path, monkeypatch, codebook, read):
    """Reformatting once changed the fingerprint of every codebook."""
    home = tmp_path / "language"
    shutil.copytree(Path(language.__file__).parent, home)
    for source in home.rglob("*.py"):
        source.write_bytes(b"# formatted\n" + source.read_bytes())
    before = codebook.rules_fingerprint
    monkeypatch.setattr(fingerprints, "files", lambda _: home)
    fingerprints._resources.cache_clear()
    assert read(SMALL).rules_fingerprint == before
    next(home.rglob("negation_en.csv")).write_bytes(b"another")
    fingerprints._resources.cache_clear()
    assert read(SMALL).rules_fingerprint != before
    fingerprints._resources.cache_clear()
