"""Where rules are searched in a corpus: its index, its turns and sentences, who is listened to."""

from __future__ import annotations

from civic_qual.codebook.model import Scope
from civic_qual.coding.matching.evaluation import Ground
from civic_qual.coding.matching.listening import Listening
from civic_qual.coding.matching.scopes import ScopeColumns
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.token_index import token_index


class Grounds:
    """All grounds of a corpus, each made when it is first asked for, whatever the rules.

    It holds the transcripts, not the corpus, so that it may be kept by corpus in a weak map.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.index = token_index(corpus)
        self._transcripts = corpus.transcripts
        self._listening: dict[bool, Listening] = {}
        self._scopes: dict[Scope, ScopeColumns] = {}
        self._grounds: dict[tuple[str, Scope], Ground] = {}

    def listening(self, everybody: bool) -> Listening:
        """Return who is listened to."""
        if everybody not in self._listening:
            self._listening[everybody] = Listening(self._transcripts, everybody)
        return self._listening[everybody]

    def scopes(self, within: Scope) -> ScopeColumns:
        """Return all turns, or all sentences."""
        if within not in self._scopes:
            self._scopes[within] = ScopeColumns(self.index, within)
        return self._scopes[within]

    def ground(self, language: str, within: Scope) -> Ground:
        """Return the turns or sentences of one language."""
        asked = (language, within)
        if asked not in self._grounds:
            self._grounds[asked] = Ground(self.scopes(within), language)
        return self._grounds[asked]
