"""The pages that are shipped are those of the sources: built again, they are the same bytes."""

import shutil
import subprocess
from pathlib import Path

import pytest

FRONT = Path(__file__).parents[2] / "front"


def test_the_pages_are_as_they_would_be_built():
    node = shutil.which("node")
    if node is None or not (FRONT / "node_modules" / "esbuild").exists():
        pytest.skip("esbuild is not there: run npm ci in front/")
    done = subprocess.run(
        [node, "build.mjs", "--check"], cwd=FRONT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
