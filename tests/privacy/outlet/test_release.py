"""What a release writes: whole or not at all, for its owner alone, and only what was protected."""

import ast
import os
import stat
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.errors import DisclosureError, WriteError
from tests.nothing_before import nothing_before
from tests.privacy.field_studies import field_study

PACKAGE = Path(cq.__file__).parent


@pytest.fixture(scope="module")
def coded():
    return field_study(4)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such modes")
def test_only_the_owner_reads_what_is_written_whatever_the_mask(coded, tmp_path):
    before = os.umask(0)
    try:
        for name, internal in (("out", False), ("inside", True)):
            files = cq.release(
                coded, by="country", internal=internal, earlier=nothing_before(tmp_path)
            ).save(tmp_path / name / "a")
            cq.theme_table(coded).to_csv(tmp_path / name / "own.csv")
            cq.theme_report(coded).save(tmp_path / name / "report.html")
            folders = [tmp_path / name, tmp_path / name / "a"]
            assert {mode(folder) for folder in folders} == {0o700}
            written = [*files, *(one for one in folders[0].iterdir() if one.is_file())]
            assert {mode(file) for file in written} == {0o600}
    finally:
        os.umask(before)


def test_a_folder_that_stands_stays_as_open_as_it_was(coded, tmp_path):
    tmp_path.chmod(0o755)
    cq.release(coded, earlier=nothing_before(tmp_path)).save(tmp_path)
    assert mode(tmp_path) == 0o755 or os.name == "nt"


def test_all_files_are_written_or_none(coded, tmp_path):
    release = cq.release(coded, by="country", earlier=nothing_before(tmp_path))
    release.save(tmp_path / "a")
    before = {path: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    (tmp_path / "a" / "notes.txt").unlink()
    (tmp_path / "a" / "notes.txt").mkdir()
    with pytest.raises(WriteError):
        cq.release(coded, by="region", internal=True).save(tmp_path / "a")
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert names == {path.name for path in before}
    for path, content in before.items():
        assert path.is_dir() or path.read_bytes() == content


def test_the_first_line_says_whether_it_may_leave(coded, tmp_path):
    cq.release(coded, earlier=nothing_before(tmp_path)).save(tmp_path / "out")
    cq.release(coded, internal=True, earlier=nothing_before(tmp_path)).save(tmp_path / "in")
    first = [
        (tmp_path / name / "notes.txt").read_text(encoding="utf-8").splitlines()[0]
        for name in ("out", "in")
    ]
    assert first[0].startswith("Protected for readers outside the study: nothing is shown behind")
    assert first[1].startswith("Internal: not protected.")


def test_what_a_protected_table_writes_of_itself_is_internal(coded, tmp_path):
    safe = cq.release(coded, by="country").tables[0]
    safe.to_csv(tmp_path / "t.csv")
    notes = (tmp_path / "t.notes.txt").read_text(encoding="utf-8-sig")
    assert notes.startswith("Internal: written by itself, and not by a release")


def test_tables_made_for_looking_are_not_written(coded, tmp_path):
    with pytest.raises(DisclosureError, match="release"):
        cq.suppress_small_cells(cq.theme_table(coded)).save(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_report_and_a_table_are_protected_together(coded, tmp_path):
    table = cq.theme_table(coded, by="role", measure="participants")
    alone = cq.theme_report(coded, by="country")
    made = cq.release([table, alone], earlier=nothing_before(tmp_path))
    files = made.save(tmp_path, language="fr")
    assert [path.name for path in files] == [
        "theme_table.csv",
        "report.html",
        "notes.txt",
        "release.ledger",
    ]
    assert 'lang="fr"' in (tmp_path / "report.html").read_text(encoding="utf-8")
    number = len(made.audit.cells)
    assert number > len(cq.release(table).audit.cells)
    assert made.audit.safe


def test_a_plain_table_leaves_with_its_margin_or_not(tmp_path):
    people = pd.DataFrame({"women": [2, 9], "men": [14, 20], "all": [16, 29]}, index=["a", "b"])
    cq.release(people, earlier=nothing_before(tmp_path)).save(tmp_path)
    rows = (tmp_path / "counts.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[1].startswith("suppressed") or ",suppressed" in rows[1]
    with pytest.raises(DisclosureError, match="needs its margin"):
        cq.release(people.drop(columns="all"))


def test_names_of_files_are_not_taken_twice(coded, tmp_path):
    tables = [cq.theme_table(coded, by=by) for by in ("country", "region", "role")]
    files = cq.release(tables, earlier=nothing_before(tmp_path)).save(tmp_path)
    assert [path.name for path in files] == [
        "theme_table.csv",
        "theme_table_2.csv",
        "theme_table_3.csv",
        "notes.txt",
        "release.ledger",
    ]


@pytest.mark.parametrize(("unread", "told"), [(3, False), (7, True)])
def test_how_much_few_people_said_unread_stands_nowhere(unread, told, tmp_path):
    """Some speak a language without rules; how many turns they said is told of enough people."""
    book = cq.read_codebook(PACKAGE.parent / "codebooks" / "tutorial.yaml")
    made = [
        cq.Corpus.from_frame(
            pd.DataFrame({"text": ["We were afraid."] * n, "country": "Mali"}), language=language
        )
        for n, language in ((20, "en"), (unread, "sw"))
    ]
    corpus = cq.Corpus(
        tuple(
            replace(one, id=f"{name}{one.id}")
            for name, part in zip("ab", made, strict=True)
            for one in part
        )
    )
    machine = cq.RuleCoder(book).code(corpus)
    cq.release(
        [cq.theme_table(machine, by="country"), cq.theme_report(machine)],
        earlier=nothing_before(tmp_path),
    ).save(tmp_path)
    said = [path.read_text(encoding="utf-8-sig") for path in tmp_path.iterdir()]
    assert any("sw" in text and f"{unread} turns" in text for text in said) is told
    assert (
        any("Nearly all turns of people who count were read" in text for text in said) is not told
    )


@pytest.mark.parametrize("room", ["cli", "report", "reviewing", "routines"])
def test_nobody_above_the_outlet_writes_files(room):
    """What import-linter holds of modules, asked of the sources: no name that writes."""
    writes = {"write_text", "write_bytes", "whole_file", "write_sheet", "write_workbook", "to_csv"}
    allowed = {
        ("cli", "adjudicate.py", "to_csv"),  # codings, which say themselves what they are
        ("reviewing", "writing.py", "write_bytes"),  # where `write_internal` says
        ("reviewing", "writing.py", "write_text"),  # a cell of a sheet, no file
    }
    found = {
        (room, path.name, name)
        for path in (PACKAGE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
        and (name := node.attr if isinstance(node, ast.Attribute) else node.id) in writes
    }
    assert found <= allowed
