"""What could be labels before one kind of separator, by label, and what their words tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from civic_qual.corpus.intake.layouts.dress import begins_afresh
from civic_qual.corpus.intake.layouts.label_words import (
    KNOWS,
    NOBODYS,
    NOUNS,
    key_of,
    log_odds,
)
from civic_qual.corpus.intake.layouts.lines import Script
from civic_qual.corpus.intake.layouts.parses import Parse, Separator
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role


@dataclass(frozen=True, kw_only=True)
class Weights:
    """What speaks for a label beside its words, on the same natural-log scale."""

    known: float = 5.0  # by its siblings, a table, or initials given in brackets
    described: float = 2.0
    timed: float = 1.0
    handle: float = 3.0  # `#ada:`, `@ada:`
    heading: float = -6.0  # a heading of Markdown
    return_each: float = 1.2  # for every doubling of how often it returns
    return_most: float = 5.0
    nobody_returns: float = 0.4
    nobody_returns_most: float = 2.0
    insisting: float = -1.0  # `Notes:` after nearly every question is somebody called so
    core: float = 1.5  # at least, to be among the first accepted
    own_unsupported: float = -12.0
    own_word: float = -1.5  # beyond three
    own_dotted: float = -3.0
    own_once: float = -3.5
    faint_dot: float = -5.0
    capitals: float = 3.0  # where all labels are capitals, and this one is, at length
    other_case: float = -4.0
    small_case: float = -3.0
    above_all: float = -2.0
    below_label: float = -5.0  # what is said begins below a label alone on its line
    enumerated: float = -1.0  # two strange ones right below each other: `Water: ... / Food: ...`
    alike: float = 1.5  # `Tea seller` beside `Boat builder`
    most_begun: float = 2.5  # where nearly every line that could begin a turn does
    each_lead: float = -1.5  # `First: ...` tells that people begin so, too


WEIGHTS = Weights()
MOSTLY = 0.8  # of labels, of returns, of places after the interviewer
RETURNS = 3  # times
STRANGER = 3.4  # log odds: below it, words tell of nobody
HARDLY = -4.0  # log odds of the words: of what is below, nobody need be asked
WORDS_ALONE = 3
ON_PURPOSE = frozenset("*_[<")  # brackets and bold letters
_SHOWN = -1.5
_TIMED: frozenset[Separator] = frozenset({"own", "colon", "tab", "bracket"})
_NEARLY_ALL = 0.9
_FRESH = 0.7  # of the lines of a label that stands alone begin afresh


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The labels of one kind of separator, by key, and what was known of them before."""

    script: Script
    kind: Separator
    parses: Sequence[Parse]  # in the order of the text
    known: Mapping[str, Role]

    @cached_property
    def by_key(self) -> dict[str, list[Parse]]:
        """The lines of every distinct label."""
        found: defaultdict[str, list[Parse]] = defaultdict(list)
        for one in self.parses:
            found[one.key].append(one)
        return dict(found)

    @cached_property
    def initials(self) -> frozenset[str]:
        """Short forms given in brackets: `AL` of `Ann Lee (AL)`."""
        return frozenset(
            key_of(one.description)
            for parses in self.by_key.values()
            for one in parses[:3]
            if one.description and len(one.description) < 5
        )

    @cached_property
    def mostly_small(self) -> bool:
        """Whether labels that return are written in small letters."""
        returning = [one for parses in self.by_key.values() if len(parses) > 1 for one in parses]
        small = sum(one.label.islower() for one in returning)
        return len(returning) > 4 and small > MOSTLY * len(returning)

    @cached_property
    def others_return(self) -> bool:
        """Whether two labels return that are no mere `Question` and `Answer`."""
        returning = [key for key, parses in self.by_key.items() if len(parses) >= RETURNS]
        return len(set(returning) - NOUNS) > 1

    @cached_property
    def odds(self) -> dict[str, float]:
        """What is known of every label before dress and order are looked at."""
        return {key: self._odds(key, parses) for key, parses in self.by_key.items()}

    def _odds(self, key: str, parses: Sequence[Parse]) -> float:
        first = parses[0]
        odds = self.words(key)
        # Somebody may ask and answer himself: "Question: who pays? Answer: we do."
        if key in NOUNS and len(parses) == 1 and self.others_return:
            return NOBODYS - 1
        if key in self.known or key in self.initials:
            odds = max(odds, 0.0) + WEIGHTS.known
        if odds > -4 and any(one.description for one in parses):
            odds += WEIGHTS.described
        if first.heading and len(parses) < RETURNS and not role_of_label(first.label):
            odds = min(odds, 0.0) + WEIGHTS.heading
        if first.dress[:1] in {"#", "@"}:
            odds += WEIGHTS.handle
        if self.kind == "own" and odds < KNOWS and not self._shows_alone(first, odds):
            odds += self._alone(key, parses, odds)
        if first.time and self.kind in _TIMED and odds > NOBODYS:
            odds += WEIGHTS.timed
        return odds

    def _shows_alone(self, one: Parse, odds: float) -> bool:
        """Whether a label shows on its own line: by a time, or in brackets or bold letters."""
        marked = not ON_PURPOSE.isdisjoint(one.dress) and self.has_words_below(one)
        return (bool(one.time) and odds > 0) or (marked and odds >= _SHOWN)

    def words(self, key: str) -> float:
        """Return what the words of a label tell; small letters tell nothing where all are small."""
        label = self.by_key[key][0].label
        return log_odds(label.title() if self.mostly_small else label)

    def _alone(self, key: str, parses: Sequence[Parse], odds: float) -> float:
        """Any short line without a full stop returns in wrapped speech: ask for more."""
        fresh = self.fresh(parses)
        malus = 0.0
        if fresh < _FRESH * len(parses) or (len(parses) == 1 and odds < 2.5):
            malus += WEIGHTS.own_unsupported
        malus += WEIGHTS.own_word * max(0, len(key.split()) - WORDS_ALONE)
        if ". " in parses[0].label[3:]:
            malus += WEIGHTS.own_dotted
        return malus

    def fresh(self, parses: Sequence[Parse]) -> int:
        """Return how many lines of a label begin afresh, or below a blank line."""
        lines = self.script.lines
        return sum(lines[one.line].blank or begins_afresh(self.script, one.line) for one in parses)

    def has_words_below(self, parse: Parse) -> bool:
        """Whether words stand right below a label; below a heading of Markdown is a blank line."""
        lines = self.script.lines
        near = parse.line + 1 < len(lines) and not lines[parse.line + 1].blank
        return near or (parse.heading and parse.line + 1 < len(lines))

    @cached_property
    def begin_every_line(self) -> bool:
        """Whether nearly every line begins with a label of this kind, from the first on."""
        starts = {one.line for one in self.parses}
        first, outside = min(starts), self.script.outside
        live = sum(index not in outside for index in range(first, len(self.script.lines)))
        return len(starts) > 1 and len(starts) >= _NEARLY_ALL * live

    def marks(self, keys: Set[str]) -> list[Parse]:
        """Return the lines of some labels, in order."""
        return [one for one in self.parses if one.key in keys]
