"""Compiled parts are never needed, and can be switched off."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from civic_qual.compiled import compiled, outdated, portable

PARTS = ("language.tokenising._tokens", "coding.matching._scan")


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_compiled_inside_portable_nested_or_in_a_thread(part):
    before = compiled(part)
    with portable():
        with portable():
            pass
        assert compiled(part) is None
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(compiled, part).result() is None
    assert compiled(part) is before


def test_portable_ends_with_an_error_too():
    before = compiled(PARTS[0])
    with pytest.raises(ZeroDivisionError), portable():
        _ = 1 / 0
    assert compiled(PARTS[0]) is before


def test_the_environment_switches_it_off(monkeypatch):
    monkeypatch.setenv("CIVIC_QUAL_PORTABLE", "1")
    assert [compiled(part) for part in PARTS] == [None, None]


def test_what_was_not_built_is_none():
    assert compiled("coding._no_such_part") is None


def test_a_part_built_before_its_source_was_changed_is_not_used(tmp_path):
    built, source = tmp_path / "_scan.abi3.so", tmp_path / "_scan.c"
    built.touch()
    assert not outdated(built)
    source.touch()
    os.utime(source, (1, 1))
    assert not outdated(built)
    os.utime(built, (0, 0))
    assert outdated(built)


def test_importing_the_library_loads_no_compiled_part():
    code = "import sys, civic_qual; print([name for name in sys.modules if '._' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "civic_qual.coding.matching._scan" not in done.stdout
    assert "civic_qual.language.tokenising._tokens" not in done.stdout
