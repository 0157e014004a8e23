"""Run the command line in this process, as a user would see it."""

import io
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest

from civic_qual.cli.main import run
from tests.nothing_before import with_nothing_before

CODEBOOK = """\
title: Small
version: "1"
languages: [en]
codes:
  - id: perf
    kind: theme
    name: {en: Performance}
    definition: {en: How peacekeepers act}
    children:
      - id: perf.response
        name: {en: Response}
        definition: {en: Speed and firmness}
        rules:
          en: |
            came late
            peacekeeper NEAR/5 chase
        examples:
          en: ["They came late.", "The peacekeepers chased them."]
        counterexamples:
          en: ["They came home."]
"""

INTERVIEW = """\
Interviewer: Did they come late?
Respondent: Yes, they came late. Always late.
Interviewer: And then?
Respondent: The peacekeepers chased them away.
Respondent: We planted maize.
"""


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


def called(*arguments) -> Outcome:
    """Run a command, and return what came of it."""
    out, err = io.StringIO(), io.StringIO()
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        warnings.catch_warnings(),
        pytest.raises(SystemExit) as stop,
    ):
        run(with_nothing_before(arguments))
    return Outcome(stop.value.code or 0, out.getvalue(), err.getvalue())


@pytest.fixture
def civic_qual():
    return called


@pytest.fixture
def codebook(tmp_path) -> Path:
    path = tmp_path / "codebook.yaml"
    path.write_text(CODEBOOK, encoding="utf-8")
    return path


@pytest.fixture
def interviews(tmp_path) -> Path:
    folder = tmp_path / "interviews"
    folder.mkdir()
    (folder / "one.txt").write_text(INTERVIEW, encoding="utf-8")
    (folder / "two.txt").write_text(INTERVIEW.replace("chased them", "slept"), encoding="utf-8")
    (folder / "attributes.csv").write_text(
        "transcript,country\none,Mali\ntwo,CAR\n", encoding="utf-8"
    )
    return folder
