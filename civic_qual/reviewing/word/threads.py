"""The comments of a document, sorted: answers to suggestions, and what coders wrote on their own.

A suggestion is known by its token in the comment's own text. Who answers whom is known where the
program that saved the file has kept it; else by where the answer stands: on the very same
characters, the mark that nobody sees among them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from civic_qual.corpus.transcripts import Span
from civic_qual.reviewing.word.answers import folded
from civic_qual.reviewing.word.opening import Comment
from civic_qual.reviewing.word.small_print import Suggestion, comment_lines
from civic_qual.study.work.keys import as_key

_TOKEN = re.compile(r"#\s*([A-Za-z2-9]{7})(?![A-Za-z0-9])")


@dataclass
class Answered:
    """A suggestion as it came back: copies of its comment, and the answers given to them."""

    suggestion: Suggestion
    comments: list[Comment] = field(default_factory=list)
    answers: list[Comment] = field(default_factory=list)


@dataclass(frozen=True)
class Threads:
    """The comments of a part of a document.

    Attributes
    ----------
    answered
        The suggestions by their tokens, those of which nothing is left too.
    own
        What coders wrote on their own, with the answers to it: one list a thread.
    unsure
        Comments that may answer several suggestions, with their tokens.
    strange
        Comments with the token of a suggestion that this part did not make.
    """

    answered: Mapping[str, Answered]
    own: Sequence[Sequence[Comment]]
    unsure: Sequence[tuple[Comment, frozenset[str]]]
    strange: Sequence[Comment]


def threads_of(
    comments: Sequence[Comment], here: Iterable[int], suggestions: Iterable[Suggestion]
) -> Threads:
    """Sort the comments of a part of a document.

    Parameters
    ----------
    comments
        Of the whole document.
    here
        The numbers of those that may be of this part.
    suggestions
        That were made in it.
    """
    answered = {made.token: Answered(made) for made in suggestions}
    strange: list[Comment] = []
    of: dict[int, str] = {}  # the token of each comment that is a suggestion of ours
    rest: list[int] = []
    for index in here:
        comment = comments[index]
        found = [key for token in _TOKEN.findall(comment.text) if (key := as_key(token))]
        known = [token for token in found if token in answered]
        if known:
            of[index] = known[0]
            answered[known[0]].comments.append(comment)
        elif found:
            strange.append(comment)
        else:
            rest.append(index)
    own: dict[object, list[Comment]] = {}
    unsure: list[tuple[Comment, frozenset[str]]] = []
    standing = _Standing(comments, of)
    for index in rest:
        comment = comments[index]
        above = _above(comments, index)
        tokens = {of[above]} if above in of else standing.answered_by(index, above)
        if len(tokens) == 1:
            answered[min(tokens)].answers.append(comment)
        elif tokens:
            unsure.append((comment, frozenset(tokens)))
        else:
            first = comments[above]
            place = (first.start, first.end) if first.start >= 0 else above
            own.setdefault(place, []).append(comment)
    return Threads(answered, list(own.values()), unsure, strange)


class _Standing:
    """Tells by where a comment stands which suggestion it answers, where no thread says it."""

    def __init__(self, comments: Sequence[Comment], of: Mapping[int, str]) -> None:
        self._comments, self._of = comments, of
        self._places: defaultdict[Span, set[str]] = defaultdict(set)
        self._ends: defaultdict[int, set[str]] = defaultdict(set)
        for index, token in of.items():
            self._places[comments[index].start, comments[index].end].add(token)
            self._ends[comments[index].end].add(token)

    def answered_by(self, index: int, above: int) -> set[str]:
        """Return the tokens of the suggestions that a comment may answer, if any."""
        comment = self._comments[index]
        if comment.start < 0 or above != index:
            return set()
        there = self._places.get((comment.start, comment.end), set())
        if not there and comment.start == comment.end:
            # LibreOffice loses where some answers begin that reach over paragraphs.
            there = self._ends.get(comment.end, set())
            before = self._of.get(index - 1, "")
            return {before} if before in there else there
        return there


def is_suggestion(comment: Comment) -> bool:
    """Return whether a comment bears the token of a suggestion."""
    return any(as_key(found) for found in _TOKEN.findall(comment.text))


def _above(comments: Sequence[Comment], index: int) -> int:
    """Return the comment that began the thread of one; itself if it began it."""
    seen: set[int] = set()
    while 0 <= comments[index].answers < len(comments) and index not in seen:
        seen.add(index)
        index = comments[index].answers
    return index


def written_into(comment: Comment, made: Suggestion, language: str) -> str:
    r"""Return what somebody wrote into the comment of a suggestion; "" if it is as it was.

    Examples
    --------
    >>> made = Suggestion(token="CFMHBV5", item="", name="Fear", code="fear", origin="rule",
    ...                   score=0.93, by="", why="", spans=((0, 5),))
    >>> def now(text):
    ...     return written_into(Comment("", text, 0, 5, -1), made, "en")
    >>> now("Fear\nfear · rule 0.93 · #CFMHBV5"), now("no\nFear\nfear · rule 0.93 · #CFMHBV5")
    ('', 'no')
    >>> now("Fear\nhelp · rule 0.93 · #CFMHBV5"), now("Hope\nfear · rule 0.93 · #CFMHBV5 (no)")
    ('help', 'Hope\n(no)')
    """
    name, own = comment_lines(made, language)
    lines = comment.text.split("\n")
    ours = next((line for line in lines if _TOKEN.search(line)), "")
    left: list[str] = []
    named = False
    for line in lines:
        if line is ours:
            left += _beside(line, own, made)
        elif not named and folded(line) == folded(name):
            named = True
        elif not named and folded(line).startswith(f"{folded(name)} "):
            named = True
            left.append(line[_length_of(line, name) :])
        else:
            left.append(line)
    return "\n".join(line.strip() for line in left if line.strip())


def _beside(line: str, own: str, made: Suggestion) -> Iterator[str]:
    """Yield what stands in the line of a token beside what we wrote into it."""
    known = {folded(piece) for piece in own.split("·")}
    mark = _TOKEN.search(line)
    before, after = (line[: mark.start()], line[mark.end() :]) if mark else (line, "")
    for piece in before.split("·"):
        said = folded(piece)
        if said in known or not said:
            continue
        code = folded(made.code)
        yield piece.strip()[len(made.code) :] if said.startswith(f"{code} ") else piece
    yield after


def _length_of(line: str, name: str) -> int:
    """Return how many characters of a line are a name that it begins with."""
    longest = min(len(line), 2 * len(name) + 20)
    return next((end for end in range(longest) if folded(line[:end]) == folded(name)), 0)
