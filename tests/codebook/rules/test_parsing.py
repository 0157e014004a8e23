"""What every construct of the rule language is read as."""

import unicodedata

import pytest

from civic_qual.codebook.rules.canonical import format_rule
from civic_qual.codebook.rules.parsing import parse_rule, without_comments
from civic_qual.codebook.rules.tree import (
    And,
    Before,
    Exact,
    Gap,
    ListName,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    Regex,
    Wildcard,
    Word,
)
from civic_qual.errors import RuleError

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(("text", "tree"), [
    ("protect", Word("protect")),
    ("Protect", Word("protect")),
    ("=Force", Exact("Force")),
    ("=force", Exact("force")),
    ("UN", Exact("UN")),
    ("U.N.", Exact("UN")),
    ("M23", Word("m23")),
    ("=M23", Exact("M23")),
    ("Un", Word("un")),
    ("ÉTAT", Exact("ÉTAT")),
    ("4044", Word("4044")),
    ("protect*", Wildcard("protect*")),
    ("MINU*", Wildcard("minu*")),
    ("col?r", Wildcard("col?r")),
    ("arm?d*", Wildcard("arm?d*")),
    ("@peacekeepers", ListName("peacekeepers")),
    ("@armed-groups_2", ListName("armed-groups_2")),
    ("community alert", Phrase((Word("community"), Word("alert")))),
    ("cease-fire", Phrase((Word("cease"), Word("fire")))),
    ("UN-led", Phrase((Exact("UN"), Word("led")))),
    ("Sewa-Ger*", Phrase((Word("sewa"), Wildcard("ger*")))),
    ("a _2 b", Phrase((A, Gap(2), B))),
    ("a (b OR c)", Phrase((A, Or((B, C))))),
    ("a (b c) a", Phrase((A, B, C, A))),
    ("@soldiers come", Phrase((ListName("soldiers"), Word("come")))),
    ("a OR b OR c", Or((A, B, C))),
    ("(a OR b) OR c", Or((A, B, C))),
    ("a AND (b AND c)", And((A, B, C))),
    ("a AND (b OR c)", And((A, Or((B, C))))),
    ("a NOT b", Not(A, B)),
    ("(a NOT b) NOT c", Not(Not(A, B), C)),
    ("a NEAR/5 b", Near(A, B, 5)),
    ("a NEAR/0 b", Near(A, B, 0)),
    ("a BEFORE/12 b", Before(A, B, 12)),
    ("a NOT NEAR/3 b", NotNear(A, B, 3)),
    ("a NOT  NEAR/3 b", NotNear(A, B, 3)),
    ("(a)", A),
    ("((a OR b))", Or((A, B))),
    ("a NEAR/5 (b OR c)", Near(A, Or((B, C)), 5)),
    ("a NEAR/5 b c", Near(A, Phrase((B, C)), 5)),
    (r"/24\/7/", Regex("24/7")),
    (r"/\d+ km # (far)/ AND a", And((Regex(r"\d+ km # (far)"), A))),
    ("(/a/ OR b) NOT c", Not(Or((Regex("a"), B)), C)),
])  # fmt: skip
def test_each_construct(text, tree):
    assert parse_rule(text) == tree


@pytest.mark.parametrize("text", ["a or b", "a Or b", "a and b", "near before not"])
def test_operators_in_lower_case_are_words(text):
    assert isinstance(parse_rule(text), Phrase)


def test_longer_words_are_no_operators():
    assert parse_rule("ANDY") == Exact("ANDY")
    assert parse_rule("a OR-gate") == Phrase((A, Exact("OR"), Word("gate")))


class TestQuotes:
    def test_make_operators_into_words(self):
        life_and_death = Phrase((Word("life"), Word("and"), Word("death")))
        assert parse_rule('"life AND death"') == life_and_death
        assert parse_rule('"NEAR/5"') == Phrase((Word("near"), Word("5")))

    def test_do_not_suspend_anything_else(self):
        assert parse_rule('"of _2 protect* UN =Force"') == parse_rule("of _2 protect* UN =Force")

    def test_join_the_phrase_around_them(self):
        assert parse_rule('"of the" army') == parse_rule("of the army")

    @pytest.mark.parametrize("text", ["“of the”", "«of the»", "« of the »"])
    def test_may_be_those_of_word_processors(self, text):
        assert parse_rule(text) == parse_rule('"of the"')


class TestFrench:
    @pytest.mark.parametrize("word", ["aujourd'hui", "quelqu'un", "peut-être"])
    def test_whole_words_stay_whole(self, word):
        assert parse_rule(word, "fr") == Word(word)

    @pytest.mark.parametrize("apostrophe", ["'", "’"])
    def test_elisions_are_their_word(self, apostrophe):
        army = Phrase((Word("le"), Word("armée")))
        assert parse_rule(f"l{apostrophe}armée", "fr") == army

    def test_acronyms_and_wildcards_after_an_elision(self):
        assert parse_rule("l'ONU", "fr") == Phrase((Word("le"), Exact("ONU")))
        assert parse_rule("d'attaqu*", "fr") == Phrase((Word("de"), Wildcard("attaqu*")))

    def test_reflexive_pronoun_and_its_form(self):
        assert parse_rule("se", "fr") == Word("se")
        assert parse_rule("=se", "fr") == Exact("se")


def test_english_contractions_stay_whole():
    assert parse_rule("didn't come") == Phrase((Word("didn't"), Word("come")))


def test_comments_and_lines():
    text = "# who\n(soldier OR # in uniform\n  patrol)\nAND /a #b/ # far"
    assert parse_rule(text) == parse_rule("(soldier OR patrol) AND /a #b/")
    assert without_comments(text) == "(soldier OR patrol) AND /a #b/"


def test_a_hash_after_a_comment_sign_in_quotes_is_no_comment():
    assert without_comments('"of the"   # all "quoted"') == '"of the"'


@pytest.mark.parametrize(("text", "canonical"), [
    ("(A  OR  B)", "a OR b"),
    ('"NOT" b', "not b"),
    ("=UN", "UN"),
    ("=NOT OR =NEAR5", "=NOT OR =NEAR5"),
    ("A and (B or C) NEAR/5 d", "a and b or c NEAR/5 d"),
    ("a AND (b NOT (c OR d))", "a AND (b NOT (c OR d))"),
    ("a (b OR c) _1 d NOT NEAR/2 e", "a (b OR c) _1 d NOT NEAR/2 e"),
])  # fmt: skip
def test_canonical_text(text, canonical):
    assert format_rule(parse_rule(text)) == canonical


@pytest.mark.parametrize("text", ["/évac/", "=Évacué", '"évacué" NEAR/5 soldé*'])
def test_decomposed_letters_are_composed(text):
    assert parse_rule(unicodedata.normalize("NFD", text), "fr") == parse_rule(text, "fr")


def test_what_calls_no_group_is_no_recursion():
    for text in ["/[(?R]a/", r"/\(?R/", "/(a)(?(1)b|c)/", "/(?<=1)a/"]:
        parse_rule(text)


def test_a_list_that_is_missing_is_told_of_a_rule_that_was_parsed_with_it():
    rule = "@lookouts shout"
    assert parse_rule(rule, "en", {"lookouts"}) == parse_rule(rule)
    with pytest.raises(RuleError, match="no list @lookouts"):
        parse_rule(rule, "en", {"guards"})
