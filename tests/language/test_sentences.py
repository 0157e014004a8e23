import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.language.sentences import _punkt_alone, sentences


def passages(language):
    lines = Path(__file__).with_name(f"sentences_{language}.txt").read_text("utf-8").splitlines()
    return [(language, line.replace("\\n", "\n")) for line in lines if not line.startswith("#")]


def cut(text, language):
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(("language", "marked"), passages("en") + passages("fr"))
def test_tricky_sentences(language, marked):
    assert cut(marked.replace(" | ", " "), language) == marked.split(" | ")


def test_there_are_thirty_passages_a_language():
    assert len(passages("en")) >= 30
    assert len(passages("fr")) >= 30


def test_a_blank_line_ends_a_sentence():
    assert cut("A title\n\nThe text\n  \nMore", "en") == ["A title", "The text", "More"]


def test_nothing_has_no_sentences():
    assert sentences("") == sentences(" \n\n ") == []


def test_a_language_without_abbreviations():
    assert cut("¿Quién? Nadie. ماذا؟ لا أحد.", "es") == ["¿Quién?", "Nadie.", "ماذا؟", "لا أحد."]


@settings(deadline=None, max_examples=300)
@given(
    st.text(st.sampled_from("aB.?!… \n»«\"')1M'é,🕊") | st.characters(codec="utf-8")),
    st.sampled_from(["en", "fr", "sw"]),
)
def test_sentences_are_in_order_trimmed_and_leave_nothing_out(text, language):
    spans = sentences(text, language)
    borders = [0, *(place for span in spans for place in span), len(text)]
    assert borders == sorted(borders)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    between = zip(borders[::2], borders[1::2], strict=True)
    assert not any(text[start:end].strip() for start, end in between)


def test_a_turn_as_long_as_a_book_has_all_its_sentences(monkeypatch):
    """NLTK stops looking for ends after some seconds of a text, however honest it is."""
    if redos := getattr(_punkt_alone(), "redos", None):
        monkeypatch.setattr(redos, "DEFAULT_TIMEOUT", 0.01)
    assert len(sentences("They came late. " * 20_000)) == 20_000


def test_punkt_comes_alone_and_leaves_nltk_whole():
    code = (
        "import sys\n"
        "from civic_qual.language.sentences import sentences\n"
        "assert len(sentences('Dr. Okello came. He left.')) == 2\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'nltk', 'scipy', 'sklearn'}\n"
        "import nltk\n"
        "from nltk.tokenize import punkt\n"
        "assert nltk.FreqDist('aab')['a'] == 2 and nltk.tokenize.punkt is punkt\n"
        "print(len(sentences('Come. Go.')), nltk.wordpunct_tokenize('a b'))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "2 ['a', 'b']\n"
