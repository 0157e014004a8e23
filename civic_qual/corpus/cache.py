"""What is worked out of a corpus once, and kept as long as the corpus lives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

_Arguments = ParamSpec("_Arguments")
_Made = TypeVar("_Made")


def kept_with_corpus(
    make: Callable[Concatenate[Corpus, _Arguments], _Made],
) -> Callable[Concatenate[Corpus, _Arguments], _Made]:
    """Let a function of a corpus, and of arguments that can be keys, work once for each.

    What it makes must not hold the corpus, which would then live for ever, and is shared by all
    who ask: nobody may change it.

    Examples
    --------
    >>> from civic_qual.corpus.model import Corpus
    >>> @kept_with_corpus
    ... def sizes(corpus):
    ...     print("counting")
    ...     return len(corpus)
    >>> corpus = Corpus(())
    >>> sizes(corpus), sizes(corpus)
    counting
    (0, 0)
    """
    known: WeakKeyDictionary[Corpus, dict[Any, _Made]] = WeakKeyDictionary()

    @wraps(make)
    def kept(corpus: Corpus, /, *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Made:
        own = known.setdefault(corpus, {})
        key = (args, tuple(sorted(kwargs.items())))
        if key not in own:
            own[key] = make(corpus, *args, **kwargs)
        return own[key]

    return kept
