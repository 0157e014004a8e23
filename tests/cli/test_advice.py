"""What a command advises can be typed on the command line; in Python the same advice is Python."""

import re

import pandas as pd
import pytest

import civic_qual as cq
from tests.cli.test_nothing_else_named import folder, here, study  # noqa: F401  # fixtures

# An argument with its value, a call, a method: `unread="ignore"`, `draw_sample(...)`, `study.add`.
PYTHON = re.compile(
    r"""\b[a-z_]+=(?!=)|\b[a-z_]+\(.*?\)|\b(?:study|Study|corpus|codings|model)\.[a-z]"""
)


def no_python(text):
    """Return what of a text could only be typed in Python."""
    return PYTHON.findall(text)


@pytest.fixture
def drawn(civic_qual, folder):  # noqa: F811
    """A sample of forty passages, of which twenty will be read."""
    assert civic_qual("sample", folder, "-n", 40).status == 0
    return cq.read_sample("sample.csv")


def mend(folder, **changes):  # noqa: F811
    """Change the table of codings."""
    coded = pd.read_csv(folder / "codings.csv")
    coded.assign(**changes).to_csv(folder / "codings.csv", index=False)
