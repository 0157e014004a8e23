"""Rules searched in a corpus, and searched again only where they have changed.

What was found is kept with the corpus, as long as it lives: an edited codebook has only its
edited rules searched. A rule that stands in two codes is searched once.
"""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from civic_qual.codebook.model import Rule
from civic_qual.coding.findings import Findings, nothing_found, together
from civic_qual.coding.grounds import Grounds
from civic_qual.coding.reach import Reach
from civic_qual.coding.searching import search
from civic_qual.coding.sought import Lists, Sought
from civic_qual.corpus.model import Corpus


class _Kept:
    """What the last search of a corpus leaves to the next."""

    def __init__(self, corpus: Corpus) -> None:
        self.grounds = Grounds(corpus)
        self.findings = nothing_found()
        self._lists: Lists = {}
        self._reaches: dict[str, Reach] = {}

    def reach(self, language: str, lists: Lists) -> Reach:
        """Return what resolves words, made anew only for other lists."""
        if lists is not self._lists and lists != self._lists:
            self._lists, self._reaches = lists, {}
        if language not in self._reaches:
            vocabulary = self.grounds.index.vocabulary
            self._reaches[language] = Reach(language, vocabulary, lists)
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
    >>> from civic_qual.codebook.rules import parse_rule
    >>> from civic_qual.coding.one_turn import one_turn
    >>> rule = Rule("come", parse_rule("come"), "en")
    >>> findings = found([rule], Corpus((one_turn("a", "They came late.", "en"),)))
    >>> findings.start.tolist(), findings.end.tolist(), findings.words(0)
    ([5], [9], [(5, 9)])
    """
    lists = lists or {}
    asked = [Sought(rule, lists, everybody) for rule in rules]
    distinct = list(dict.fromkeys(asked))
    if corpus not in _KEPT:
        _KEPT[corpus] = _Kept(corpus)
    kept = _KEPT[corpus]
    known = set(kept.findings.sought)
    new = search([one for one in distinct if one not in known], kept.grounds,
                 lambda language: kept.reach(language, lists))
    parts = (kept.findings.about(distinct), new.about(distinct))
    findings = together(parts, {one: why for part in parts for one, why in part.trouble.items()})
    if keep:
        kept.findings = findings
    return findings if len(distinct) == len(asked) else findings.dealt_to(asked)


def forget(corpus: Corpus) -> None:
    """Forget what was found in a corpus, but not its index: for measuring."""
    if corpus in _KEPT:
        _KEPT[corpus].findings = nothing_found()
