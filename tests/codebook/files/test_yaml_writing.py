"""A codebook written as YAML reads back as the same codebook."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from civic_qual.codebook.files.reading import codebook_of
from civic_qual.codebook.files.yaml_writing import codebook_yaml
from civic_qual.codebook.model import Code, Codebook, Example

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
).filter(lambda text: text == text.strip())

CODES = """\
title: "Rules: of all kinds"
languages: [en, fr]
lists: {they: {en: [peacekeeper, "blue helmet", =UN], fr: [casque bleu]}}
codes:
  - id: a
    kind: family
    name: {en: "NO", fr: "1.10"}
    colour: "#aabbcc"
    sensitive: true
    unmet: {en: irony}
    rules:
      en:
        - rule: "@they NEAR/5 (come OR go)"
          within: sentence
          unless_negated: true
          where: {country: [CAR, Mali], date: ">=2020-12"}
          speaker: [respondent]
          confidence: 0.5
          note: "why: this"
        - pattern: [{LOWER: x}, {IS_DIGIT: true, OP: "?"}, {LENGTH: 3}]
      fr: |
        casque* # a comment
        /l'arm[ée]e/
    examples: {en: [{text: they come, attributes: {country: Mali}}, "they go"]}
    counterexamples: {en: ["they stay"]}
  - {id: b, parent: a, name: {en: B}}
"""


def plain(codebook):
    """All of a codebook but the lines of its file."""
    codes = [
        replace(code, rules=tuple(sorted((replace(rule, line=0) for rule in code.rules), key=repr)))
        for code in codebook
    ]
    return (codebook.title, codebook.version, codebook.languages, codes, dict(codebook.lists))


def test_everything_comes_back():
    codebook = codebook_of(CODES)
    again = codebook_of(codebook_yaml(codebook))
    assert plain(again) == plain(codebook)
    assert again.rules_fingerprint == codebook.rules_fingerprint
    assert again.content_fingerprint == codebook.content_fingerprint


@given(TEXT, TEXT, TEXT)
def test_any_text_comes_back(title, name, example):
    code = Code(
        "c",
        "theme",
        name={"en": name},
        definition={"en": example},
        examples=(Example(example, "en", ((name, title),)),),
    )
    codebook = Codebook(title, name, ("en",), (code,))
    assert plain(codebook_of(codebook_yaml(codebook))) == plain(codebook)
