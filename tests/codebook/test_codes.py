"""Rules and their options: an option that is added must be in files, too."""

from dataclasses import fields, replace

from civic_qual.codebook.codes import Code, Rule
from civic_qual.codebook.files.schema import RuleEntry
from civic_qual.codebook.fingerprints import rule_meaning
from civic_qual.codebook.rules.parsing import parse_rule

RULE = Rule("kill", parse_rule("kill"), "en", line=3)


def test_every_option_of_a_rule_is_a_key_of_files():
    options = {one.name for one in fields(Rule) if one.kw_only and one.compare}
    assert options == set(RuleEntry.model_fields) - {"rule", "pattern"}


def test_options_are_those_that_are_not_the_usual_ones():
    assert RULE.options == {}
    other = replace(RULE, within="sentence", where=(("country", ("CAR",)),), note="why")
    assert other.options == {
        "within": "sentence",
        "where": (("country", ("CAR",)),),
        "note": "why",
    }


def test_what_a_rule_does_is_not_changed_by_orders_and_notes():
    one = replace(RULE, where=(("a", ("x", "y")), ("b", ("z",))), speaker=("observer", "unknown"))
    other = replace(
        one, where=(("b", ("z",)), ("a", ("y", "x"))), speaker=("unknown", "observer"), note="why"
    )
    assert one != other
    assert rule_meaning(one) == rule_meaning(other)
    assert rule_meaning(RULE) != rule_meaning(replace(RULE, confidence=0.5))


def test_a_code_shows_what_it_is():
    code = Code("plan", "theme", name={"en": "Planning"}, rules=(RULE,))
    assert repr(code) == "Code('plan', 'Planning', 1 rules)"
