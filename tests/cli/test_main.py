"""The command itself: how it is called, and in which languages it speaks."""

import subprocess
import sys
from pathlib import Path

import pytest

from civic_qual.messages.catalogues import FOLDER, is_spoken, languages


@pytest.mark.parametrize(
    ("arguments", "status"), [(["--version"], 0), (["--help"], 0), ([], 2), (["cod"], 2)]
)
def test_python_m_is_the_command(civic_qual, arguments, status):
    here = civic_qual(*arguments)
    command = [sys.executable, "-m", "civic_qual", *arguments]
    there = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (there.returncode, here.status) == (status, status)
    assert there.stdout.split() == here.out.split()  # lines are as long as the terminal is wide
    assert there.stderr.split() == here.err.split()
    assert here.out + here.err


@pytest.mark.parametrize("language", ["xx", "", "klingon", "../fr", "e"])
@pytest.mark.parametrize("written", ["two words", "one word"])
def test_a_language_that_is_not_spoken_is_refused(civic_qual, language, written):
    option = ["--language", language] if written == "two words" else [f"--language={language}"]
    for rest in (["demo", "--out", "nowhere/x"], ["--help"], ["--version"]):
        outcome = civic_qual(*option, *rest)
        assert (outcome.status, outcome.out) == (2, "")
        assert f"{language!r} is not spoken here; choose en or fr" in outcome.err


@pytest.mark.parametrize("language", ["en", "fr", "fr_FR.UTF-8", "fr-CA", "en_GB", "EN"])
def test_a_language_that_is_spoken_is_taken(civic_qual, language):
    outcome = civic_qual("--language", language, "--version")
    assert (outcome.status, outcome.err) == (0, "")


def test_a_language_must_be_named(civic_qual):
    outcome = civic_qual("--language")
    assert outcome.status == 2
    assert "'--language' requires an argument" in outcome.err


def test_languages_are_those_of_catalogues():
    folders = {path.parts[-3] for path in Path(FOLDER).glob("*/LC_MESSAGES/civic_qual.po")}
    assert set(languages()) == folders | {"en"}
    assert all(map(is_spoken, languages()))
