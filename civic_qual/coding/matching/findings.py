"""Rules searched in a corpus, and searched again only where they have changed.

What was found is kept with the corpus, as long as it lives: an edited codebook has only its
edited rules searched. A rule that stands in two codes is searched once.
"""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from civic_qual.codebook.model import Rule
from civic_qual.coding.matching.findings_merging import Findings, nothing_found, together
from civic_qual.coding.matching.grounds import Grounds
from civic_qual.coding.matching.reach import Reach
from civic_qual.coding.matching.searching import search
from civic_qual.coding.matching.sought import Lists, Sought
from civic_qual.corpus.model import Corpus


class _Kept:
    """What the last search of a corpus leaves to the next."""

    def __init__(self, corpus: Corpus) -> None:
        self.grounds = Grounds(corpus)
        self.findings = nothing_found()
        self._asked: dict[bool, dict[int, tuple[Rule, Sought]]] = {}
        self._lists: Lists = {}
        self._reaches: dict[str, Reach] = {}

    def sought(self, rules: Sequence[Rule], lists: Lists, everybody: bool) -> list[Sought]:
        """Return what is sought by some rules: for equal rules, now and last time, one object."""
        if lists is not self._lists and lists != self._lists:
            self._lists, self._reaches, self._asked = lists, {}, {}
        known = self._asked.get(everybody, {})
        asked = list(map(known.get, map(id, rules)))
        if None in asked:
            still = {id(one[1]) for one in asked if one}
            equals = {one: one for one in self.findings.sought if id(one) not in still}
            for place, rule in enumerate(rules):
                if asked[place] is None:
                    sought = Sought(rule, lists, everybody)
                    # The rule is kept with it, so that its id stays its own.
                    asked[place] = rule, equals.setdefault(sought, sought)
        own = [one for one in asked if one]
        self._asked = {everybody: {id(rule): (rule, sought) for rule, sought in own}}
        return [sought for _, sought in own]

    def reach(self, language: str) -> Reach:
        """Return what resolves the words of a language, with the lists of the last search."""
        if language not in self._reaches:
            vocabulary = self.grounds.index.vocabulary
            self._reaches[language] = Reach(language, vocabulary, self._lists)
        return self._reaches[language]


_KEPT: WeakKeyDictionary[Corpus, _Kept] = WeakKeyDictionary()


def found(
    rules: Sequence[Rule],
    corpus: Corpus,
    lists: Lists | None = None,
    everybody: bool = False,
    keep: bool = True,
) -> Findings:
    """Return what rules find in a corpus; hits are numbered by the rules' positions.

    Parameters
    ----------
    lists
        Word lists by name and language, as `Codebook.lists`.
    everybody
        Whether rules without `speaker` are also searched in what interviewers and observers say.
    keep
        Whether the findings are kept for the next search, in place of those kept before.

    Examples
    --------
    >>> from civic_qual.codebook.rules.parsing import parse_rule
    >>> from civic_qual.coding.one_turn import one_turn
    >>> rule = Rule("come", parse_rule("come"), "en")
    >>> findings = found([rule], Corpus((one_turn("a", "They came late.", "en"),)))
    >>> findings.start.tolist(), findings.end.tolist()
    ([5], [9])
    """
    if corpus not in _KEPT:
        _KEPT[corpus] = _Kept(corpus)
    kept = _KEPT[corpus]
    asked = kept.sought(rules, lists or {}, everybody)
    distinct = tuple({id(one): one for one in asked}.values())
    findings = kept.findings
    if distinct != findings.sought:
        known = set(map(id, findings.sought))
        new = search([one for one in distinct if id(one) not in known], kept.grounds, kept.reach)
        findings = together([findings.about(distinct), new.about(distinct)])
    if keep:
        kept.findings = findings
    return findings if len(distinct) == len(asked) else findings.dealt_to(asked)


def forget(corpus: Corpus) -> None:
    """Forget what was found in a corpus, but not its index: for measuring."""
    if corpus in _KEPT:
        _KEPT[corpus].findings = nothing_found()
