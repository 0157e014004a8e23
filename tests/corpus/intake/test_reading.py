"""Folders, files and lists."""

import pytest

from civic_qual.corpus.intake.reading import read_corpus
from civic_qual.errors import ReadError

GOOD = "I: Who came?\nR: Nobody.\n"


def ids(corpus):
    return [one.id for one in corpus]


def test_what_lies_beside_is_no_transcript(read):
    beside = dict.fromkeys(
        [
            "README.md",
            "readme.txt",
            "LICENSE.txt",
            "codings.csv",
            ".hidden.txt",
            "~$b.docx",
            "._a.txt",
            "Thumbs.db",
        ],
        "x",
    )
    corpus = read({**beside, "b.txt": GOOD, "a.md": GOOD})
    assert ids(corpus) == ["a", "b"]
    assert corpus.problems == ()


def test_a_folder_inside_is_named(folder, read):
    (folder / "mali").mkdir()
    (folder / ".git").mkdir()
    corpus = read({"a.txt": GOOD})
    assert corpus.problems == (
        "mali: a folder inside the folder was not read; name it beside the other, or, if "
        'sub-folders are countries or groups, say so with folders="country"',
    )


def test_only_folders_inside(folder):
    (folder / "mali").mkdir()
    with pytest.raises(ReadError, match="there are no transcripts; mali: a folder"):
        read_corpus(folder)


def test_a_file_and_a_list(folder, read):
    read({"a.txt": GOOD, "b.txt": GOOD, "README.md": GOOD})
    assert ids(read_corpus(folder / "b.txt", languages=["en"])) == ["b"]
    assert ids(read_corpus(str(folder / "README.md"), languages=["en"])) == ["README"]
    listed = [folder / "b.txt", folder / "a.txt", folder / "README.md"]
    assert ids(read_corpus(listed, languages=["en"])) == ["a", "b"]
    assert ids(read_corpus([folder, folder / "a.txt"], languages=["en"])) == ["a", "b"]


def test_order_and_revision_do_not_depend_on_the_machine(read):
    corpus = read({"b.txt": GOOD, "a.txt": GOOD.replace("\n", "\r\n")})
    assert ids(corpus) == ["a", "b"]
    assert corpus["a"].revision == corpus["b"].revision
    assert len(corpus["a"].revision) == 16


def test_notes_are_said_once_for_all(read):
    corpus = read({f"{name}.txt": GOOD for name in "abcdefg"})
    assert corpus.notes == (
        "a, b, c, d, e and 2 more: I taken for interviewer (by their labels)",
        "a, b, c, d, e and 2 more: R taken for respondent (by their labels)",
    )


def test_the_corpus_shows_what_it_is(read):
    corpus = read({"a.txt": GOOD, "b.pdf": "x"})
    assert repr(corpus) == "Corpus(1 transcripts, 1 participants, 1 problems: see .problems)"
    assert corpus.languages == ("en",)
    assert corpus["a"].source.endswith("a.txt")
    with pytest.raises(KeyError, match=r"no transcript .*; there are: a"):
        corpus["c"]


def test_reading_text_loads_no_pandas():
    import subprocess
    import sys

    code = (
        "import sys, pathlib, tempfile\n"
        "from civic_qual.corpus.intake.reading import read_corpus\n"
        "folder = pathlib.Path(tempfile.mkdtemp())\n"
        "(folder / 'a.txt').write_text('I: Who?\\nR: No.')\n"
        "read_corpus(folder, languages=['en'])\n"
        "print([name for name in ('pandas', 'openpyxl', 'webvtt', 'spacy', 'nltk')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
