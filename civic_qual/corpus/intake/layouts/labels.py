"""Who speaks where: the labels of a text.

What has the shape of a label is taken for a speaker when it names a role (`Interviewer:`,
`P3:`), when it comes back, or when it reads like a person's name beside other labels; `https:`
and `Note:` are never speakers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from civic_qual.corpus.layouts.label_shapes import (
    Label,
    label_at,
    labels_inside,
    lines,
    names_nobody,
    own_line_label,
)
from civic_qual.corpus.layouts.names import is_numbered, is_seldom_speaker, looks_like_person
from civic_qual.corpus.model import Span
from civic_qual.corpus.role_labels import role_of_label

_NEARLY = 0.9


def labels(
    text: str, start: int = 0, end: int | None = None, known: frozenset[str] = frozenset()
) -> list[Label]:
    r"""Return the speaker labels of a text from one place to another, in order.

    `known` are names known to be speakers, case-folded.

    Examples
    --------
    >>> said = "Enquêtrice : Et la nuit ?\nChef: Rien.\nVoir https://example.org\nChef: Non."
    >>> [label.name for label in labels(said)]
    ['Enquêtrice', 'Chef', 'Chef']
    """
    stop = len(text) if end is None else end
    spans = list(lines(text, start, stop))
    own = [label for span in spans if (label := own_line_label(text, span))]
    found = [label for span in spans if (label := label_at(text, span))]
    heads = _Heads(text, tuple(spans), frozenset(label.start for label in found))
    own, taken = _speakers(own, heads, known), _speakers(found, heads, known)
    begun = {label.end for label in found}  # behind a time, a label looks like one inside
    inside = [label for label in labels_inside(text, start, stop) if label.end not in begun]
    taken += _inside(inside, taken, found)
    if len(own) > 1 and len(own) >= len(taken):
        taken = own
    return _spelled_once(sorted(taken, key=lambda label: label.start))


@dataclass(frozen=True)
class _Heads:
    """The lines of a text, and which of them begin with what may be a label."""

    text: str
    spans: Sequence[Span]
    labelled: frozenset[int]

    @cached_property
    def every_line(self) -> bool:
        """Whether labels begin (nearly) every line, from the first label on."""
        return self._nearly_all(start for start, _ in self.spans)

    @cached_property
    def every_block(self) -> bool:
        """Whether labels begin (nearly) every block below a blank line."""
        return self._nearly_all(start for start, _ in self.spans if self.begins_block(start))

    def begins_block(self, start: int) -> bool:
        """Whether the line above is blank, or there is none."""
        return start < 2 or self.text[start - 2 : start] == "\n\n"

    def _nearly_all(self, starts: Iterable[int]) -> bool:
        first = min(self.labelled, default=0)
        labelled = [start in self.labelled for start in starts if start >= first]
        return len(labelled) > 1 and sum(labelled) >= _NEARLY * len(labelled)


def _speakers(found: Sequence[Label], heads: _Heads, known: frozenset[str]) -> list[Label]:
    """Keep the labels at line beginnings that are speakers."""
    found = _without_stray_faint(found)
    times = Counter(map(_key, found))
    # `Note:` may be a speaker, but only one who speaks a lot.
    found = [
        label
        for label in found
        if not is_seldom_speaker(label.name) or times[_key(label)] > max(2, len(found) // 4)
    ]
    sure = {
        label.start
        for label in found
        if times[_key(label)] > 1 or _is_sure(label.name) or _key(label) in known
    }
    return [
        label
        for label in found
        if label.start in sure
        or (
            looks_like_person(label.name)
            and (heads.every_line or _is_likely(label, heads, len(sure)))
        )
    ]


def _without_stray_faint(found: Sequence[Label]) -> list[Label]:
    """Keep `Q.` and `A.` where they make a conversation: `A.` and `I.` may be a list's."""
    roles = Counter(role_of_label(label.name) for label in found if label.faint)
    talk = roles["interviewer"] > 1 and len(roles) > 1 and 2 * sum(roles.values()) > len(found)
    return [label for label in found if talk or not label.faint]


def _is_likely(label: Label, heads: _Heads, n_sure: int) -> bool:
    """Whether a name met once, beside others that are sure, is a speaker's."""
    return n_sure > 1 and (
        label.marked or " " in label.name or (heads.every_block and heads.begins_block(label.start))
    )


def _is_sure(name: str) -> bool:
    return role_of_label(name) is not None or is_numbered(name) or names_nobody(name)


def _inside(inside: Sequence[Label], taken: Sequence[Label], found: Sequence[Label]) -> list[Label]:
    """Keep the labels inside paragraphs that are speakers: those need better grounds."""
    known = set(map(_key, taken))
    times = Counter(map(_key, inside))
    whole = len(taken) < 2  # the interview may be one paragraph
    names = {
        name
        for name, count in times.items()
        if name in known or (count > 1 and role_of_label(name))
    }
    if whole:
        names |= {
            _key(label)
            for label in inside
            if times[_key(label)] > 2 and looks_like_person(label.name)
        }
    kept = [label for label in inside if _key(label) in names]
    # The first speaker of that paragraph stands at the beginning of its line.
    begun = {label.start for label in taken}
    return kept + [
        label
        for label in found
        if label.start not in begun
        and (_key(label) in names or (whole and len(kept) > 2 and looks_like_person(label.name)))
    ]


def _key(label: Label) -> str:
    return label.name.casefold()


def _spelled_once(found: Sequence[Label]) -> list[Label]:
    """Give a speaker the spelling first met: `INTERVIEWER` and `Interviewer` are one."""
    spelling: dict[str, str] = {}
    return [replace(label, name=spelling.setdefault(_key(label), label.name)) for label in found]
