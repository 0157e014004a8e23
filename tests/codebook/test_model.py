"""The codebook as people use it: its codes, tables, prints and fingerprints."""

import dataclasses

import pytest

from civic_qual.bundled import bundled
from civic_qual.codebook.files.reading import read_codebook
from civic_qual.errors import CodebookError

TEXT = """\
title: A *small* one
version: "2"
languages: [en, fr]
lists:
  army: {en: [soldier, the army], fr: [soldat]}
codes:
  - id: harm
    name: {en: Harm, fr: Préjudices}
    definition: {en: "What is done to <people>", fr: Ce qu'on fait aux gens}
    colour: "#1b6ca8"
    children:
      - id: harm.kill
        name: {en: Killing, fr: Meurtre}
        sensitive: yes
        include: {en: Deaths}
        exclude: {fr: Menaces}
        rules:
          en: |
            kill
            @army NEAR/5 die
          fr:
            - {rule: tuer, where: {country: [CAR, DRC]}, within: sentence, speaker: respondent,
               unless_negated: yes, confidence: 0.5, note: a note}
        examples: {en: [{text: They killed him., attributes: {country: CAR}}], fr: [On l'a tué.]}
        counterexamples: {en: ["They killed time *slowly*."]}
        unmet: {fr: [Il n'est plus.]}
  - id: status
    kind: family
    name: {en: Status}
"""


@pytest.fixture
def codebook(read):
    return read(TEXT)


class TestCodebook:
    def test_finds_codes_and_what_is_below_them(self, codebook):
        assert [code.id for code in codebook.themes] == ["harm"]
        assert [code.id for code in codebook.families] == ["status"]
        assert codebook.with_descendants("harm") == ("harm", "harm.kill")
        assert codebook.top("harm.kill").id == "harm"
        assert "harm.kill" in codebook
        assert "harm.k" not in codebook

    def test_names_what_there_is_when_a_code_is_not(self, codebook):
        with pytest.raises(KeyError, match=r"no code 'x'; there are: harm, harm\.kill"):
            codebook["x"]

    def test_labels_fall_back_on_what_there_is(self, codebook):
        assert codebook["harm"].label("fr") == "Préjudices"
        assert codebook["status"].label("fr") == "Status"

    def test_shows_what_it_is(self, codebook):
        assert repr(codebook) == "Codebook('A *small* one', 3 codes, 3 rules)"

    def test_frame_has_a_row_a_code(self, codebook):
        frame = codebook.frame
        assert list(frame.index) == ["harm", "harm.kill", "status"]
        kill = frame.loc["harm.kill"]
        assert (kill["kind"], kill["top"], kill["parent"]) == ("theme", "harm", "harm")
        assert (kill["rules_en"], kill["rules_fr"], kill["examples"]) == (2, 1, 2)
        assert frame.loc["status", "name_fr"] == ""


class TestMarkdown:
    def test_both_languages(self, codebook):
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

    def test_one_language_holds_nothing_of_the_other(self, codebook):
        english, french = codebook.to_markdown("en"), codebook.to_markdown("fr")
        assert "Préjudices" not in english
        assert "**Include** Deaths" in english
        assert "## Préjudices `harm` (thème)\n\n**Définition** Ce qu'on fait" in french
        assert "`tuer`" not in english
        assert "`kill`" not in french

    def test_a_code_without_a_name_in_the_language_has_one_all_the_same(self, codebook):
        assert "## Status `status` (famille)" in codebook.to_markdown("fr")

    def test_another_language_is_refused(self, codebook):
        with pytest.raises(CodebookError, match="the codebook has no es; it has en, fr"):
            codebook.to_markdown("es")


class TestFingerprints:
    @pytest.fixture
    def changed(self, read, codebook):
        """Return which fingerprints differ after an edit of the text."""

        def fingerprints_changed(old, new):
            assert old in TEXT
            other = read(TEXT.replace(old, new))
            return (
                codebook.rules_fingerprint != other.rules_fingerprint,
                codebook.content_fingerprint != other.content_fingerprint,
            )

        return fingerprints_changed

    def test_are_16_hexadecimal_digits(self, codebook):
        for fingerprint in (codebook.rules_fingerprint, codebook.content_fingerprint):
            assert len(fingerprint) == 16
            assert int(fingerprint, 16) >= 0

    @pytest.mark.parametrize(("old", "new"), [
        ("            kill\n", "            kill OR murder\n"),
        ("NEAR/5", "NEAR/6"),
        ("soldat]", "soldat, militaire]"),
        ("within: sentence, ", ""),
        ("[CAR, DRC]", "[CAR]"),
        ("confidence: 0.5", "confidence: 0.6"),
        ("unless_negated: yes", "unless_negated: no"),
        ("speaker: respondent", "speaker: unknown"),
    ])  # fmt: skip
    def test_rules_change_the_first(self, changed, old, new):
        assert changed(old, new) == (True, False)

    @pytest.mark.parametrize(("old", "new"), [
        ("What is done", "All that is done"),
        ("Deaths", "Death"),
        ("They killed him.", "They shot him."),
        ("sensitive: yes", "sensitive: no"),
        ("Il n'est plus.", "Elle n'est plus."),
        ("kind: family", "kind: theme"),
    ])  # fmt: skip
    def test_content_changes_the_second(self, changed, old, new):
        assert changed(old, new) == (False, True)

    @pytest.mark.parametrize(("old", "new"), [
        ("            kill\n            @army NEAR/5 die\n",
         "            @army   NEAR/5 (die)  # or dead\n\n            kill\n"),
        ("[soldier, the army]", '["the   army", Soldier]'),
        ("#1b6ca8", "#000000"),
        ("note: a note", "note: another"),
        ('version: "2"', 'version: "3"'),
    ])  # fmt: skip
    def test_spelling_order_and_notes_change_neither(self, changed, old, new):
        assert changed(old, new) == (False, False)


def test_nothing_of_a_rule_changes_in_place(codebook):
    with pytest.raises(dataclasses.FrozenInstanceError):
        codebook["harm"].colour = "red"


def test_the_tutorial_codebook_is_short_and_reads():
    path = bundled("codebooks/tutorial.yaml")
    codebook = read_codebook(path)
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 15
    assert [code.label() for code in codebook.themes] == ["Water", "Safety"]
    assert sum(len(code.rules) for code in codebook) == 3
