"""Catalogues hold what the sources say, and each translation has the fields of its English."""

import io
import re
import subprocess
import sys
from collections import Counter

import jinja2
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.messages import Message, catalogues, render
from civic_qual.messages.catalogues import GettextCatalogue, compiled_po, po_entries
from civic_qual.messages.jinja import install
from tests.catalogues import PAGES, POT, extracted, languages, read, updated, written

_FIELD = re.compile(r"\{\w*(?:![rsa])?\}|%\(\w+\)s")


def ids(catalogue):
    return {(one.context, one.id) for one in catalogue if one.id}


@pytest.mark.parametrize("path", [POT, *languages()], ids=lambda path: path.name + path.parts[-3])
def test_catalogues_hold_what_the_sources_say(path):
    assert ids(read(path)) == ids(extracted()), "run: python -m tests.catalogues update"


def test_updating_keeps_translations_and_drops_what_is_gone(tmp_path):
    path = tmp_path / "fr" / "LC_MESSAGES" / "civic_qual.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    template = Catalog()
    for english, context in (("all", "people"), (("one turn", "{n} turns"), None), ("new", None)):
        template.add(english, context=context)
    text = written(updated(path, template))
    assert [entry[1:] for entry in po_entries(text)[1:]] == [
        ("all", "", ("toutes",)),
        ("one turn", "{n} turns", ("{n} tour", "{n} tours")),
        ("new", "", ("",)),
    ]
    path.write_text(text, encoding="utf-8")
    assert written(updated(path, template)) == text


def _forms_of(message):
    return (message.string,) if isinstance(message.string, str) else message.string


def forms(message):
    """Yield each translation with the English whose fields it has to have."""
    english = (message.id,) if isinstance(message.id, str) else message.id
    for place, one in enumerate(_forms_of(message)):
        if one:
            yield english[min(place, len(english) - 1)], one


@pytest.mark.parametrize("path", languages(), ids=lambda path: path.parents[1].name)
def test_every_translation_has_the_fields_of_its_english(path):
    for message in read(path):
        if not message.id:
            continue
        for english, said in forms(message):
            wanted, found = (Counter(_FIELD.findall(text)) for text in (english, said))
            # In French the first form is of 0, too, so it may say the number.
            free = Counter(["{n}"]) if isinstance(message.id, tuple) else Counter()
            assert found - free == wanted - free, said
            assert bool(re.search(r"\s$", english)) == bool(re.search(r"\s$", said)), said


def test_french_says_everything():
    french = next(path for path in languages() if "fr" in path.parts)
    waiting = [one.id for one in read(french) if one.id and not all(_forms_of(one))]
    assert not waiting, "put a translation where msgstr is empty"


@pytest.mark.parametrize("path", languages(), ids=lambda path: path.parents[1].name)
def test_compiled_as_babel_reads_it(path):
    text = path.read_text(encoding="utf-8")
    theirs, ours = read(path), read_mo(io.BytesIO(compiled_po(text)))
    assert ours.num_plurals == theirs.num_plurals
    for one in theirs:
        said = _forms_of(one)
        if one.id and all(said):
            assert list(said) == list(_forms_of(ours.get(one.id, one.context)))
    assert len(ours) == sum(all(e[3]) for e in po_entries(text)) - 1


TEXTS = st.text(st.characters(exclude_characters="\0\4\r", exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=5, unique_by=lambda one: one[0]))
def test_what_babel_writes_is_read_back(entries):
    catalogue, file = Catalog("fr", fuzzy=False), io.BytesIO()
    for english, said, context in entries:
        catalogue.add(english, said)
        catalogue.add((english, english + "s"), (said, said, said), context="many" + context)
    write_po(file, catalogue)
    text = file.getvalue().decode()
    known = {
        (one.context or "", one.id): one.string
        for one in read_po(io.BytesIO(file.getvalue()), "fr")
        if one.id
    }
    compiled = GettextCatalogue("fr", compiled_po(text))
    for (context, english), said in known.items():
        if isinstance(english, tuple):
            assert compiled.translated_plural(*english, 5, context) == said[-1]
        else:
            assert compiled.translated(english, context) == said


PO = r"""
msgid ""
msgstr ""
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

#, fuzzy
msgid "guessed"
msgstr "deviné"

msgid "nobody yet"
msgstr ""

msgid "one turn"
msgid_plural "{n} turns"
msgstr[0] "{n} tour"
msgstr[1] "{n} tours"

msgid "half"
msgid_plural "halves"
msgstr[0] "demi"
msgstr[1] ""

msgctxt "people"
msgid "all"
msgstr "toutes"

msgid "all"
msgstr "tout"

#~ msgid "gone"
#~ msgstr "parti"
"""


@pytest.fixture
def french(monkeypatch):
    known = GettextCatalogue("fr", compiled_po(PO))
    monkeypatch.setattr("civic_qual.messages.catalogues.catalogue", lambda _: known)
    return known


def test_only_what_somebody_translated_is_said(french):
    assert [french.translated(one) for one in ("guessed", "nobody yet", "gone", "all")] == [
        None,
        None,
        None,
        "tout",
    ]
    assert french.translated_plural("half", "halves", 1) is None
    assert render(Message("guessed")) == "guessed"


def test_plurals_and_contexts_of_a_language(french):  # noqa: ARG001
    turns = [render(Message.plural("one turn", "{n} turns", n=n)) for n in (0, 1, 2, 1200)]
    assert turns == ["0 tour", "1 tour", "2 tours", "1,200 tours"]
    assert render(Message.in_context("people", "all")) == "toutes"
    assert render(Message.in_context("things", "all")) == "all"


def test_without_sources_the_compiled_file_is_read(tmp_path, monkeypatch):
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "civic_qual.mo").write_bytes(compiled_po(PO))
    monkeypatch.setattr(catalogues, "FOLDER", str(tmp_path))
    catalogues.catalogue.cache_clear()
    try:
        assert catalogues.catalogue("fr").translated("all") == "tout"
    finally:
        catalogues.catalogue.cache_clear()


def test_english_reads_no_catalogue_and_loads_no_gettext():
    code = (
        "import sys\nfrom civic_qual.messages import *\n"
        "render(Message('{x}', x=listed('ab')))\n"
        "print([n for n in ('gettext', 'babel', 'datetime', 'jinja2') if n in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_page_of_translated_messages_is_french(french):  # noqa: ARG001
    page = install(jinja2.Environment(autoescape=True)).from_string(
        '<html lang="{{ language() }}"><h1>{{ _("all") }}</h1><p>{{ note }}</p>'
        '<td title="{{ in_context("people", "all") }}">{{ plural("one turn", "{n} turns", n=0) }}'
    )
    assert page.render(note=Message.plural("one turn", "{n} turns", n=3)) == (
        '<html lang="fr"><h1>tout</h1><p>3 tours</p><td title="toutes">0 tour'
    )


def test_messages_of_pages_are_extracted(tmp_path, monkeypatch):
    (tmp_path / "civic_qual").mkdir()
    (tmp_path / "civic_qual" / "page.html.j2").write_text(
        '{{ _("Themes of {title}", title=title) }} {{ plural("one turn", "{n} turns", n=n) }}'
        '{% if x %}{{ in_context("people", "all") }}{% endif %}{{ note }}{{ count(3) }}'
    )
    (tmp_path / "civic_qual" / "rooms.py").write_text(
        "# Translators: who reads\n"
        'x = Message("{a} is "\n  "read", a=listed([Message.plural("one", "{n}", n=2)]))\n'
        'y = errors.Problem(m.Message.in_context("a file", "all"), str(untranslated("path")))\n'
    )
    (tmp_path / PAGES).parent.mkdir(parents=True)
    (tmp_path / PAGES).write_text('[["Undo", ""], ["{n} key", "{n} keys"]]')
    monkeypatch.setattr("tests.catalogues.ROOT", tmp_path)
    assert extracted()["{a} is read"].auto_comments == ["who reads"]
    assert ids(extracted()) == {
        (None, "Themes of {title}"),
        (None, "Undo"),
        (None, ("{n} key", "{n} keys")),
        (None, ("one turn", "{n} turns")),
        ("people", "all"),
        (None, "{a} is read"),
        (None, ("one", "{n}")),
        ("a file", "all"),
        (None, "path"),
    }
