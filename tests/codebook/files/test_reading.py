"""What a codebook file is read as, and how it is refused as a file."""

import unicodedata

import pytest

from civic_qual.codebook.files.reading import read_codebook
from civic_qual.codebook.model import Example
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.tree import TokenPattern
from civic_qual.errors import ArgumentError, CodebookError

WHOLE = """
title: Protection
version: 1.10
languages: [en, fr]
lists:
  soldiers:
    en: [soldier, "UN", "@troops"]
    fr: |
      soldat
      casque bleu   # the helmet
  troops:
    en: |
      # nothing but

      troop
codes:
  - id: plan
    kind: theme
    name: {en: Planning, fr: Planification}
    definition: {en: What is planned}
    colour: "#1b6ca8"
    children:
      - id: plan.alert
        name: {en: Alerts}
        sensitive: true
        rules:
          en: |
            alert network

            # by day
            @soldiers NEAR/5 (warn OR NO)   # or by night
          fr:
            - alerte*
            - rule: |-
                CPC OR
                "coalition"
              where: {country: [CAR, DRC], date: ">=2020-12"}
              speaker: respondent
              within: sentence
              unless_negated: yes
              confidence: 0.5
              note: the coalition
            - pattern: [{LOWER: x, OP: "?"}, {LENGTH: 3, IS_ALPHA: true}]
              speaker: [respondent, interpreter]
        examples: {en: [They warned us., {text: CPC came., attributes: {country: CAR}}]}
        counterexamples: {fr: [Rien.]}
        unmet: {en: [Nobody told us.], fr: Personne.}
  - id: status
    kind: family
    name: {en: Status}
  - id: status.done
    parent: status
    name: {en: Done}
"""


@pytest.fixture
def codebook(read):
    return read(WHOLE)


class TestWhole:
    def test_head(self, codebook):
        assert (codebook.title, codebook.version) == ("Protection", "1.10")
        assert codebook.languages == ("en", "fr")
        assert codebook.source.endswith("codebook.yaml")

    def test_codes_stand_in_order_with_their_parents_and_kinds(self, codebook):
        assert [(code.id, code.parent, code.kind) for code in codebook] == [
            ("plan", "", "theme"), ("plan.alert", "plan", "theme"),
            ("status", "", "family"), ("status.done", "status", "family"),
        ]  # fmt: skip

    def test_texts(self, codebook):
        assert codebook["plan"].name == {"en": "Planning", "fr": "Planification"}
        assert codebook["plan"].definition == {"en": "What is planned"}
        assert codebook["plan"].colour == "#1b6ca8"
        assert codebook["plan.alert"].sensitive

    def test_passages(self, codebook):
        alert = codebook["plan.alert"]
        assert alert.examples == (
            Example("They warned us.", "en"), Example("CPC came.", "en", (("country", "CAR"),)),
        )  # fmt: skip
        assert alert.counterexamples == (Example("Rien.", "fr"),)
        assert alert.unmet == {"en": ("Nobody told us.",), "fr": ("Personne.",)}

    def test_lists_stay_names_in_rules_and_trees_in_the_codebook(self, codebook):
        assert codebook.lists["soldiers"] == {
            "en": tuple(map(parse_rule, ["soldier", "UN", "@troops"])),
            "fr": tuple(map(parse_rule, ["soldat", "casque bleu"])),
        }
        assert codebook.lists["troops"]["en"] == (parse_rule("troop"),)

    def test_rules_with_their_text_and_line_in_the_file(self, codebook):
        rules = codebook["plan.alert"].rules
        assert [(rule.language, rule.line, rule.text) for rule in rules[:4]] == [
            ("en", 28, "alert network"),
            ("en", 31, "@soldiers NEAR/5 (warn OR NO)"),
            ("fr", 33, "alerte*"),
            ("fr", 35, 'CPC OR "coalition"'),
        ]
        assert all(rule.tree == parse_rule(rule.text, rule.language) for rule in rules[:4])

    def test_options_of_a_rule(self, codebook):
        coalition = codebook["plan.alert"].rules[3]
        assert coalition.where == (("country", ("CAR", "DRC")), ("date", (">=2020-12",)))
        assert coalition.speaker == ("respondent",)
        assert (coalition.within, coalition.unless_negated) == ("sentence", True)
        assert (coalition.confidence, coalition.note) == (0.5, "the coalition")

    def test_token_patterns_keep_numbers_and_booleans(self, codebook):
        pattern = codebook["plan.alert"].rules[4]
        text = '[{"LOWER": "x", "OP": "?"}, {"IS_ALPHA": true, "LENGTH": 3}]'
        assert (pattern.text, pattern.tree) == (text, TokenPattern(text))
        assert pattern.speaker == ("respondent", "interpreter")


def test_yaml_makes_no_booleans_numbers_or_dates_of_words(read, code):
    codebook = read(code("rules: {en: [NO, 4044, yes, 2020]}\n"))
    assert [rule.text for rule in codebook["a"].rules] == ["NO", "4044", "yes", "2020"]


def test_windows_files_read_the_same(tmp_path):
    path = tmp_path / "codebook.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    codebook = read_codebook(path)
    assert codebook["plan.alert"].rules[1].line == 31
    assert codebook["plan.alert"].rules[3].text == 'CPC OR "coalition"'


class TestNoCodebookAtAll:
    def refusal(self, path):
        with pytest.raises(CodebookError) as caught:
            read_codebook(path)
        assert len(caught.value.problems) == 1
        return str(caught.value).replace(str(path), "FILE")

    def test_missing(self, tmp_path):
        assert self.refusal(tmp_path / "no.yaml") == "FILE: there is no such file"

    def test_folder(self, tmp_path):
        assert self.refusal(tmp_path) == "FILE: this is a folder: name a codebook file"

    @pytest.mark.parametrize("content", [b"", b"# only a comment\n"])
    def test_empty(self, tmp_path, content):
        path = tmp_path / "c.yaml"
        path.write_bytes(content)
        assert self.refusal(path) == "FILE: the file is empty"

    def test_not_utf8(self, tmp_path):
        path = tmp_path / "c.yaml"
        path.write_bytes("title: x\nname: protégé".encode("latin-1"))
        assert self.refusal(path) == (
            "FILE:2: the file is not UTF-8 text: save it with the encoding UTF-8"
        )

    @pytest.mark.parametrize(("text", "place", "hint"), [
        ("a: [1", "1:6", "expected"),
        ("a: @x", "1:4", "put the text in quotes, or below a |"),
        ("a:\n\t- b", "2:1", "indented with spaces"),
        ("a: b: c", "1:5", "put a text that holds a colon in quotes"),
        ("- *x", "1:3", "a text that begins with * stands in quotes"),
        ("a: 1\n---\nb: 2", "2:1", "document"),
        ("a: 'b", "1:6", "unexpected end"),
    ])  # fmt: skip
    def test_not_yaml(self, tmp_path, text, place, hint):
        path = tmp_path / "c.yaml"
        path.write_text(text, encoding="utf-8")
        message = self.refusal(path)
        assert message.startswith(f"FILE:{place}: this is not YAML: ")
        assert hint in message

    def test_control_characters(self, tmp_path):
        path = tmp_path / "c.yaml"
        path.write_bytes(b"a: \x07")
        assert "this is not YAML" in self.refusal(path)

    @pytest.mark.parametrize("text", ["just words", "- a\n- b\n", "[1, 2]"])
    def test_yaml_of_another_shape(self, tmp_path, text):
        path = tmp_path / "c.yaml"
        path.write_text(text, encoding="utf-8")
        assert self.refusal(path) == "FILE:1:1: keys and values are expected here"


def test_decomposed_letters_are_read_as_transcripts_are(tmp_path, code):
    text = code("""\
        rules:
          fr:
            - /évac/
            - {rule: évacuer, where: {region: Ségou}}
            - pattern: [{LOWER: évacuation}]
        """)
    composed, decomposed = tmp_path / "c.yaml", tmp_path / "d.yaml"
    composed.write_text(text, encoding="utf-8")
    decomposed.write_text(unicodedata.normalize("NFD", text), encoding="utf-8")
    assert decomposed.read_bytes() != composed.read_bytes()
    assert read_codebook(decomposed).codes == read_codebook(composed).codes


@pytest.mark.parametrize("wrong", [None, 3, {"title": "T"}, b"codebook.yaml"])
def test_what_is_no_path_is_told_with_the_next_step(wrong):
    with pytest.raises(ArgumentError, match="takes a text or a path as path, and got"):
        read_codebook(wrong)
