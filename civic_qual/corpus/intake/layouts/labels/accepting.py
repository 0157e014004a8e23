"""Which labels of one kind name people: accepted label by label, never line by line.

What the words tell, how often a label returns, how its lines are dressed and who stands before it
are added up. Dress and order are learned from what is accepted, so that is done in three rounds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from math import log, log2

from civic_qual.corpus.intake.layouts.dress import (
    LEAST_DRESS,
    MOST_DRESS,
    Dress,
    Order,
    begins_afresh,
)
from civic_qual.corpus.intake.layouts.label_words import KNOWS, NOBODY, NOBODYS, is_code
from civic_qual.corpus.intake.layouts.labels.candidates import (
    HARDLY,
    MOSTLY,
    ON_PURPOSE,
    RETURNS,
    STRANGER,
    WEIGHTS,
    WORDS_ALONE,
    Candidates,
)
from civic_qual.corpus.intake.layouts.lines import Script
from civic_qual.corpus.intake.layouts.parses import Parse, Separator
from civic_qual.corpus.intake.questions import asking
from civic_qual.corpus.people import role_of_label

ROUNDS = 3
# How much less may be between a line and what it would take to be a label, by separator.
_FLOOR: dict[Separator, float] = {
    "colon": 0, "tab": 1, "dash": -1, "dot": -3, "bracket": -2, "bold": 1, "own": -2,
}  # fmt: skip
_LONGEST_INITIALS = 4
_BLOCKS_BEGUN = 0.5
_ASKS_OFTEN = 0.35  # of the turns of somebody who may interview
_STRANGE, _BEGUN = -2.5, 0.6  # log odds, and a share of what could be turns
_LEADS = 5  # lines of one lead tell enough


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The labels of one kind that were accepted, and what was thought of all of them."""

    candidates: Candidates
    keys: frozenset[str]
    scores: Mapping[str, float]
    dress: Mapping[str, float]
    odds: Mapping[str, float]
    order: Order

    @property
    def kind(self) -> Separator:
        """The separator."""
        return self.candidates.kind

    @cached_property
    def marks(self) -> list[Parse]:
        """The lines that begin with an accepted label."""
        return self.candidates.marks(self.keys)


def accepted(candidates: Candidates) -> Accepted | None:
    """Return the labels of a kind that name people, or None if there are none."""
    keys = frozenset(key for key in candidates.by_key if _is_core(candidates, key))
    keys = keys or _returning(candidates)
    weighed: _Weighed | None = None
    for _ in range(ROUNDS):
        if not keys:
            return None
        weighed = _Weighed(candidates, keys)
        better = frozenset(key for key, score in weighed.scores.items() if score > 0)
        if better == keys:
            break
        keys = better
    if not keys or weighed is None:
        return None
    return Accepted(
        candidates=candidates,
        keys=keys,
        scores=weighed.scores,
        dress=weighed.dressed,
        odds=weighed.odds,
        order=weighed.order,
    )


def _returning(candidates: Candidates) -> frozenset[str]:
    """Return labels that tell nothing by themselves, but begin nearly all that could be turns."""
    script = candidates.script
    if candidates.kind in {"own", "dot"}:
        return frozenset()
    keys = {
        key
        for key, parses in candidates.by_key.items()
        if len(parses) >= RETURNS
        and candidates.odds[key] > _STRANGE
        and candidates.fresh(parses) == len(parses)
    }
    marks = candidates.marks(keys)
    if len(keys) < 2:
        return frozenset()
    apart = all(script.lines[one.line].blank for one in marks[1:])
    could = sum(
        index not in script.outside
        and (script.lines[index].blank if apart else begins_afresh(script, index))
        for index in range(marks[0].line, len(script.lines))
    )
    return frozenset(keys) if len(marks) >= _BEGUN * could else frozenset()


def _is_core(candidates: Candidates, key: str) -> bool:
    """Whether a label is sure enough to learn dress and order from."""
    parses, odds, kind = candidates.by_key[key], candidates.odds[key], candidates.kind
    times = len(parses)
    if kind == "dot":
        known = key in candidates.known or _may_stand_before_dot(parses[0])
        return known or (times > 2 and _is_long_capitals(parses[0]))
    if odds >= KNOWS:
        return True
    if kind == "own":
        followed = sum(map(candidates.has_words_below, parses))
        return times >= 3 and odds > -2 and followed > MOSTLY * times
    everywhere = candidates.begin_every_line
    fewest = 2 if kind in {"colon", "tab"} or everywhere else 3
    floor = 0.0 if everywhere else _FLOOR[kind]
    return times >= fewest and odds + floor + min(log2(times), 4) >= WEIGHTS.core


def _may_stand_before_dot(parse: Parse) -> bool:
    return role_of_label(parse.label) is not None or is_code(parse.key)


def _is_long_capitals(parse: Parse) -> bool:
    return parse.label.isupper() and len(parse.key) > 1


class _Weighed:
    """One round: what speaks for every label, given those accepted in the round before."""

    def __init__(self, candidates: Candidates, keys: frozenset[str]) -> None:
        self.candidates, self.keys = candidates, keys
        self.marks = candidates.marks(keys)
        self.dress = Dress.learned(candidates.script, self.marks)
        interviewers = _interviewers(candidates, self.marks, keys)
        self.order = Order.learned(candidates.parses, self.marks, interviewers)
        self.odds = {key: self._insisted(key) for key in candidates.by_key}
        self.dressed = {key: self.dress.of(parses) for key, parses in candidates.by_key.items()}
        self.scores = {key: self._score(key) for key in candidates.by_key}

    def _insisted(self, key: str) -> float:
        """Lift a word that names nobody, but stands after nearly every question."""
        odds, seen = self.candidates.odds[key], self.order.before.get(key)
        insists = (
            odds <= NOBODYS
            and seen is not None
            and len(self.candidates.by_key[key]) >= 4
            and seen.interviewer >= MOSTLY * seen.times > 3
            and " " not in key
            and "'" not in key
        )
        return WEIGHTS.insisting if insists else odds

    def _score(self, key: str) -> float:
        parses = self.candidates.by_key[key]
        kind, first, odds = self.candidates.kind, parses[0], self.odds[key]
        known = key in self.candidates.known or _may_stand_before_dot(first)
        if kind == "dot" and not (known or _is_long_capitals(first)):
            initials = len(parses) >= RETURNS and first.label.isupper()
            if not initials or self.candidates.fresh(parses) < len(parses):
                return WEIGHTS.faint_dot
        score = odds + _FLOOR[kind] + _returns(len(parses), odds)
        score += max(LEAST_DRESS, min(MOST_DRESS, self.dressed[key]))
        score += self._case(key, first) + self._style(key, first)
        if len(parses) == 1:
            score += self._chance(first)
        if self._order_tells(key, first):
            score += self.order.of(key)
        shown = first.time or self._shows_as_others(first)
        if kind == "own" and len(parses) == 1 and odds < 2.5 and not shown:
            score += WEIGHTS.own_once + self._begins_block(first)
        above = parses[-1].line < self.marks[0].line
        if above and not self.candidates.script.lines[first.line].blank:
            score += WEIGHTS.above_all
        return score

    def _shows_as_others(self, one: Parse) -> bool:
        """Whether brackets or bold letters mark a label, as they mark nearly all."""
        marked = not ON_PURPOSE.isdisjoint(one.dress)
        return marked and self.dress.forms.get(one.dress, 0.0) >= MOSTLY

    def _chance(self, one: Parse) -> float:
        """Lift what was seen once by how many lines that could begin a turn do begin one."""
        if one.line - 1 in self._bare:
            return WEIGHTS.below_label
        if {one.line - 1, one.line + 1} & self._once:
            return WEIGHTS.enumerated
        script = self.candidates.script
        if not begins_afresh(script, one.line) or (
            self._apart and not script.lines[one.line].blank
        ):
            return 0.0
        lift = min(WEIGHTS.most_begun, self._log_begun)
        return max(0.0, lift + WEIGHTS.each_lead * self._leads[one.dress])

    @cached_property
    def _once(self) -> Set[int]:
        """Lines with what could be a label, was seen once, and names nobody by its words."""
        candidates = self.candidates
        return {
            parses[0].line
            for key, parses in candidates.by_key.items()
            if len(parses) == 1 and self.odds[key] < STRANGER
        }

    @cached_property
    def _bare(self) -> Set[int]:
        """Lines with an accepted label and no words behind it."""
        lines = self.candidates.script.lines
        return {one.line for one in self.marks if one.words >= lines[one.line].end}

    @cached_property
    def _apart(self) -> bool:
        """Whether labels stand below blank lines."""
        lines = self.candidates.script.lines
        return sum(lines[one.line].blank for one in self.marks) > MOSTLY * len(self.marks)

    @cached_property
    def _leads(self) -> Counter[str]:
        """How many lines begin as labels do, but name nobody, by dress: `First: ...`."""
        odds, found = self.candidates.odds, Counter[str]()
        for key, parses in self.candidates.by_key.items():
            if odds[key] <= HARDLY and key not in self.keys:
                found.update(
                    one.dress
                    for one in parses[:_LEADS]
                    if begins_afresh(self.candidates.script, one.line)
                    and one.line - 1 not in self._bare
                )
        return found

    @cached_property
    def _log_begun(self) -> float:
        """The log odds that a line where turns could begin does begin one, 0 at least."""
        script, starts = self.candidates.script, {one.line for one in self.marks}
        free = 0
        for index in range(self.marks[0].line, len(script.lines)):
            if index in starts or index in script.outside or index - 1 in self._bare:
                continue
            if begins_afresh(script, index) and (script.lines[index].blank or not self._apart):
                free += 1
        return max(0.0, log((len(starts) + 1) / (free + 1)))

    def _style(self, key: str, first: Parse) -> float:
        """Lift several words with one capital, where labels that return are written so."""
        strange = _is_mixed(first.label) and self.odds[key] > HARDLY
        return WEIGHTS.alike if strange and self._mixed_returns else 0.0

    @cached_property
    def _mixed_returns(self) -> bool:
        by_key = self.candidates.by_key
        return any(len(by_key[key]) > 2 and _is_mixed(by_key[key][0].label) for key in self.keys)

    def _begins_block(self, one: Parse) -> float:
        """Lift a line of its own that was seen once, where all other blocks begin with labels."""
        line = self.candidates.script.lines[one.line]
        few = len(one.key.split()) <= WORDS_ALONE and one.label[:1].isupper()
        stands_so = line.blank and few and self.candidates.has_words_below(one)
        return -WEIGHTS.own_unsupported if stands_so and self._all_blocks_begin else 0.0

    @cached_property
    def _all_blocks_begin(self) -> bool:
        script = self.candidates.script
        starts = {one.line for one in self.marks}
        blocks = [
            index
            for index in range(self.marks[0].line, len(script.lines))
            if script.lines[index].blank and index not in script.outside
        ]
        begun = sum(index in starts for index in blocks)
        return len(blocks) > 4 and begun >= _BLOCKS_BEGUN * len(blocks)

    def _order_tells(self, key: str, first: Parse) -> bool:
        if key in NOBODY:
            return True
        interviewers = self.order.interviewers
        return bool(interviewers) and key not in interviewers and not role_of_label(first.label)

    @cached_property
    def _shares_of_case(self) -> tuple[float, float]:
        # Initials are capitals however labels are written.
        labels = [one.label for one in self.marks if len(one.label) > _LONGEST_INITIALS]
        if not labels:
            return 0.5, 0.5
        return (
            sum(label.isupper() for label in labels) / len(labels),
            sum(label.islower() for label in labels) / len(labels),
        )

    def _case(self, key: str, first: Parse) -> float:
        upper, lower = self._shares_of_case
        odds = 0.0
        if upper > MOSTLY:
            if not first.label.isupper():
                odds += WEIGHTS.other_case
            elif sum(map(str.isalpha, first.label)) > 4:
                odds += WEIGHTS.capitals
        if lower > MOSTLY:
            odds += 0.0 if first.label.islower() else WEIGHTS.small_case
        elif lower < 1 - MOSTLY and first.label[:1].islower() and key not in self.keys:
            odds += WEIGHTS.small_case
        return odds


def _is_mixed(label: str) -> bool:
    """Whether the first of several words has a capital, and no other."""
    first, _, rest = label.partition(" ")
    return first[:1].isupper() and bool(rest) and rest.islower()


def _returns(times: int, odds: float) -> float:
    if odds > NOBODYS:
        return min(WEIGHTS.return_each * log2(times), WEIGHTS.return_most)
    return min(WEIGHTS.nobody_returns * log2(times), WEIGHTS.nobody_returns_most)


def _interviewers(candidates: Candidates, marks: Sequence[Parse], keys: Set[str]) -> frozenset[str]:
    """Return the keys of who asks: as labels say, as is known, or by most questions."""
    labels = candidates.by_key
    named = {key for key in keys if role_of_label(labels[key][0].label) == "interviewer"}
    named = named or {key for key in keys if candidates.known.get(key) == "interviewer"}
    open_ = any(not role_of_label(labels[key][0].label) for key in keys)
    return frozenset(named) or (_asker(candidates, marks) if open_ else frozenset())


def _asker(candidates: Candidates, marks: Sequence[Parse]) -> frozenset[str]:
    asked: defaultdict[str, float] = defaultdict(float)
    times = Counter(one.key for one in marks)
    for one, start, end in _said(candidates.script, marks):
        asked[one.key] += asking(candidates.script.text, start, end)
    best = max(times, key=lambda key: asked[key] / (times[key] + 1.5))
    often = times[best] > 1 and asked[best] / times[best] > _ASKS_OFTEN
    return frozenset({best}) if often else frozenset()


def _said(script: Script, marks: Sequence[Parse]) -> Iterator[tuple[Parse, int, int]]:
    """Yield every mark with where its words begin and end."""
    lines = script.lines
    stops: Iterable[int] = [
        *(one.line - 1 for one in marks[1:]),
        min(marks[-1].line + 3, len(lines) - 1),
    ]
    for one, last in zip(marks, stops, strict=True):
        start = one.words
        if start >= lines[one.line].end:
            start = lines[min(one.line + 1, len(lines) - 1)].start
        yield one, start, max(lines[last].end, start)
