"""A study stays where its file is; what comes out of it goes anywhere, its texts included."""

import copy
import pickle
import subprocess
import sys

import pytest

import civic_qual as cq
from civic_qual.errors import StudyError
from tests.study.small import place, transcript


@pytest.fixture
def coded(study, corpus):
    study.code("bria", *place(corpus, "bria", "afraid"), "fear", coder="Awa", why="he says so")
    study.read("bria", coder="Awa")
    study.memo("né?", coder="Awa", transcript="bria", start=3, end=9)
    study.keep_sample(cq.draw_sample(corpus, n=2, name="first"))
    return study


@pytest.mark.parametrize("move", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_study_is_an_open_file_and_says_so(coded, move):
    with pytest.raises(StudyError, match=r"is an open file.*send its path.*study\.codings"):
        move(coded)
    assert coded.integrity() == []


TAKEN = {
    "corpus": lambda study: study.corpus,
    "transcript": lambda study: study.corpus["bria"],
    "codebook": lambda study: study.codebook,
    "codings": lambda study: study.codings(),
    "sample": lambda study: study.sample("first"),
    "coding_table": lambda study: study.coding_table(),
    "audit": lambda study: study.audit,
    "memos": lambda study: study.memos,
    "coders": lambda study: study.coders,
    "samples": lambda study: study.samples,
    "unplaced": lambda study: study.unplaced,
    "conflicts": lambda study: study.conflicts,
    "adjudicated": lambda study: study.adjudicated,
}


@pytest.mark.parametrize("name", TAKEN)
@pytest.mark.parametrize("move", [lambda one: pickle.loads(pickle.dumps(one)), copy.deepcopy])
def test_what_comes_out_of_a_study_travels(coded, name, move):
    taken = TAKEN[name](coded)
    moved = move(taken)
    assert moved == taken
    assert taken == moved


def test_in_another_process_nothing_asks_for_the_file(coded, tmp_path):
    parts = (coded.corpus, coded.codings(), coded.codebook)
    (tmp_path / "parts").write_bytes(pickle.dumps(parts))
    coded.close()
    coded.path.unlink()
    script = (
        "import pickle, sys\ncorpus, codings, codebook = pickle.load(open(sys.argv[1], 'rb'))\n"
        "print(ascii(corpus['bria'].text[3:16]), codings.frame['evidence'].tolist(), "
        "'civic_qual.study.store' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "parts"], capture_output=True, text=True
    )
    assert done.stdout.strip() == "'Were you afra' ['he says so'] False", done.stderr


def test_what_a_correction_and_a_merge_tell_travels_too(coded, tmp_path):
    coded.backup(tmp_path / "other.study")
    told = coded.correct(transcript("bria", ["Were you really afraid?"]))
    assert pickle.loads(pickle.dumps(told)) == told
    conflicts = coded.merge(tmp_path / "other.study")
    assert pickle.loads(pickle.dumps(conflicts)) == conflicts
