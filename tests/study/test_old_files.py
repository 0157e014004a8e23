"""What old study files hold, asked of SQLite itself: all of it is there when they are opened."""

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

import civic_qual as cq

KEPT = Path(__file__).parents[1] / "documents"
RENAMED = {"perf.late": "perf.slow", "fear": "worry"}  # in the files of coders
TEXTS = "(SELECT text FROM label WHERE number = {0})"


def asked(path, question):
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as file:
        return file.execute(question).fetchall()


def told(*names):
    return ", ".join(TEXTS.format(name) for name in names)


@pytest.fixture(params=sorted(KEPT.glob("*.study")), ids=lambda path: path.stem)
def kept(request, tmp_path):
    return request.param, Path(shutil.copy(request.param, tmp_path))


def standing(table):
    """A condition: nobody took a record back, or somebody took that back again."""
    return (
        f"NOT EXISTS (SELECT 1 FROM undo WHERE subject = {table}.key AND NOT EXISTS "
        "(SELECT 1 FROM undo AS again WHERE again.subject = undo.key))"
    )


def test_every_coding_is_there_under_the_name_its_code_has_now(kept):
    path, copy = kept
    there = asked(
        path,
        f"SELECT lower(hex(key)), {told('transcript', 'code', 'coder', 'origin')}, score, evidence "
        f"FROM coding WHERE {standing('coding')} "
        "AND NOT EXISTS (SELECT 1 FROM decision WHERE coding = coding.key AND "
        f"verdict IN (SELECT number FROM label WHERE text = 'change') AND {standing('decision')})",
    )
    assert len(there) > 1
    with cq.Study(copy) as study:
        lost = study.unplaced.frame.set_index("id")
        table = study.coding_table().frame.set_index("id")
        moved = RENAMED if "_coders" in path.name else {}
        assert {name for name, *_ in there} == {*table.index, *lost.index[lost["kind"] == "coding"]}
        for name, transcript, code, coder, origin, score, evidence in there:
            if name in table.index:
                row = table.loc[name]
                assert row[["transcript", "code", "coder", "origin", "evidence"]].tolist() == [
                    transcript,
                    moved.get(code, code),
                    coder,
                    origin,
                    evidence,
                ]
                assert row["score"] == score
            else:
                assert lost.loc[name, ["code", "coder"]].tolist() == [code, coder]


def test_every_reading_is_there(kept):
    path, copy = kept
    there = asked(
        path,
        f"SELECT {told('transcript', 'coder', 'origin', 'unit', 'sample')} FROM reading "
        f"WHERE {standing('reading')}",
    )
    with cq.Study(copy) as study:
        readings = study.codings().readings
        lost = study.unplaced.frame
    names = ["transcript", "coder", "origin", "unit", "sample"]
    missing = Counter(there) - Counter(readings[names].itertuples(index=False, name=None))
    lost = lost[lost["kind"] == "reading"]
    assert sorted(name[:2] for name in missing.elements()) == sorted(
        lost[["transcript", "coder"]].itertuples(index=False, name=None)
    )
    assert len(readings) + len(lost) == len(there) > 4


def test_everything_else_is_there(kept):
    path, copy = kept
    with cq.Study(copy) as study:
        texts = {transcript.text for transcript in study.corpus}
        texts |= {one.text for one in study.corpus and study.codings(as_of=1).corpus}
        assert {text for (text,) in asked(path, "SELECT text FROM text")} == texts
        notes = [*study.corpus.problems, *study.corpus.notes]
        assert [text for (text,) in asked(path, "SELECT text FROM notice ORDER BY row")] == notes
        people = asked(path, f"SELECT DISTINCT {told('participant')} FROM participant ORDER BY 1")
        assert [name for (name,) in people] == sorted(study.corpus.participants.attributes)
        memos = asked(
            path,
            f"SELECT lower(hex(key)), text, {told('who')} FROM memo WHERE NOT EXISTS "
            "(SELECT 1 FROM memo AS later WHERE later.supersedes = lower(hex(memo.key)))",
        )
        shown = study.memos[["id", "text", "coder"]].itertuples(index=False)
        assert sorted(map(tuple, shown)) == sorted(memos)
        rulings = asked(
            path,
            f"SELECT {told('transcript')}, start, end, {told('code', 'coder', 'decision')}, why "
            "FROM ruling",
        )
        names = ["transcript", "start", "end", "code", "coder", "decision", "why"]
        settled = study.adjudicated[names].itertuples(index=False)
        assert sorted(map(tuple, settled)) == sorted(rulings)
        for sample, units in asked(path, f"SELECT {told('name')}, units FROM sample"):
            assert study.sample(sample).frame.to_csv(index=False, lineterminator="\n") == units
        trail = asked(path, "SELECT seq, time, who, action, records, recorded FROM audit")
        names = ["line", "time", "who", "action", "records", "recorded"]
        assert [tuple(row) for row in study.audit[names].itertuples(index=False)] == trail


def test_every_version_of_the_codebook_can_be_seen_again(kept):
    path, copy = kept
    books = asked(path, f"SELECT entry, {told('content_fingerprint')} FROM codebook ORDER BY row")
    assert len(books) > 1
    with cq.Study(copy) as study:
        seen = [study.codings(as_of=line).codebook.content_fingerprint for line, _ in books]
    assert seen == [fingerprint for _, fingerprint in books]


def test_the_files_hold_every_kind_of_record():
    tables = ("text", "transcript", "participant", "notice", "codebook", "coding", "reading")
    tables += ("decision", "ruling", "undo", "anchor", "memo", "sample", "audit", "shared")
    later = ("consent", "setting", "release", "model", "area", "seal")
    work = ("assignment", "act", "rejection", "reveal")
    kinds = ((3, tables), (4, later), (6, work), (7, ("third_look",)))
    for version, names in (
        (at, sum((of for v, of in kinds if v <= at), ())) for at in (3, 4, 6, 7)
    ):
        for table in names:
            files = KEPT.glob(f"schema_{version}*.study")
            assert any(asked(path, f'SELECT 1 FROM "{table}"') for path in files), table
    (path,) = KEPT.glob("schema_3_coders.study")
    hands = {hand for (hand,) in asked(path, f"SELECT DISTINCT {told('origin')} FROM coding")}
    assert hands == {"human", "rule", "model"}
