"""Fields of codings, and what readers were shown: in tables, files, choices and copies."""

import pickle

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.errors import CodingError

BOOK = """\
title: Advice
languages: [en]
codes:
  - id: advice
    name: {en: Advice}
    fields: {addressee: {one_of: [mission, Council]}, who: text}
    rules: {en: patrol*}
  - id: fear
    name: {en: Fear}
"""
ROWS = [
    # kind, transcript, start, end, code, coder, shown, field.addressee, field.who, status
    ("coding", "a", 0, 9, "advice", "Awa", "", "mission", "a farmer", "accepted"),
    ("coding", "a", 3, 9, "fear", "Awa", "", "", "", "accepted"),
    ("coding", "b", 0, 6, "advice", "Awa", "", "Council", "", "accepted"),
    ("reading", "a", 0, 15, "*", "Awa", "blind", "", "", ""),
    ("reading", "b", 0, 17, "*", "Awa", "model", "", "", ""),
]
COLUMNS = ["kind", "transcript", "start", "end", "code", "coder", "shown"]
COLUMNS += ["field.addressee", "field.who", "status"]


@pytest.fixture(scope="module")
def book():
    return codebook_of(BOOK)


@pytest.fixture(scope="module")
def corpus():
    texts = pd.DataFrame({"id": ["a", "b"], "text": ["We want patrols.", "Patrols, we said."]})
    return cq.Corpus.from_frame(texts, id="id", language="en")


@pytest.fixture
def codings(corpus, book):
    return cq.read_codings(pd.DataFrame(ROWS, columns=COLUMNS), corpus, book)


def test_they_come_in_and_are_shown(codings):
    frame = codings.frame
    assert frame["field.addressee"].tolist() == ["mission", "", "Council"]
    assert frame["field.who"].tolist() == ["a farmer", "", ""]
    assert codings.readings["shown"].tolist() == ["blind", "model"]
    assert [coding["field.who"] for coding in codings] == ["a farmer", "", ""]


def test_they_are_chosen_by(codings):
    assert codings.filter(fields={"addressee": "mission"}).frame["transcript"].tolist() == ["a"]
    assert len(codings.filter(fields={"addressee": ["mission", "Council"]})) == 2
    assert len(codings.filter(fields={"addressee": "", "who": ""})) == 1
    assert len(codings.filter(fields={"who": "nobody"})) == 0
    blind = codings.filter(shown="blind")
    assert blind.readings["transcript"].tolist() == ["a"]
    assert len(blind) == 3
    assert len(codings.filter(shown=["blind", "unknown"]).read) == 1
    with pytest.raises(CodingError, match="no field 'adressee'; did you mean 'addressee'"):
        codings.filter(fields={"adressee": "mission"})
    with pytest.raises(CodingError, match="no shown 'blnd'; did you mean 'blind'"):
        codings.filter(shown="blnd")


def test_a_file_brings_them_back(codings, tmp_path):
    codings.to_csv(tmp_path / "codings.csv", unit="turn")
    again = cq.read_codings(tmp_path / "codings.csv", codings.corpus, codings.codebook)
    assert again.frame[COLUMNS[7:9]].equals(codings.frame[COLUMNS[7:9]])
    assert again.readings["shown"].tolist() == ["blind", "model"]
    raw = pd.read_csv(tmp_path / "codings.csv", keep_default_na=False)
    assert raw.loc[raw["kind"] == "coding", "field.addressee"].tolist() == [
        "mission",
        "",
        "Council",
    ]
    assert raw.loc[raw["kind"] == "reading", "shown"].tolist() == ["blind", "model"]


def test_free_text_goes_where_evidence_goes(codings):
    frame = codings.to_csv_frame(unit="turn", evidence=False)
    assert set(frame["field.who"]) == {""}
    assert "mission" in set(frame["field.addressee"])


def test_what_was_read_blind_and_again_with_suggestions_has_a_row_of_each(corpus, book):
    rows = [("reading", "a", 0, 15, "*", "Awa", shown) for shown in ("model", "blind")]
    codings = cq.read_codings(pd.DataFrame(rows, columns=COLUMNS[:7]), corpus, book)
    assert codings.to_csv_frame(unit="turn")["shown"].tolist() == ["blind", "model"]


def test_copies_and_combinations_keep_them(codings, corpus, book):
    again = pickle.loads(pickle.dumps(codings))
    assert again == codings
    assert again != cq.read_codings(
        pd.DataFrame(ROWS, columns=COLUMNS).replace("mission", "Council"), corpus, book
    )
    together = cq.combine(codings, cq.RuleCoder(book).code(corpus))
    assert together.frame["field.addressee"].tolist() == ["mission", "", "Council"]
    assert {"blind", "model"} <= set(together.readings["shown"])


def test_what_a_code_does_not_ask_is_refused_with_its_line(corpus, book):
    wrong = pd.DataFrame(ROWS, columns=COLUMNS).replace("mission", "UN")
    with pytest.raises(CodingError, match="line 2: field addressee cannot be 'UN': write mission"):
        cq.read_codings(wrong, corpus, book)
    wrong = pd.DataFrame(ROWS, columns=COLUMNS).replace("blind", "blnd")
    with pytest.raises(CodingError, match="line 5: shown 'blnd' is none of"):
        cq.read_codings(wrong, corpus, book)


def test_without_them_everything_is_as_before(corpus):
    book = codebook_of(
        BOOK.replace("    fields: {addressee: {one_of: [mission, Council]}, who: text}\n", "")
    )
    plain = cq.RuleCoder(book).code(corpus)
    assert not [name for name in plain.frame if name.startswith("field.")]
    assert "fields" not in plain.rows
    assert set(plain.readings["shown"]) == {"unknown"}
