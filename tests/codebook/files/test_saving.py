"""A codebook that is saved reads back as the same codebook, or is not saved at all."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic_qual.codebook.codes import Code, Example, Rule
from civic_qual.codebook.files.reading import read_codebook
from civic_qual.codebook.model import Codebook
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.tree import TokenPattern
from civic_qual.errors import CodebookError, WriteError

LANGUAGES = ("en", "fr")

# Texts as files hold them: composed, without white space at their ends.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Mn"], exclude_characters="\0"), min_size=1, max_size=9
).filter(lambda text: text == text.strip())
TEXTS = TEXTS.map(lambda text: unicodedata.normalize("NFC", text))
BY_LANGUAGE = st.fixed_dictionaries({}, optional=dict.fromkeys(LANGUAGES, TEXTS))
NAMES = st.fixed_dictionaries({"en": TEXTS}, optional={"fr": TEXTS})
WORDS = st.sampled_from(["protect*", "UN", "=Force", "NO", "l'eau", "alert network", "/a+b: #/"])
JOINED = st.builds(
    "{} {} {}".format,
    WORDS.filter(lambda word: word[0] != "/"),
    st.sampled_from(["OR", "NEAR/5", "NOT", "AND"]),
    st.sampled_from(["kill", "@un"]),
)
WHERE = st.dictionaries(
    TEXTS, st.lists(st.sampled_from(["CAR", ">=2020-12"]), min_size=1), max_size=2
)


@st.composite
def rules(draw):
    language = draw(st.sampled_from(LANGUAGES))
    pattern = draw(st.sampled_from(["", "", '[{"IS_ALPHA": true, "LENGTH": 3, "LOWER": "x"}]']))
    text = pattern or draw(WORDS | JOINED)
    tree = TokenPattern(pattern) if pattern else parse_rule(text, language)
    return Rule(
        text,
        tree,
        language,
        within=draw(st.sampled_from(["turn", "sentence"])),
        unless_negated=draw(st.booleans()),
        where=tuple((name, tuple(values)) for name, values in draw(WHERE).items()),
        speaker=tuple(draw(st.lists(st.sampled_from(["respondent", "observer"]), max_size=2))),
        confidence=draw(st.sampled_from([1.0, 0.1, 0.123456789])),
        note=draw(st.just("") | TEXTS),
    )


EXAMPLES = st.lists(
    st.builds(
        Example,
        TEXTS,
        st.sampled_from(LANGUAGES),
        st.dictionaries(TEXTS, TEXTS, max_size=2).map(lambda about: tuple(about.items())),
    ),
    max_size=2,
).map(tuple)


@st.composite
def codes(draw, code_id, parents):
    parent = draw(st.sampled_from(["", *parents]))
    kind = parents[parent] if parent else draw(st.sampled_from(["theme", "family"]))
    parents[code_id] = kind
    return Code(
        code_id,
        kind,
        parent,
        draw(NAMES),
        definition=draw(BY_LANGUAGE),
        include=draw(BY_LANGUAGE),
        exclude=draw(BY_LANGUAGE),
        examples=draw(EXAMPLES),
        counterexamples=draw(EXAMPLES),
        rules=tuple(draw(st.lists(rules(), max_size=3))),
        colour=draw(st.sampled_from(["", "#1b6ca8"])),
        sensitive=draw(st.booleans()),
        unmet={key: (text,) for key, text in draw(BY_LANGUAGE).items()},
    )


@st.composite
def codebooks(draw):
    parents = {}
    ids = draw(st.permutations(["a", "a.b", "été", "1", "NO", "x:y"]))[: draw(st.integers(1, 4))]
    made = tuple(draw(codes(code_id, parents)) for code_id in ids)
    un = {
        language: (parse_rule("UN"), parse_rule("blue helmet", language)) for language in LANGUAGES
    }
    return Codebook(draw(TEXTS), draw(TEXTS), LANGUAGES, made, {"un": un})


def by_language(entries):
    """Return rules or examples as a file has them: those of one language together."""
    first = [entry.language for entry in entries]
    return tuple(sorted(entries, key=lambda entry: first.index(entry.language)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(codebook=codebooks(), suffix=st.sampled_from([".yaml", ".yml", ".YAML"]))
def test_any_codebook_comes_back(codebook, suffix, tmp_path):
    path = tmp_path / f"codebook{suffix}"
    codebook.save(path)
    again = read_codebook(path)
    together = [
        replace(
            code,
            rules=by_language(code.rules),
            examples=by_language(code.examples),
            counterexamples=by_language(code.counterexamples),
        )
        for code in codebook
    ]
    assert again == replace(codebook, codes=tuple(together))
    assert again.rules_fingerprint == codebook.rules_fingerprint
    assert again.content_fingerprint == codebook.content_fingerprint
    assert again.source == str(path)


def test_what_was_read_is_equal_when_it_was_saved_and_read_again(codebook, tmp_path):
    codebook.save(tmp_path / "again.yaml")
    again = read_codebook(str(tmp_path / "again.yaml"))
    assert again == codebook
    assert [code.rules for code in again] == [code.rules for code in codebook]


def test_markdown_is_what_is_printed(codebook, tmp_path):
    codebook.save(tmp_path / "printed.md")
    codebook.save(tmp_path / "imprimé.md", language="fr")
    assert (tmp_path / "printed.md").read_text(encoding="utf-8") == codebook.to_markdown()
    assert (tmp_path / "imprimé.md").read_text(encoding="utf-8") == codebook.to_markdown("fr")


def kept(codebook, path, *wrong, **language):
    """Return what a refusal to save says, once sure that the file there is as it was."""
    path.write_text("before", encoding="utf-8")
    with pytest.raises(wrong) as caught:
        codebook.save(path, **language)
    assert path.read_text(encoding="utf-8") == "before"
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".")] == []
    return str(caught.value)


def test_the_ending_decides_and_another_is_refused(codebook, tmp_path):
    assert "saved as .yaml, to be read back, or as .md" in kept(
        codebook, tmp_path / "codebook.docx", WriteError
    )
    assert "leave language= out" in kept(codebook, tmp_path / "a.yaml", WriteError, language="fr")
    assert "has no es; it has en, fr" in kept(
        codebook, tmp_path / "a.md", CodebookError, language="es"
    )
    with pytest.raises(WriteError, match="make the folder first"):
        codebook.save(tmp_path / "nowhere" / "a.yaml")


@pytest.mark.parametrize(("code", "said"), [
    (Code("a b", "theme", name={"en": "A"}), "id: a b: 'a b' will not do: an id is one word"),
    (Code("a", "theme"), "id: a: name is missing"),
    (Code("a", "theme", name={"es": "A"}), "es: A: es is not among the codebook's languages"),
    (Code("a", "theme", "b", {"en": "A"}), "parent: b: no code has the id b"),
    (Code("a", "theme", name={"en": " A"}), "code a: these would be read back otherwise than they"
     " are: name;"),
    (Code("a", "theme", name={"en": "A"}, rules=(Rule("kill OR", parse_rule("kill"), "en"),)),
     "- kill OR: nothing stands on the right of OR"),
    (Code("a", "theme", name={"en": "A"}, rules=(Rule("kill", parse_rule("loot"), "en"),)),
     "otherwise than they are: rules;"),
    (Code("a", "theme", name={"en": "\ud800"}), "this is not YAML"),
])  # fmt: skip
def test_what_could_not_be_read_back_is_not_saved(tmp_path, code, said):
    codebook = Codebook("T", "1", ("en",), (code,))
    assert said in kept(codebook, tmp_path / "codebook.yaml", CodebookError)


def test_a_title_that_would_be_stripped_is_told_as_such(tmp_path):
    codebook = Codebook("T ", "1", ("en",), (Code("a", "theme", name={"en": "A"}),))
    assert "the title, the version" in kept(codebook, tmp_path / "codebook.yaml", CodebookError)
