"""Labels that were nearly taken otherwise: of these somebody should be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from civic_qual.corpus.intake.layouts.label_words import NOBODYS
from civic_qual.corpus.intake.layouts.labels.accepting import Accepted
from civic_qual.corpus.intake.layouts.labels.candidates import HARDLY, STRANGER, WORDS_ALONE
from civic_qual.corpus.intake.layouts.parses import Parse
from civic_qual.corpus.people import role_of_label

_NARROW, _SURELY = 1.5, 4.5
_GROUP, _ENOUGH = 3, 10  # people who return, lines with labels: to be sure of one by their dress
_OFTEN, _OFTEN_OF_ALL = 4, 0.15  # times refused, and of all that were taken
_STRANGE = -2.5  # log odds of a label's words: below it, no dress makes anybody sure


@dataclass(frozen=True)
class Border:
    """A label that was nearly taken otherwise: `once` it was seen, `taken` or not."""

    key: str
    taken: bool
    once: bool = False
    surely: bool = False  # by all that its file shows, though its words tell nothing


def narrow(one: Accepted) -> list[Border]:
    """Return the labels of which somebody should be asked."""
    found: dict[str, Border] = {}
    for taken, keys in ((True, _narrowly_taken(one)), (False, _narrowly_refused(one))):
        for key in keys:
            once = len(one.candidates.by_key[key]) == 1
            surely = once and _stands_as_others(one, key)
            found.setdefault(key, Border(key, taken, once, surely))
    return list(found.values())


def _stands_as_others(one: Accepted, key: str) -> bool:
    """Whether a strange label seen once begins its line as labels do, among several who speak.

    Where two people talk, a third who says one thing is worth a question.
    """
    returning = sum(len(one.candidates.by_key[other]) > 1 for other in one.keys)
    group = returning >= _GROUP and len(one.marks) > _ENOUGH
    return group and one.scores.get(key, 0.0) >= _SURELY and one.odds[key] > _STRANGE


def _narrowly_taken(one: Accepted) -> Iterator[str]:
    for key in sorted(one.keys):
        parses, odds = one.candidates.by_key[key], one.odds[key]
        strange_once = (
            len(parses) == 1
            and not role_of_label(parses[0].label)
            and one.candidates.words(key) < STRANGER
        )
        near = one.scores.get(key, 0.0) < _NARROW and odds > NOBODYS
        if near or strange_once or odds < -3:
            yield key


def _narrowly_refused(one: Accepted) -> Iterator[str]:
    by_key, odds = one.candidates.by_key, one.odds
    refused = [key for key in by_key if key not in one.keys and odds[key] > HARDLY]
    after = _after_questions(one)
    alone = set(list(_perhaps_alone(one))[:5])
    often = max(_OFTEN, _OFTEN_OF_ALL * len(one.marks))
    for key in refused:
        determined = key.split(" ")[0] in {"un", "une", "a", "an"} and len(key.split()) < 4
        if (
            abs(one.scores.get(key, -9.0)) < _NARROW
            or (determined and len(by_key[key]) < 3 and odds[key] > -5)
            or one.dress.get(key, 0.0) > 3.5
            or (key in after and one.order.short)
            or (one.kind == "colon" and len(by_key[key]) >= often)
        ):
            yield key
    yield from (key for key in by_key if key in alone and key not in one.keys)


def _perhaps_alone(one: Accepted) -> Iterator[str]:
    """Yield labels on a line of their own that were seen once: too few to be taken."""
    if one.kind != "own":
        return
    lines = one.candidates.script.lines
    for key, parses in one.candidates.by_key.items():
        if len(parses) > 1 or len(key.split()) > WORDS_ALONE:
            continue
        parse = parses[0]
        if (
            -3 < one.candidates.words(key) < 2.5
            and one.candidates.fresh(parses)
            and one.candidates.has_words_below(parse)
            and parse.label[:1].isupper()
            and lines[parse.line + 1].end - lines[parse.line + 1].start > 1.5 * len(parse.label)
        ):
            yield key


def _after_questions(one: Accepted) -> set[str]:
    """Return refused labels that stand right below an interviewer's line."""
    found: set[str] = set()
    last: Parse | None = None
    for parse in one.candidates.parses:
        if parse.key in one.keys:
            last = parse
        elif (
            last is not None and last.key in one.order.interviewers and parse.line == last.line + 1
        ):
            found.add(parse.key)
    return found
