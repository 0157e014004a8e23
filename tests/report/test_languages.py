"""A report is said in a language: no sentence of ours stands on it in another."""

import pickle
import re

import pytest

import civic_qual as cq
from civic_qual.messages import PSEUDO, speaking
from civic_qual.report.theme_report import theme_report
from tests.report.test_theme_report import Page, many, study
from tests.unmarked import unmarked_words

# What language changes nothing in: texts of the codebook, names, values of attributes, passages.
DATA = [
    "Protecting people",
    "A small codebook",
    "Plan",
    "Plan Patrol",
    "Plan Late",
    "Alert",
    "Assessment",
    "Assessment Works",
    "assessment",
    "CAR",
    "Chad",
    "Mali",
    "car_1",
    "mali_1",
    "The patrol came late, and that was good.",
    "No patrol. Nothing at all.",
    "rrrrrrrrrrrrrrrr",
    "cccccccccccccccc",
    "civic_qual",
    "rules",  # the name of the coder
    "none",  # a word of consent, as the study wrote it
]
ALIKE = {"Codes", "mentions", "participants"}  # the same word in both languages


@pytest.mark.parametrize(
    "report",
    [
        lambda: theme_report(study(invented="yes")),
        lambda: theme_report(study()),
        lambda: theme_report(many()),
        lambda: theme_report(study(), by=["language", "country"], unit="sentence"),
        lambda: theme_report(study(consent="none", invented="yes"), by=[], unit="transcript"),
    ],
)
def test_every_word_of_ours_is_a_message(report):
    page = Page(report().to_html(PSEUDO))
    said = [page.words, *(tag["aria-label"] for _, tag in page.tags if "aria-label" in tag)]
    assert [unmarked_words(text, DATA) for text in said] == [[]] * len(said)


@pytest.fixture(scope="module")
def demo():
    return cq.RuleCoder(cq.example_codebook()).code(cq.example_corpus())


def test_no_english_sentence_of_ours_is_left_on_the_french_report(demo):
    report = theme_report(demo)
    french, english = Page(report.to_html("fr")), Page(report.to_html("en"))
    assert french.tags[0] == ("html", {"lang": "fr"})
    assert english.tags[0] == ("html", {"lang": "en"})
    both = {text.strip() for text in french.text} & {text.strip() for text in english.text}
    assert {text for text in both if re.search(r"[^\W\d_]{3}", text)} <= ALIKE | data_of(demo)
    assert "Planification fondée sur les menaces et décisions" in french.words
    assert "Threat" not in french.words


def data_of(codings):
    """Return what a report shows of a study as it stands there, whatever language is spoken."""
    corpus, codebook = codings.corpus, codings.codebook
    own = corpus.participants.attributes.values()
    values = {
        value for known in (*own, *(one.attributes for one in corpus)) for value in known.values()
    }
    shown = {value.replace("_", " ") for value in values} | {codebook.title}
    for row in cq.quotes(codings):
        shown |= {row.passage, row.transcript, row.attribution}
    return shown


def test_a_report_speaks_the_language_it_is_saved_in(tmp_path):
    report = theme_report(study(invented="yes"))
    report.save(tmp_path / "fr.html", language="fr")
    with speaking("fr"):
        report.save(tmp_path / "spoken.html")
    report.save(tmp_path / "en.html", language="en")
    french, spoken, english = (
        (tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in ("fr", "spoken", "en")
    )
    assert french == spoken
    assert "Entretiens inventés." in french
    assert english == report.html
    assert "Invented interviews." in english


def test_a_report_travels():
    report = theme_report(study(invented="yes"))
    again = pickle.loads(pickle.dumps(report))
    assert again.to_html("fr") == report.to_html("fr")
