"""What the words of a label tell of it, before anything else of its file is looked at.

`log_odds` says on the natural-log scale how much likelier a label of these words names a person
than not: `Interviewer` and `P3` do, `First` and `They said` do not, and `Deng` may. The words come
from `corpus/lists/label_words.txt`; the weights below were set by hand on generated interviews
with words of other kinds kept apart, and not tuned since.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role
from civic_qual.sheets.reading import word_rows
from civic_qual.texts import unaccented

_LISTS = {
    kind: frozenset(words) for kind, words in word_rows("corpus/lists/label_words.txt").items()
}
NOBODY, HEADER, SAYING = _LISTS["nobody"], _LISTS["header"], _LISTS["saying"]
PERSON, TITLES = _LISTS["person"], _LISTS["title"]
_PRONOUN, _DETERMINER, _POSSESSIVE = _LISTS["pronoun"], _LISTS["determiner"], _LISTS["possessive"]
_PREPOSITION, _SOMEBODY, _LETTERS = _LISTS["preposition"], _LISTS["somebody"], _LISTS["letter"]
NOUNS = frozenset(_LISTS["noun"])
_ABBREVIATIONS, _INSIDE, _OPENS = _LISTS["abbreviation"], _LISTS["inside"], _LISTS["opens"]


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Log odds of what a label's words may be. Above +4 they suffice; below -6 nothing helps."""

    no_words: float = -9.0
    role: float = 8.0
    role_noun: float = 2.0  # "Question: who pays?" is speech, too
    role_letter: float = 4.0  # I, Q, A: lists have them, too
    capitals_of_a_small_word: float = 0.5  # `UN`, `IN`, `NB`: initials or a word, both as likely
    header: float = -7.0
    somebody: float = 3.5
    nobody: float = -8.0
    saying: float = -7.0
    clause: float = -6.0
    plural: float = 0.5  # `The women`: who speaks, or of whom somebody speaks
    possessive_person: float = -4.0  # `My brother:` is quoted
    possessive: float = -6.0
    very_long: float = -4.0
    code: float = 5.0  # `P3`, `FGD1-P3`, `ID17`
    code_of_a_word: float = 1.5  # `Resolution 2149`
    code_of_nobody: float = -6.0  # `February 10`
    hour: float = -6.0  # `h 30`
    hour_or_code: float = 2.0  # `H 30`
    person: float = 3.5
    determined_person: float = 4.0  # `Une femme`
    determined_other: float = -5.0  # `La nuit`
    one_of_something: float = 0.0  # `Un retardataire`
    two_capitals: float = 3.0  # `Deng Malual`
    initials: float = 2.0
    capital: float = 0.5
    small: float = -1.0
    mixed: float = -1.5
    nobody_inside: float = -3.0
    small_first: float = -0.5
    word_above_five: float = -1.0
    word_of_person_above_eight: float = -0.4
    commas: float = -2.0
    comma_before_small: float = -3.0  # `Bread, water`
    clause_inside: float = -3.0


WEIGHTS = Weights()
KNOWS = 4.0  # what the words themselves know for a speaker
NOBODYS = -6.0  # at or below it, nothing in the file makes a speaker of the words

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*'?")
_NUMBER_BEHIND = re.compile(r"[\s_#.°-]*(?:n[°o]\s*)?\d{1,3}$|[\s_#.°-]+[a-h]$")
_CODE = re.compile(
    r"(?:[^\W\d_]{1,14}[ _#.-]?){1,2}\d{1,3}[a-z]?$"
    r"|(?:[a-z]{1,5}\d{0,2}[-_ ]){1,2}[a-z]{1,3}\d{1,3}$"
    r"|id\d+$|\d{1,3}[a-z]{1,2}$"
)
_HOUR = re.compile(r"h \d{1,2}$")
_LETTERS_FIRST = re.compile(r"[a-zà-ÿ]*")
# Endings of verbs: "The driver yelled", "Le chauffeur hurlait".
_VERBAL = re.compile(r"(?:[^e]ed|ing|ait|aient|erent|irent|ent|ont|era|ira)$")
_BEFORE_STOP = re.compile(r"(\w+)\. ")
_SMALL_BEHIND_COMMA = re.compile(r"\w+,\s+[^\W\d_A-ZÀ-Þ]")
_ELIDED = frozenset({"d", "l", "j", "c", "qu", "s", "n", "m"})
_ELIDED_IN_NAMES = frozenset({"d", "l"})
_SHORT_STEM = 5  # letters of a code: `FGD1`, `ID17`
_LOOKED_FOR_PERSON = 4  # words
_MOST_WORDS = 9


@lru_cache(maxsize=20_000)
def key_of(label: str) -> str:
    """Return a label as labels are compared: small letters, no accents, single spaces.

    Examples
    --------
    >>> key_of("ENQUÊTRICE  Dubois")
    'enquetrice dubois'
    """
    return " ".join(unaccented(label.casefold()).replace("’", "'").split())


def is_code(key: str) -> bool:
    """Whether a key is of the form of a code, as `p3`, `fgd1-p3`, `id17`.

    Examples
    --------
    >>> is_code("fgd1-p3"), is_code("deng")
    (True, False)
    """
    return bool(_CODE.match(key))


def words_of(key: str) -> list[str]:
    """Return the words of a label or a key."""
    return _WORD.findall(key)


def without_number(key: str) -> str:
    """Return a key without the number or letter behind it."""
    return _NUMBER_BEHIND.sub("", key)


def abbreviates(name: str) -> bool:
    """Whether every full stop inside a name belongs to an abbreviation or an initial."""
    return all(
        len(word) == 1 or word in _ABBREVIATIONS for word in _BEFORE_STOP.findall(key_of(name))
    )


@dataclass(frozen=True)
class _Label:
    """A label, taken apart."""

    label: str
    key: str

    @cached_property
    def whole(self) -> list[str]:
        return words_of(self.key)

    @cached_property
    def words(self) -> list[str]:
        return [part for word in self.whole for part in word.split("'") if part]

    @cached_property
    def role(self) -> Role | None:
        return role_of_label(self.label)

    @cached_property
    def person(self) -> int:
        """Where among its words a noun for a person stands, -1 if nowhere."""
        for index, word in enumerate(self.words[:_LOOKED_FOR_PERSON]):
            if word in PERSON or word.rstrip("s") in PERSON:
                return index
        return -1

    @cached_property
    def behind_person(self) -> list[str]:
        return self.words[self.person + 1 :]

    @cached_property
    def names_person(self) -> bool:
        """Whether the noun heads the label, and no verb follows: `The driver yelled`."""
        if self.person < 0:
            return False
        rest = self.behind_person
        if not rest or rest[0] in _PREPOSITION:
            return True
        verb = rest[0] in SAYING or _VERBAL.search(rest[0])
        return len(rest) <= 2 and not verb and rest[0] not in NOBODY

    def any_in(self, words: frozenset[str], first: int = 0) -> bool:
        return any(word in words for word in self.words[first:])


def _is_nothing(one: _Label) -> float | None:
    empty = not one.words or not any(letter.isalpha() for letter in one.key)
    return WEIGHTS.no_words if empty else None


def _names_role(one: _Label) -> float | None:
    # "My answer is simple: no" may be wrapped before its second word.
    if not one.role or len(one.whole) > 4 or one.any_in(SAYING, 1) or one.any_in(HEADER, 1):
        return None
    if one.key in NOUNS:
        return WEIGHTS.role_noun
    return WEIGHTS.role_letter if one.key in _LETTERS else WEIGHTS.role


def _is_small_word_in_capitals(one: _Label) -> float | None:
    capitals = one.label.isupper() and 2 <= len(one.label) <= 3
    small = any(one.key in words for words in (_PRONOUN, _DETERMINER, NOBODY, HEADER, _OPENS))
    return WEIGHTS.capitals_of_a_small_word if capitals and small else None


def _heads_fact(one: _Label) -> float | None:
    heads = one.words[0] in HEADER and not one.any_in(PERSON)
    heads = heads or (bool(one.role) and one.any_in(HEADER, 1))  # `Respondent group`
    return WEIGHTS.header if one.key in HEADER or heads else None


def _is_somebody(one: _Label) -> float | None:
    return WEIGHTS.somebody if one.key in _SOMEBODY else None


def _is_nobody(one: _Label) -> float | None:
    first = one.words[0]
    opens = first in NOBODY and first not in _DETERMINER and not one.any_in(PERSON, 1)
    heads = without_number(one.key) in NOBODY or one.key.replace(".", "") in NOBODY  # `N.B.`
    return WEIGHTS.nobody if opens or heads else None


def _says(one: _Label) -> float | None:
    return WEIGHTS.saying if one.any_in(SAYING) else None


def _begins_clause(one: _Label) -> float | None:
    first = one.words[0]
    if first in _PRONOUN or (first in _OPENS and not one.any_in(PERSON)):
        return WEIGHTS.clause
    if first in _ELIDED and "'" in one.key[:3]:
        if first not in _ELIDED_IN_NAMES:
            return WEIGHTS.clause
        if len(one.words) > 1 and one.words[1] in NOBODY:
            return WEIGHTS.nobody
    return None


def _is_sentence(one: _Label) -> float | None:
    ends = ". " in one.label and not abbreviates(one.label)
    return WEIGHTS.nobody if ends or "..." in one.label else None


def _is_hour(one: _Label) -> float | None:
    if not _HOUR.match(one.key):
        return None
    return WEIGHTS.hour if one.label[0] == "h" else WEIGHTS.hour_or_code


def _is_spoken_of(one: _Label) -> float | None:
    """Find people of whom somebody speaks: `The women`, `My brother`."""
    person, words = one.names_person, one.words
    if words[0] in {"the", "les"} and person and len(words) < 4 and words[1].endswith("s"):
        return WEIGHTS.plural
    if words[0] in _POSSESSIVE and not (person and len(words) == 1):  # `Son` is no `son`
        return WEIGHTS.possessive_person if person and len(words) < 4 else WEIGHTS.possessive
    return None


def _is_very_long(one: _Label) -> float | None:
    long = len(one.words) > _MOST_WORDS and not one.role and not one.names_person
    return WEIGHTS.very_long if long else None


# The first that knows anything decides.
_RULES: tuple[Callable[[_Label], float | None], ...] = (
    _is_nothing,
    _names_role,
    _is_small_word_in_capitals,
    _heads_fact,
    _is_somebody,
    _is_nobody,
    _says,
    _begins_clause,
    _is_sentence,
    _is_hour,
    _is_spoken_of,
    _is_very_long,
)


@lru_cache(maxsize=20_000)
def log_odds(label: str) -> float:
    """Return the log odds that a label of these words names somebody who speaks.

    Examples
    --------
    >>> [log_odds(one) for one in ("Enquêtrice", "P3", "Une femme", "First", "They said")]
    [8.0, 8.0, 4.0, -8.0, -7.0]
    """
    one = _Label(label, key_of(label))
    for rule in _RULES:
        told = rule(one)
        if told is not None:
            return told
    return _by_kind(one) + _by_form(one)


def _by_kind(one: _Label) -> float:
    """Weigh a code, a person behind an article, a person, or a name."""
    words, many = one.words, len(one.behind_person) > 4
    if is_code(one.key):
        return _of_code(one)
    if words[0] in _DETERMINER:
        if one.names_person:
            return 0.0 if many else WEIGHTS.determined_person
        alone = words[0] in {"un", "une", "a", "an"} and len(words) < 4
        if alone and not one.any_in(NOBODY, 1):
            return WEIGHTS.one_of_something
        return WEIGHTS.determined_other
    if one.names_person:
        return WEIGHTS.person - (2.5 if many else 0.0)
    return _of_name(one)


def _of_code(one: _Label) -> float:
    if one.any_in(NOBODY) or one.any_in(HEADER):
        return WEIGHTS.code_of_nobody
    stem = _LETTERS_FIRST.match(one.key)
    short = stem is not None and len(stem[0]) < _SHORT_STEM
    return WEIGHTS.code if short or one.names_person or one.role else WEIGHTS.code_of_a_word


def _of_name(one: _Label) -> float:
    """By the capitals of its words: one, several, or none."""
    written = words_of(one.label)
    capitals = [
        word[0].isupper()
        for word in written
        if word[0].isupper() or (len(word) > 1 and key_of(word) not in _DETERMINER)
    ]
    if len(written) > 1:
        odds = WEIGHTS.two_capitals if all(capitals) else WEIGHTS.mixed
    elif one.label.isupper() and len(one.label) <= 4:
        odds = WEIGHTS.initials
    else:
        odds = WEIGHTS.capital if one.label[:1].isupper() else WEIGHTS.small
    return odds + (WEIGHTS.nobody_inside if one.any_in(NOBODY) else 0.0)


def _by_form(one: _Label) -> float:
    """Small first letters, many words, commas, and what could go on as a clause."""
    odds = 0.0
    if not (one.label[:1].isupper() or one.label[:1].isdigit()):
        odds += WEIGHTS.small_first
    if one.names_person:  # `Président du comité local de protection de ...`
        odds += WEIGHTS.word_of_person_above_eight * max(0, len(one.whole) - 8)
    else:
        odds += WEIGHTS.word_above_five * max(0, len(one.whole) - 5)
    if one.label.count(",") > 1:
        odds += WEIGHTS.commas
    if not one.any_in(PERSON) and _SMALL_BEHIND_COMMA.match(one.label):
        odds += WEIGHTS.comma_before_small
    if any((word in SAYING or word in _PRONOUN) and word not in _INSIDE for word in one.words[1:]):
        odds += WEIGHTS.clause_inside
    return odds
