"""Every problem of a codebook is told, all at once, each at its line and column."""

import re

import pytest
from pydantic import ValidationError

from civic_qual.codebook.files import shape
from civic_qual.codebook.files.schema import CodebookEntry, CodeEntry, RuleEntry
from civic_qual.errors import CodebookError
from civic_qual.messages import PSEUDO, render, speaking
from tests.unmarked import unmarked_words

NEARLY = """\
title: T
languages: [en, fr]
lists:
  soldiers:
    en: [soldier, "@troops", "army ("]
    de: [Soldat]
  troops:
    en: |
      troop
      @soldiers
      kill AND run
codes:
  - id: plan
    nam: {en: Plan}
    rules:
      en: |
        protect*
          # comment
        kill AND loot OR burn
          @nobody NEAR/5 kill
      fr:
        - tuer
        - rule: |-
            CPC OR
              NAER/5 tuer
          wihtin: turn
        - 'l''armée AND pr*'
        - "say \\"no\\" pr*"
  - id: plan
    name: {en: x, it: y}
    parent: plann
"""


def test_all_problems_at_once_in_file_order(problems):
    assert problems(NEARLY) == [
        (5, 5, "this list would hold itself: @soldiers → @troops → @soldiers"),
        (5, 36, "this ( is never closed: write the ) it needs"),
        (6, 5, "de is not among the codebook's languages: add it there, or write one of en, fr"),
        (11, 7, "AND cannot stand in a list: its items are words and phrases"),
        (13, 5, "name is missing: write name: {en: Threat analysis}"),
        (14, 5, "unknown key nam: did you mean name?"),
        (19, 23, "AND and OR need parentheses: write (kill AND loot) OR burn, "
                 "or kill AND (loot OR burn)"),
        (20, 11, "no list @nobody with words in en; there are: @soldiers, @troops"),
        (25, 15, "NAER/5 is no operator: did you mean NEAR/5?"),
        (26, 11, "unknown key wihtin: did you mean within?"),
        (27, 25, "pr* would reach too many words: write at least three letters before *"),
        (28, 23, "pr* would reach too many words: write at least three letters before *"),
        (29, 9, "two codes have the id plan; the first in line 13"),
        (30, 19, "it is not among the codebook's languages: add it there, or write one of en, fr"),
        (31, 13, "no code has the id plann: did you mean plan?"),
    ]  # fmt: skip


def test_the_error_names_the_file_in_every_line(read):
    with pytest.raises(CodebookError) as caught:
        read(NEARLY)
    lines = str(caught.value).splitlines()
    assert len(lines) == 15
    assert all("codebook.yaml:" in line for line in lines)


@pytest.mark.parametrize(("lines", "line", "column", "message"), [
    ("color: red", 6, 5, "unknown key color: did you mean colour?"),
    ("zzz: red", 6, 5, "unknown key zzz; there are: id, kind, parent"),
    ("colour: red", 6, 13, "'red' will not do: a colour is #"),
    ("kind: themes", 6, 11, "themes is not possible here: write theme or family"),
    ("sensitive: maybe", 6, 16, "write true or false"),
    ("definition: text", 6, 17, "keys and values are expected here, as {en: ..., fr: ...}"),
    ("definition: {en: ''}", 6, 22, "nothing is written here"),
    ("definition:", 6, 5, "nothing is written here"),
    ("definition: {en: a, en: b}", 6, 25, "the key en stands here twice; first in line 6"),
    ("rules: {en: ''}", 6, 13, "nothing stands here: write a line, or take the key out"),
    ("rules: {en: []}", 6, 13, "nothing stands here: write a line, or take the key out"),
    ("rules:\n  en: |\n    # all\n\n    # commented out", 7, 7, "nothing stands here"),
    ("rules: {en: [kill, '']}", 6, 25, "the rule is empty"),
    ("rules: {en: [{rule: }]}", 6, 19, "the rule is empty"),
    ("rules: {en: [{note: x}]}", 6, 18, "has rule: or pattern:, and not both"),
    ("rules: {en: [{rule: x, pattern: [{LOWER: x}]}]}", 6, 18, "and not both"),
    ("rules: {en: [{pattern: x}]}", 6, 28, "a list is expected here"),
    ("rules: {en: {rule: x}}", 6, 17, "text or a list is expected here"),
    ("rules: {en: [{rule: x, within: text}]}", 6, 36, "write turn or sentence"),
    ("rules: {en: [{rule: x, speaker: [chief]}]}", 6, 38, "chief is not possible here"),
    ("rules: {en: [{rule: x, confidence: 2}]}", 6, 40, "a number above 0 and up to 1"),
    ("rules: {en: [{rule: x, confidence: high}]}", 6, 40, "write a number"),
    ("rules: {en: [{rule: x, where: {date: '=>2020'}}]}", 6, 42, "=>2020 is no condition"),
    ("rules: {en: [{rule: x, where: {c: [CAR, '>=']}}]}", 6, 39, ">= is no condition"),
    ("rules: {en: [{rule: x, where: {date: '>=June 2018'}}]}", 6, 42,
     ">=June 2018 is no condition: June 2018 is neither a date"),
    ("rules: {en: [pattern: [{LEMA: x}]]}", 6, 35, "a token has no LEMA: did you mean LEMMA?"),
    ("rules: {en: [pattern: [{LOWER: [alert]}]]}", 6, 36, "LOWER takes text"),
    ("rules: {en: [pattern: [{LOWER: 7}]]}", 6, 36, "LOWER takes text, in quotes"),
    ("rules: {en: [pattern: [{LOWER: {REGEX: '('}}]]}", 6, 36, "the regular expression ( does"),
    ("rules: {en: [pattern: [{LOWER: {INN: [a]}}]]}", 6, 36, "LOWER has no INN: did you mean IN"),
    ("rules: {en: [pattern: [{LOWER: {IN: a}}]]}", 6, 36, "IN takes a list"),
    ("rules: {en: [pattern: [{IS_ALPHA: 3}]]}", 6, 39, "IS_ALPHA is true or false"),
    ("rules: {en: [pattern: [{LOWER: a, OP: '{3,1}'}]]}", 6, 43, "{3,1} is no OP"),
    ("rules: {en: [{rule: x, where: {date: []}}]}", 6, 42, "nothing is written here"),
    ("rules: {en: 'say ''no'' AND'}", 6, 29, "nothing stands on the right of AND"),
    ("rules:\n  en: >\n    kill\n    loot", 7, 11, "YAML would join these lines into one"),
    ("rules:\n  en: kill\n    loot", 7, 11, "YAML would join these lines into one"),
    ("rules:\n  en:\n    - kill\n      loot", 8, 11, "YAML would join these lines into one"),
    ("rules:\n  en:\n    - |\n      kill\n      loot", 10, 11, "a phrase cannot run over a line"),
    ("rules:\n  en: |\n    /a(/", 8, 12, "this regular expression does not work"),
    ("rules: {es: matar}", 6, 13, "es is not among the codebook's languages"),
    ("examples: {en: text}", 6, 20, "a list is expected here"),
    ("examples: {en: [{txt: b, text: a}]}", 6, 22, "unknown key txt: did you mean text?"),
    ("children: [{id: a, name: {en: B}}]", 6, 21, "two codes have the id a"),
    ("children: [{id: b c, name: {en: B}}]", 6, 21, "'b c' will not do: an id is one word"),
    ("children: [{id: b, name: {en: B}, parent: a}]", 6, 39, "below its parent already"),
    ("children: [{id: b, name: {en: B}, kind: family}]", 6, 39, "below a theme is a theme"),
    ("parent: a", 6, 13, "the parent a must stand before this code"),
    ("unmet: {en: &x [a], fr: *x}", 6, 25, "aliases (*) are not read: write it out"),
    ("? [a]\n: b", 6, 7, "a key must be a plain word"),
])  # fmt: skip
def test_a_slip_in_a_code(problems, code, lines, line, column, message):
    found = problems(code(lines))
    assert (line, column) in [place[:2] for place in found], found
    assert any(place[:2] == (line, column) and message in place[2] for place in found), found


@pytest.mark.parametrize(("text", "line", "column", "message"), [
    ("title: T\nlanguages: [en]\n", 1, 1, "codes is missing"),
    ("title: T\nlanguages: []\ncodes: [{id: a, name: {en: A}}]", 2, 12, "nothing is written here"),
    ("title: T\nlanguages: [en]\ncodes: []", 3, 8, "nothing is written here"),
    ("title: T\ncodes: [{id: a, name: {en: A}}]", 1, 1, "languages is missing: write languages:"),
    ("title: T\nlanguages: [english]\ncodes: [{id: a, name: {english: A}}]", 2, 13,
     "a language is a code of two letters"),
    ("title:\nlanguages: [en]\ncodes: [{id: a, name: {en: A}}]", 1, 1, "nothing is written here"),
    ("title: T\nlanguages: [en]\ncodes: [{id: a}]", 3, 9, "name is missing"),
    ("title: T\nlanguages: [en]\ncodes: [{name: {en: A}}]", 3, 9, "id is missing"),
    ("title: T\nlanguages: [en]\ncodes: [{id: a, name: {}}]", 3, 23, "nothing is written here"),
    ("title: T\nlanguages: [en]\ncodes: [text]", 3, 9, "keys and values are expected here"),
    ("titel: T\ntitle: T\nlanguages: [en]\ncodes: [{id: a, name: {en: A}}]", 1, 1,
     "unknown key titel: did you mean title?"),
])  # fmt: skip
def test_a_slip_in_the_head(problem, text, line, column, message):
    found = problem(text)
    assert found[:2] == (line, column)
    assert message in found[2]


@pytest.mark.parametrize(("lists", "line", "column", "message"), [
    ("a b: {en: [x]}", 4, 3, "'a b' is no name of a list"),
    ("a: {en: ['@a']}", 4, 7, "this list would hold itself: @a → @a"),
    ("a: {en: [x, '@b']}", 4, 16, "no list @b with words in en; there are: @a"),
    ("a: {en: [x, /y/]}", 4, 15, "a regular expression cannot stand in a list"),
    ("a: {en: [x, '(y OR (z AND x)) w']}", 4, 16, "AND cannot stand inside a phrase"),
    ("a: {en: [x, z NEAR/2 y]}", 4, 15, "NEAR cannot stand in a list"),
    ("a: {en: }", 4, 7, "nothing is written here"),
    ("a: {en: []}", 4, 7, "nothing stands here"),
    ("a: [x]", 4, 6, "keys and values are expected here"),
])  # fmt: skip
def test_a_slip_in_a_list(problem, lists, line, column, message):
    codes = "codes: [{id: a, name: {en: A}}]"
    found = problem(f"title: T\nlanguages: [en]\nlists:\n  {lists}\n{codes}")
    assert found[:2] == (line, column)
    assert message in found[2]


def test_a_list_is_known_only_in_the_languages_it_has_words_in(problem):
    found = problem(
        "title: T\nlanguages: [en, fr]\nlists: {army: {en: [army]}}\n"
        "codes: [{id: a, name: {en: A}, rules: {en: '@army', fr: '@army'}}]"
    )
    assert found == (4, 58, "no list @army with words in fr; there are none")


def test_a_parent_below_is_told_to_stand_above(problem):
    found = problem(
        "title: T\nlanguages: [en]\n"
        "codes: [{id: a, name: {en: A}, parent: b}, {id: b, name: {en: B}}]"
    )
    assert found == (3, 40, "the parent b must stand before this code")


def test_all_problems_are_said_in_another_language(read):
    with pytest.raises(CodebookError) as caught:
        read(NEARLY)
    data = [*re.findall(r"[^\W\d_]+", NEARLY), "NEAR", "within"]
    with speaking(PSEUDO):
        said = [render(problem.message) for problem in caught.value.problems]
        whole = render(caught.value)
    assert [one for text in said for one in unmarked_words(text, data)] == []
    assert all(text in whole for text in said)


def test_what_pydantic_says_is_in_our_words():
    types = {detail["type"] for detail in _complaints()}
    assert types <= {*shape._SIMPLE, *OTHERWISE}
    assert len(types) >= 8


OTHERWISE = {"extra_forbidden", "missing", "literal_error", "string_pattern_mismatch"}


def _complaints():
    """Yield what pydantic says of values of every wrong kind, wherever one can stand."""
    sound = {"title": "T", "languages": ["en"], "codes": [{"id": "a", "name": {"en": "A"}}]}
    rule = {"rule": "kill"}
    for wrong in (None, "", "x y", "2", [], ["x"], {}, {"x": "y"}, {"x": ["y"]}, {"x": {"y": "z"}}):
        files = [sound | {key: wrong} for key in CodebookEntry.model_fields]
        files += [
            sound | {"codes": [sound["codes"][0] | {key: wrong}]} for key in CodeEntry.model_fields
        ]
        files += [
            sound | {"codes": [sound["codes"][0] | {"rules": {"en": [rule | {key: wrong}]}}]}
            for key in RuleEntry.model_fields
            if key != "pattern"
        ]
        for file in files:
            try:
                CodebookEntry.model_validate(file)
            except ValidationError as error:
                yield from error.errors()
