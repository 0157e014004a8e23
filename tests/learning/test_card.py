"""The model card says what a model learned from, how good it is and where it fails; no passage."""

import pickle
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pandas as pd
import pytest

from civic_qual.coding.files.reading import read_codings
from civic_qual.corpus.model import Corpus
from civic_qual.errors import WriteError
from civic_qual.learning.card import _languages
from civic_qual.learning.theme_classifier import ThemeClassifier
from civic_qual.learning.validation import cross_validate
from civic_qual.messages import render, speaking
from tests.unmarked import unmarked_words

CODES = {"patrol", "water", "rare"}
FRENCH = {"the patrol came": "la patrouille est venue", "we fetch water": "on cherche de l'eau"}


@pytest.fixture(scope="module")
def gold(small_codebook):
    """Sixteen interviews in two languages, three codes; `rare` stands in two passages."""
    texts = [
        [english, FRENCH[english]][number % 2] + f" day {number} {kind}"
        for number in range(16)
        for kind, english in enumerate(list(FRENCH) * 2)
    ]
    frame = pd.DataFrame({"text": texts, "id": [f"t{number:02d}" for number in range(64)]})
    frame = frame.assign(
        language=["en" if "we" in one or "the" in one else "fr" for one in texts], invented="yes"
    )
    corpus = Corpus.from_frame(frame, text="text", id="id")
    codes = [("water" if "water" in text or "eau" in text else "patrol") for text in texts]
    rows = [(one.id, 0, len(one.text), code) for one, code in zip(corpus, codes, strict=True)]
    rows += [(rows[0][0], *rows[0][1:3], "rare"), (rows[9][0], *rows[9][1:3], "rare")]
    table = pd.DataFrame(rows, columns=["transcript", "start", "end", "code"])
    return read_codings(table.assign(coder="Ada"), corpus, small_codebook)


@pytest.fixture(scope="module")
def small_codebook():
    from civic_qual.codebook.model import Code, Codebook

    codes = [Code(name, "theme", "", {"en": name}) for name in ("patrol", "water", "rare")]
    return Codebook("Small", "1", ("en", "fr"), tuple(codes))


@pytest.fixture(scope="module")
def card(gold):
    model = ThemeClassifier(encoder=None, rules=False).fit_corpus(gold)
    return model.card(cross_validate(model, gold, folds=3, draws=10), gold)


def test_it_says_who_taught_what_and_how_much(card):
    assert "Small" in card.html
    assert "Ada" in card.html
    assert "64" in card.html
    assert "Invented interviews" in card.html


def test_every_code_and_language_has_its_figures(card):
    for name in (
        "patrol",
        "water",
        "rare",
        "mean over codes",
        "en, all codes together",
        "fr, all codes together",
    ):
        assert f'<th scope="row">{name}</th>' in card.html


class Columns(HTMLParser):
    """The tables of a page: rows of cells, each with its text and whether it is set as words."""

    def __init__(self, page):
        super().__init__()
        self.tables, self._inside = [], False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        self._inside = tag in ("td", "th")
        if self._inside:
            self.tables[-1][-1].append(["", "said" in dict(attributes).get("class", "")])

    def handle_endtag(self, _):
        self._inside = False

    def handle_data(self, data):
        if self._inside:
            self.tables[-1][-1][-1][0] += data.strip()


def test_columns_of_words_are_set_as_words_and_columns_of_figures_are_not(card):
    tables = Columns(card.html).tables
    assert len(tables) == 4
    for rows in tables:
        for column in list(zip(*rows, strict=True))[1:]:
            words = any(re.search(r"[^\W\d_]{2,}", text) for text, _ in column[1:])
            assert {said for _, said in column} == {words}, column


def test_it_says_how_many_passages_there_are_in_each_language(card):
    (told,) = [
        row[1][0]
        for table in Columns(card.html).tables
        for row in table
        if row[0][0] == "Languages"
    ]
    assert told == "en 32, fr 32"


def test_what_must_not_be_counted_is_named_with_the_reason(card):
    assert "Codes that are not counted" in card.html
    assert "2 examples: fewer than 3" in card.html
    assert "Learned from too few examples to be counted: rare." in card.html


def test_no_passage_is_in_it(card):
    assert "patrouille" not in card.html
    assert "fetch" not in card.html


def test_the_summary_is_three_lines(card):
    assert len(card.summary) == 3
    assert "2 codes of 3 learned well enough" in card.summary[2]


def test_it_is_written_as_a_web_page_only(card, tmp_path):
    card.save(tmp_path / "card.html")
    assert (tmp_path / "card.html").read_text(encoding="utf-8") == card.html
    with pytest.raises(WriteError, match="a model card is written as"):
        card.save(tmp_path / "card.pdf")


# What a reader is told to type in Python.
TYPED = {"draw_sample", "estimate_themes", "error_by(machine, human, by=[attributes])"}


def test_every_sentence_can_be_said_in_another_language(card):
    with speaking("qps"):
        shown = re.sub(
            r"<style>.*?</style>|<[^>]*>|\b[0-9a-f]{16}\b", " ", card.html, flags=re.DOTALL
        )
        page = unmarked_words(shown, allowed={"Ada", "Small"} | CODES | TYPED)
        lines = [unmarked_words(render(line), allowed=set()) for line in card.summary]
    assert not page
    assert not any(lines)


def test_it_is_written_in_the_language_that_is_asked_for(card, tmp_path):
    card.save(tmp_path / "card.html", language="qps")
    assert '<html lang="qps">' in (tmp_path / "card.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in card.html


def test_it_travels(card):
    again = pickle.loads(pickle.dumps(card))
    assert again == card
    assert again.html == card.html


def test_a_language_of_fewer_than_fifty_passages_is_named_as_little_seen():
    learned = SimpleNamespace(about={"languages": {"en": 49, "fr": 50}}, languages=("en", "fr"))
    assert list(map(str, _languages(SimpleNamespace(model_=learned)))) == [
        "It has seen little of: en (49 passages)."
    ]
