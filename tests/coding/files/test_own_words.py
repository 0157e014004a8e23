"""A row of codings that brings its own words: held to them, moved to them, or refused."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.errors import CodingError

TEXT = "I: Who came?\nR: They burned ten houses,\nand they burned the mill."
BOOK = """title: Harm
languages: [en]
codes:
  - id: harm
    kind: theme
    name: {en: Harm}
    definition: {en: Harm done}
    children:
      - id: harm.fire
        name: {en: Fire}
        definition: {en: What was burned}
        rules:
          en: burn
"""


@pytest.fixture
def talk(tmp_path):
    (tmp_path / "t.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    return cq.read_corpus(tmp_path / "t.txt"), cq.read_codebook(tmp_path / "codebook.yaml")


def read(talk, tmp_path, start, end, words, title="text"):
    row = {"transcript": "t", "start": start, "end": end, "code": "harm.fire", "coder": "Awa"}
    pd.DataFrame([row | {title: words}]).to_csv(tmp_path / "codings.csv", index=False)
    return cq.read_codings(tmp_path / "codings.csv", *talk)


@pytest.mark.parametrize("title", ["text", "Passage"])
@pytest.mark.parametrize(
    ("start", "words", "where"),
    [
        (TEXT.index("burned"), "burned", TEXT.index("burned")),
        (TEXT.index("burned") + 2, "burned", TEXT.index("burned")),  # two behind
        (TEXT.rindex("burned") - 3, "burned", TEXT.rindex("burned")),  # the nearer of two
        (TEXT.index("ten"), "ten houses, and they", TEXT.index("ten")),  # a line break within
    ],
)
def test_a_passage_stands_where_its_words_are(talk, tmp_path, title, start, words, where):
    size = len(words)
    codings = read(talk, tmp_path, start, start + size, words, title)
    row = next(iter(codings.frame.itertuples()))
    assert (row.start, row.end) == (where, where + size)
    assert len(codings.notes) == (start != where)
    assert all(f"{start} to {start + size}" in note for note in codings.notes)


def test_words_that_stand_nowhere_near_are_refused_with_their_line(talk, tmp_path):
    with pytest.raises(CodingError, match="line 2: the words of the row are not those at 16 to 22"):
        read(talk, tmp_path, 16, 22, "looted the mill")
    far = cq.Corpus.from_frame(
        pd.DataFrame({"text": ["yes. " * 300 + "burned"], "id": ["t"]}), id="id"
    )
    with pytest.raises(CodingError, match="nowhere near"):
        read((far, talk[1]), tmp_path, 0, 6, "burned")


def test_what_a_spreadsheet_guards_is_the_same_words(talk, tmp_path):
    minus = cq.Corpus.from_frame(
        pd.DataFrame({"text": ["- They burned it."], "id": ["t"]}), id="id"
    )
    assert read((minus, talk[1]), tmp_path, 0, 6, "'- They").notes == ()


@pytest.mark.parametrize(
    ("words", "start", "size", "where"),
    [
        ("BURNED ten houses", 0, 17, "burned ten houses"),
        ('"burned"', 0, 6, "burned"),
        ("burned ten...", 3, 17, "burned ten houses"),  # a cell that shows how it begins
        ("burned ten…", 0, 17, "burned ten houses"),
    ],
)
def test_quotes_capitals_and_cut_ends_do_not_count(talk, tmp_path, words, start, size, where):
    begin = TEXT.index("burned") + start
    codings = read(talk, tmp_path, begin, begin + size, words)
    row = next(iter(codings.frame.itertuples()))
    assert TEXT[row.start : row.end] == where


def test_typed_quotes_stand_for_printed_ones(tmp_path, talk):
    text = "R: They took the “big”\nmarket’s stalls – all."
    (tmp_path / "t.txt").write_text(text, encoding="utf-8")
    corpus = cq.read_corpus(tmp_path / "t.txt")
    codings = read((corpus, talk[1]), tmp_path, 3, 9, 'the "big" market\'s stalls - all')
    row = next(iter(codings.frame.itertuples()))
    assert text[row.start : row.end] == "the “big”\nmarket’s stalls – all"
