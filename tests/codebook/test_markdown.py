"""The codebook as it is printed for people."""

import pytest

from civic_qual.errors import CodebookError
from civic_qual.messages import speaking


def test_both_languages(codebook):
    text = codebook.to_markdown()
    for part in [
        "# A \\*small\\* one\n\nVersion 2 · en, fr\n",
        "## Harm · Préjudices `harm` (theme)\n",
        "**Definition (en)** What is done to \\<people>\n",
        "### Killing · Meurtre `harm.kill` (sensitive)\n",
        "**Rules (en)**\n\n- `kill`\n- `@army NEAR/5 die`\n",
        "- `tuer` (within sentence; unless negated; country: CAR or DRC; said by respondent; "
        "confidence 0.5; a note)\n",
        "**Examples (en)**\n\n- They killed him. (country: CAR)\n",
        "**Not this code (en)**\n\n- They killed time \\*slowly\\*.\n",
        "**Beyond rules (fr)**\n\n- Il n'est plus.\n",
        "## Word lists\n\n**@army** (en) `soldier` · `the army`\n",
    ]:
        assert part in text


def test_one_language_holds_nothing_of_the_other(codebook):
    english, french = codebook.to_markdown("en"), codebook.to_markdown("fr")
    assert "Préjudices" not in english
    assert "**Include** Deaths" in english
    assert "## Préjudices `harm` (thème)\n\n**Définition** Ce qu'on fait" in french
    assert "`tuer`" not in english
    assert "`kill`" not in french


def test_a_code_without_a_name_in_the_language_has_one_all_the_same(codebook):
    assert "## Status `status` (famille)" in codebook.to_markdown("fr")


def test_another_language_is_refused(codebook):
    with pytest.raises(CodebookError, match="the codebook has no es; it has en, fr"):
        codebook.to_markdown("es")


def test_headings_of_several_languages_are_in_the_one_spoken(codebook):
    with speaking("fr"):
        text = codebook.to_markdown()
    assert "**Définition (en)** What is done" in text
    assert "(dans la phrase ; sauf si nié ; country : CAR ou DRC ; dit par respondent" in text
    assert "**Definition (en)**" in codebook.to_markdown()


def test_a_language_that_nobody_translated_to_has_english_headings(read):
    text = "title: T\nlanguages: [es]\ncodes: [{id: a, name: {es: Uno}, definition: {es: Dos}}]"
    assert "## Uno `a` (theme)\n\n**Definition** Dos" in read(text).to_markdown("es")
