"""One written term of a rule, read as the words it stands for.

A term is what stands between spaces: `protect`, `=Force`, `col?r`, `cease-fire`, `_2`. Words are
cut as they are in texts, so that `l'armée` and `cease-fire` are phrases and `peut-être` is a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from civic_qual.codebook.rules.tree import Exact, Gap, Wildcard, Word
from civic_qual.errors import RuleError
from civic_qual.language import words as language
from civic_qual.messages import Message

RESERVED = re.compile(r"AND|OR|NOT|(NEAR|BEFORE)(/\d+)?")
_DISTANCES = {"NEAR": "NEAR", "BEFORE": "BEFORE", "NOTNEAR": "NOT NEAR"}


def refuse_operator_like(term: str, line: int = 1, column: int = 1) -> None:
    """Refuse a term that someone meant as an operator, and say how it is written."""
    if term.rstrip("/") in ("NEAR", "BEFORE") or re.fullmatch(r"(NEAR|BEFORE)/\D.*", term):
        name = re.split("/", term)[0]
        message = Message(
            "{operator} needs the number of words that may stand between: write {operator}/5",
            operator=name,
        )
        raise RuleError(message, line, column)
    match = re.fullmatch(r"([^\W\d]+(?:[_-][^\W\d]+)?)([/:~-]?)(\d+)", term)
    if match is None:
        return
    name, sign, number = match.groups()
    letters = re.sub("[_-]", "", name).upper()
    near = get_close_matches(letters, _DISTANCES, n=1, cutoff=0.6 if sign == "/" else 0.75)
    if sign == "/":
        raise RuleError(_no_operator(term, letters, number, near), line, column)
    if near and name.isupper():
        message = Message(
            "{term} is no operator: write {meant}, or ={term} for this very form",
            term=term,
            meant=f"{_DISTANCES[near[0]]}/{number}",
        )
        raise RuleError(message, line, column)


def _no_operator(term: str, letters: str, number: str, near: list[str]) -> str:
    if letters == "AFTER":
        return Message(
            "there is no {term}: turn the sides round and write B BEFORE/{number} A",
            term=term,
            number=number,
        )
    if not near:
        return Message(
            "{term} is no operator: there are NEAR/{number}, BEFORE/{number}, NOT NEAR/{number}",
            term=term,
            number=number,
        )
    meant = f"{_DISTANCES[near[0]]}/{number}"
    if letters == near[0]:
        return Message(
            "{term} is no operator: write {meant}, with these capitals", term=term, meant=meant
        )
    return Message("{term} is no operator: did you mean {meant}?", term=term, meant=meant)


MOST_GAP = 50  # words; every length of a gap is tried at every position
Item = Word | Exact | Wildcard | Gap

# While a term is cut into words its wild characters stand as letters no language of rules uses.
_STAR, _LETTER = "ǂ", "ʘ"
_TO_LETTERS = str.maketrans({"*": _STAR, "?": _LETTER})
_TO_WILD = str.maketrans({_STAR: "*", _LETTER: "?"})

_GROUP = Message("group with parentheses ( )")
_INSTEAD: Mapping[str, str] = {
    ",": Message("for alternatives write OR; the words of a phrase stand side by side"),
    ";": Message("for alternatives write OR, or begin a new rule"),
    "&": Message("write AND"),
    "+": Message("write AND"),
    "|": Message("write OR"),
    "!": Message("write A NOT B"),
    "~": Message("for words close to each other write A NEAR/5 B"),
    "/": Message("for alternatives write OR; a regular expression stands between two slashes"),
    "#": Message("a comment begins after a space"),
    "_": Message("a gap stands by itself between the words of a phrase, as in avoir _2 peur"),
    "@": Message("a list is written by itself, as in @peacekeepers, and outside quotes"),
    "=": Message("an exact form is written = and the word, as in =Force"),
    "[": _GROUP,
    "]": _GROUP,
    "{": _GROUP,
    "}": _GROUP,
}


def read_term(term: str, code: str, line: int, column: int) -> tuple[Item, ...]:
    """Read one term as the items of a phrase, in order.

    Parameters
    ----------
    term
        As written, without spaces.
    code
        The language of the rule, ISO 639-1.
    line, column
        Where it stands in the rule, from 1.

    Raises
    ------
    RuleError
        If it is no term; the message says what to write instead.

    Examples
    --------
    >>> read_term("UN-protect*", "en", 1, 1)
    (Exact(text='UN'), Wildcard(pattern='protect*'))
    """
    refuse_operator_like(term, line, column)
    if term.startswith("_"):
        return (_gap(term, line, column),)
    if term.startswith("="):
        return _exact(term, code, line, column)
    return tuple(
        _item(word.form, word.key, line, column + word.start)
        for word in _words(term, code, line, column)
    )


def read_quoted(text: str, code: str, line: int, column: int) -> tuple[Item, ...]:
    """Read what stands between quotes: as outside, but operators are ordinary words."""
    items: list[Item] = []
    for piece in re.finditer(r"\S+", text):
        start = column + piece.start()
        if RESERVED.fullmatch(piece[0]):
            items.extend(Word(word.key) for word in language.words(piece[0], code))
        else:
            items.extend(read_term(piece[0], code, line, start))
    if not items:
        raise RuleError(Message("nothing stands between these quotes"), line, column)
    return tuple(items)


def is_acronym(form: str) -> bool:
    """Whether a form is exact by itself: two or more letters, all capital.

    Examples
    --------
    >>> is_acronym("UN"), is_acronym("M23"), is_acronym("Un")
    (True, False, False)
    """
    letters = [letter for letter in form if letter.isalpha()]
    return len(letters) >= 2 and all(letter.isupper() for letter in letters)


def _gap(term: str, line: int, column: int) -> Gap:
    if not re.fullmatch(r"_[1-9]\d*", term):
        message = Message(
            "{term} is no gap: write _ and the most words that may stand between, as in _2",
            term=term,
        )
        raise RuleError(message, line, column)
    if len(term) > 9 or int(term[1:]) > MOST_GAP:
        message = Message(
            "the gap {term} is longer than {most} words: for words in the same turn write "
            "A AND B, for words near each other A NEAR/100 B",
            term=term,
            most=MOST_GAP,
        )
        raise RuleError(message, line, column)
    return Gap(int(term[1:]))


def _exact(term: str, code: str, line: int, column: int) -> tuple[Exact, ...]:
    body = term[1:]
    if not body:
        message = Message("= stands right before a word, without a space: =Force")
        raise RuleError(message, line, column)
    if wild := re.search(r"[*?]", body):
        message = Message(
            "= means exactly this form, so {sign} cannot stand in it: write {open_word} for a "
            "beginning or an open letter, or ={word}",
            sign=wild[0],
            open_word=body,
            word=body.strip("*?"),
        )
        raise RuleError(message, line, column + 1 + wild.start())
    return tuple(Exact(word.form) for word in _words(body, code, line, column + 1))


def _words(term: str, code: str, line: int, column: int) -> list[language.Word]:
    """Cut a term into words, and refuse what no phrase can hold."""
    found = language.words(term.translate(_TO_LETTERS), code)
    covered = {position for word in found for position in range(word.start, word.end)}
    for position, sign in enumerate(term):
        if position not in covered and not _is_joiner(position, sign):
            raise RuleError(_about_sign(sign, term), line, column + position)
    if not found:
        raise RuleError(Message("{term} is no word", term=term), line, column)
    for word in found[1:]:
        if word.hard:
            raise RuleError(_about_sign(term[word.start - 1], term), line, column + word.start - 1)
    return found


def _is_joiner(position: int, sign: str) -> bool:
    """Whether a sign may stand between the words of a term: not before the first."""
    return sign in language.INVISIBLE or (
        position > 0 and sign in language.APOSTROPHES + language.HYPHENS
    )


def _about_sign(sign: str, term: str) -> str:
    if term.startswith(sign) and sign in language.HYPHENS:
        return Message("a leading {sign} excludes nothing: write A NOT B", sign=sign)
    if sign in language.APOSTROPHES:
        return Message(
            '{sign} is no quotation mark of rules: write straight double quotes, "of the"',
            sign=sign,
        )
    instead = _INSTEAD.get(sign) or Message("leave it out: no phrase runs over punctuation")
    return Message("{sign} does not stand in a word: {instead}", sign=sign, instead=instead)


def _item(form: str, key: str, line: int, column: int) -> Item:
    written = form.translate(_TO_WILD)
    if "*" in written or "?" in written:
        return _wildcard(written, line, column)
    return Exact(form) if is_acronym(form) else Word(key)


def _wildcard(written: str, line: int, column: int) -> Wildcard:
    beginning = written.rstrip("*")
    stars = len(written) - len(beginning)
    letters = re.sub("[*?]", "", beginning)
    if stars > 1:
        message = Message("one * is enough: write {word}*", word=beginning or "protect")
        raise RuleError(message, line, column + len(beginning) + 1)
    if "*" in beginning:
        message = Message(
            "* stands only at the end of a word: write {word}, or ? for each open letter",
            word=_beginning(beginning),
        )
        raise RuleError(message, line, column + beginning.index("*"))
    if not letters:
        message = Message(
            "* and ? belong to a word: protect* is the beginning of a word, col?r has one open "
            "letter"
        )
        raise RuleError(message, line, column)
    if stars and len(letters) < 3:
        message = Message(
            "{term} would reach too many words: write at least three letters before *",
            term=written,
        )
        raise RuleError(message, line, column)
    return Wildcard(written.casefold())


def _beginning(written: str) -> str:
    """Return what to suggest for a word with a star inside or in front."""
    first, _, rest = written.partition("*")
    return f"{first if len(first) > 2 else rest.replace('*', '') or first}*"
