"""What lines that begin a turn have in common, and who stands before whom.

Both are learned from the labels accepted so far, and say of every other label how much it goes
with them. Consistency of dress is worth more than any list of words: labels stand below blank
lines, or behind numbers, or in bold, and other lines do not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from typing import NamedTuple

from civic_qual.corpus.intake.layouts.lines import Script
from civic_qual.corpus.intake.layouts.parses import Parse

# Rates are never taken for 0 or 1: a file shows few lines.
_LEAST_RATE, _MOST_RATE = 0.02, 0.98
_ENDS_BY_CHANCE = 0.5  # of other lines begin afresh, if not fewer do, since they are wrapped
_OTHERS = 2_000  # lines are looked at for that
# A form of writing labels that few share speaks against; one that many share, mildly for.
_COMMON_FORM, _RARE_FORM, _FORM_SHARED = 0.4, -2.5, 0.3
# Brackets, bold letters and tabs are put there on purpose, where nearly all labels have them.
_NEARLY_ALL, _ON_PURPOSE = 0.8, 3.0
_MARKS = frozenset("*_[<({t")
_LINE_BOUND = 5.0  # what one line can say for or against
_LONGEST_TITLE = 50  # characters
_MOST_LINES = 400  # of one label are looked at: more say nothing new
LEAST_DRESS, MOST_DRESS = -7.0, 8.0


class Rate(NamedTuple):
    """Log odds for a line that has a feature, and for one that has not."""

    there: float
    absent: float

    def of(self, has: bool) -> float:
        """Return the log odds of a line."""
        return self.there if has else self.absent


def _rate(held: float, of: float, elsewhere: float, others: float) -> Rate:
    """Return the rate of a feature held by `held` of `of` marks and `elsewhere` of the others."""
    marked = _bounded((held + 0.5) / (of + 1))
    other = _bounded((elsewhere + 1) / (others + 2))
    return Rate(log(marked / other), log((1 - marked) / (1 - other)))


def _bounded(share: float) -> float:
    return min(max(share, _LEAST_RATE), _MOST_RATE)


@dataclass(frozen=True, kw_only=True)
class Dress:
    """What lines with an accepted label have that other lines of the file have not."""

    script: Script
    first: int  # the first line with a label
    blank: Rate
    numbered: Rate
    timed: Rate
    indented: Rate
    after_end: Rate
    forms: Mapping[str, float]  # the share of every form of label

    @classmethod
    def learned(cls, script: Script, marks: Sequence[Parse]) -> Dress:
        """Learn the dress of labels from those accepted."""
        lines, first = script.lines, marks[0].line
        marked = [lines[one.line] for one in marks]
        starts = {one.line for one in marks}
        free = [
            index
            for index in range(first, len(lines))
            if index not in starts and index not in script.outside
        ]
        others = [lines[index] for index in free]
        looked_at = free[:_OTHERS]
        afresh = sum(begins_afresh(script, index, first) for index in looked_at)
        by_chance = min(afresh / max(1, len(looked_at)), _ENDS_BY_CHANCE)
        n, m = len(marks), len(others)
        ended = sum(begins_afresh(script, one.line, first) for one in marks)
        forms = Counter(one.dress for one in marks)
        return cls(
            script=script,
            first=first,
            blank=_rate(sum(one.blank for one in marked), n, sum(one.blank for one in others), m),
            numbered=_rate(
                sum(bool(one.number) for one in marked),
                n,
                sum(bool(one.number) for one in others),
                m,
            ),
            timed=_rate(
                sum(bool(one.time) for one in marks), n, sum(bool(one.time) for one in others), m
            ),
            indented=_rate(
                sum(one.indent > 0 for one in marked), n, sum(one.indent > 0 for one in others), m
            ),
            after_end=_rate(ended, n, by_chance * m, m),
            forms={form: (times + 0.3) / (n + 1) for form, times in forms.items()}
            | {"": 0.3 / (n + 1)},
        )

    def of(self, parses: Sequence[Parse]) -> float:
        """Return how much the lines of one label look like those of the labels accepted."""
        total = sum(self._of_line(one) for one in parses[:_MOST_LINES])
        return total / sqrt(len(parses))

    def _of_line(self, parse: Parse) -> float:
        line = self.script.lines[parse.line]
        share = self.forms.get(parse.dress, self.forms[""])
        odds = (
            self.blank.of(line.blank)
            + self.numbered.of(bool(line.number))
            + self.timed.of(bool(parse.time))
            + self.indented.of(line.indent > 0)
            + self.after_end.of(begins_afresh(self.script, parse.line, self.first))
            + _of_form(parse.dress, share)
        )
        return max(-_LINE_BOUND, min(_LINE_BOUND, odds))


def _of_form(form: str, share: float) -> float:
    if share < _COMMON_FORM:
        return max(_RARE_FORM, log(share / _COMMON_FORM))
    marked = share >= _NEARLY_ALL and not _MARKS.isdisjoint(form)
    return _ON_PURPOSE if marked else _FORM_SHARED


def begins_afresh(script: Script, index: int, first: int = 0) -> bool:
    """Whether no sentence runs from the line above into a line.

    What stands above the first label is a title or a fact, whatever it ends with, and a short line
    between blank ones may be a heading.
    """
    if index <= first or index - 1 in script.outside or script.ends_sentence(index - 1):
        return True
    above, here = script.lines[index - 1], script.lines[index]
    return here.blank and above.blank and above.end - above.start < _LONGEST_TITLE


# Who stands before

# How often a line that is no label follows the interviewer's directly, by chance.
_BY_CHANCE = 0.04
_LEAST_AFTER, _MOST_AFTER = 0.05, 0.97
LEAST_ORDER, MOST_ORDER = -6.0, 5.0
ONE_LINE = 0.6  # of the interviewer's turns have one line: then the next line is an answer


class Before(NamedTuple):
    """How often a label follows the interviewer directly, somebody else, or itself."""

    interviewer: int
    other: int
    itself: int

    @property
    def times(self) -> int:
        """How often it follows anybody."""
        return sum(self)


@dataclass(frozen=True, kw_only=True)
class Order:
    """Who follows whom: others than the interviewer mostly follow the interviewer."""

    interviewers: Set[str]  # keys
    after_interviewer: float  # the share of others' turns that follow an interviewer's directly
    short: bool  # whether interviewers' turns mostly are one line
    before: Mapping[str, Before]

    @classmethod
    def learned(
        cls, candidates: Iterable[Parse], marks: Sequence[Parse], interviewers: Set[str]
    ) -> Order:
        """Learn from the labels accepted who follows whom, and count it for all candidates."""
        others = after = 1
        asked = one_line = 1
        for before, one in pairwise(marks):
            if one.key not in interviewers:
                others += 1
                after += before.key in interviewers
            if before.key in interviewers:
                asked += 1
                one_line += one.line == before.line + 1
        share = one_line / (asked + 1)
        accepted = {one.key for one in marks}
        return cls(
            interviewers=interviewers,
            after_interviewer=min(max(after / (others + 1), _LEAST_AFTER), _MOST_AFTER),
            short=share > ONE_LINE,
            before=_before(candidates, accepted, interviewers, strict=share >= ONE_LINE),
        )

    def of(self, key: str) -> float:
        """Return how much a label stands where labels stand."""
        seen = self.before.get(key)
        if seen is None or not seen.times:
            return 0.0
        expected = self.after_interviewer
        odds = seen.interviewer * log(expected / _BY_CHANCE) + (seen.other + seen.itself) * log(
            (1 - expected) / (1 - _BY_CHANCE)
        )
        return max(LEAST_ORDER, min(MOST_ORDER, odds / sqrt(seen.times)))


def _before(
    candidates: Iterable[Parse], accepted: Set[str], interviewers: Set[str], *, strict: bool
) -> dict[str, Before]:
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for last, one in _with_last(candidates, accepted):
        if last.key == one.key:
            counts[one.key][2] += 1
        elif last.key in interviewers and (one.line == last.line + 1 or not strict):
            counts[one.key][0] += 1
        else:
            counts[one.key][1] += 1
    return {key: Before(*times) for key, times in counts.items()}


def _with_last(candidates: Iterable[Parse], accepted: Set[str]) -> Iterator[tuple[Parse, Parse]]:
    """Yield every candidate with the last accepted label before it."""
    last: Parse | None = None
    for one in candidates:
        if last is not None:
            yield last, one
        if one.key in accepted:
            last = one
