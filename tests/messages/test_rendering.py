"""What is said where text leaves the library: the language spoken, pages, marks."""

import threading

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.messages import PSEUDO, Message, language_now, listed, render, speaking
from civic_qual.messages.catalogues import VARIABLE, catalogue
from civic_qual.messages.jinja import install
from civic_qual.messages.pseudo import marked
from tests.unmarked import unmarked_words


@pytest.fixture(autouse=True)
def english_outside(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


def test_english_unless_told(monkeypatch):
    names = listed(["a", "b"])
    assert (language_now(), render(names)) == ("en", "a and b")
    monkeypatch.setenv(VARIABLE, "fr_CA.UTF-8")
    assert (language_now(), render(names)) == ("fr", "a et b")
    with speaking("en"):
        assert render(names) == "a and b"
        with speaking("fr-FR"):
            assert render(names) == "a et b"
        assert render(names, "fr") == "a et b"
        with speaking(None):
            assert language_now() == "en"
    assert render(names) == "a et b"


@pytest.mark.parametrize("language", ["sw", "xx_YY", "../fr", "fr/", "C", "POSIX", "é", "1"])
def test_a_language_nobody_translated_is_english(language):
    with speaking(language):
        assert language_now() == "en"
        assert render(listed("ab")) == "a and b"


def test_the_language_ends_with_its_block_even_after_an_error():
    with pytest.raises(KeyError), speaking("fr"):
        raise KeyError
    assert language_now() == "en"


def test_one_thread_does_not_change_the_language_of_another():
    said = []
    with speaking("fr"):
        thread = threading.Thread(target=lambda: said.append(language_now()))
        thread.start()
        thread.join()
        assert (said, language_now()) == (["en"], "fr")


def test_plain_text_and_errors_are_rendered_too():
    with speaking("fr"):
        assert render("a and b") == "a and b"
        assert render(ValueError("no such file")) == "no such file"
        assert render(UserWarning(listed("ab"))) == "a et b"


def page(text, **given):
    environment = install(jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined))
    return environment.from_string(text).render(**given)


def test_pages_speak_and_escape():
    text = (
        '<html lang="{{ language() }}"><h1>{{ _("Themes of {title}", title=title) }}</h1>'
        '{{ plural("one turn", "{n} turns", n=1200) }} {{ in_context("all", "all") }}'
        "{% for note in notes %}<li>{{ note }}</li>{% endfor %}{{ count(1200) }}"
    )
    note = Message("{names}; only", names=listed(["<a>", "b"]))
    with speaking("fr"):
        assert page(text, title="T & T", notes=[note, "x < y"]) == (
            '<html lang="fr"><h1>Themes of T &amp; T</h1>1,200 turns all'
            "<li>&lt;a&gt; and b; only</li><li>x &lt; y</li>1\u202f200"
        )
    with speaking(PSEUDO):
        said = page(text, title="bria", notes=[note, "plain"])
    assert unmarked_words(said, ["bria", "html", "lang", PSEUDO]) == ["plain"]


def test_marked_text_is_seen_as_such_and_all_else_is_not():
    message = Message(
        "{n} turns of {file}: {problem}", n=3, file="bria.txt", problem=Message("nobody speaks")
    )
    said = render(message, PSEUDO)
    assert said == "3⟦ ţūŕñš ōƒ ⟧bria.txt: ⟦ñōƀōḍŷ šṗēāķš⟧"
    assert unmarked_words(said) == ["bria", "txt"]
    assert unmarked_words(said, ["bria.txt"]) == []
    assert unmarked_words("bria.txt2", ["bria.txt"]) == ["bria", "txt"]
    assert unmarked_words(f"{said}\nNobody speaks", ["bria.txt"]) == ["Nobody", "speaks"]


@given(st.text(), st.text())
def test_marking_hides_a_text_and_nothing_beside_it(literal, beside):
    plain = [sign for sign in (literal, beside) if not set("⟦⟧") & set(sign)]
    if len(plain) == 2 and any(map(str.isalpha, literal)):
        assert unmarked_words(marked(literal) + " " + beside) == unmarked_words(beside)


@given(st.text())
def test_every_template_can_be_marked(text):
    template = text.replace("{", "{{").replace("}", "}}") + " of {x}"
    said = render(Message(template, x="bria"), PSEUDO)
    assert said.endswith("bria")
    assert len(said) == len(Message(template, x="bria")) + 2


def test_catalogues_are_read_once():
    assert catalogue("fr") is catalogue("fr")
