"""Who speaks where: the labels of a text.

What has the shape of a label is taken for a speaker when it names a role (`Interviewer:`,
`P3:`), when it comes back, or when it reads like a person's name beside other labels; `https:`
and `Note:` are never speakers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from civic_qual.corpus.layouts.label_shapes import (
    Label,
    label_at,
    labels_inside,
    lines,
    names_nobody,
    own_line_label,
)
from civic_qual.corpus.layouts.names import is_numbered, is_seldom_speaker, looks_like_person
from civic_qual.corpus.role_labels import role_of_label


def labels(text: str, start: int = 0, end: int | None = None) -> list[Label]:
    r"""Return the speaker labels of a text from one place to another, in order.

    Examples
    --------
    >>> said = "Enquêtrice : Et la nuit ?\nChef: Rien.\nVoir https://example.org\nChef: Non."
    >>> [label.name for label in labels(said)]
    ['Enquêtrice', 'Chef', 'Chef']
    """
    stop = len(text) if end is None else end
    spans = list(lines(text, start, stop))
    own = _speakers([label for span in spans if (label := own_line_label(text, span))], len(spans))
    found = [label for span in spans if (label := label_at(text, span))]
    taken = _speakers(found, len(spans))
    taken += _inside(labels_inside(text, start, stop), taken, found)
    if len(own) > 1 and len(own) >= len(taken):
        taken = own
    return _spelled_once(sorted(taken, key=lambda label: label.start))


def _speakers(found: Sequence[Label], n_lines: int) -> list[Label]:
    """Keep the labels at line beginnings that are speakers."""
    times = Counter(map(_key, found))
    # `Note:` may be a speaker, but only one who speaks a lot.
    found = [label for label in found if not is_seldom_speaker(label.name)
             or times[_key(label)] > max(2, len(found) // 4)]
    sure = {label.start for label in found if times[_key(label)] > 1 or _is_sure(label.name)}
    every_line = len(found) == n_lines > 1
    return [label for label in found if label.start in sure or (
        looks_like_person(label.name) and (every_line or (
            len(sure) > 1 and (label.marked or " " in label.name))))]


def _is_sure(name: str) -> bool:
    return role_of_label(name) is not None or is_numbered(name) or names_nobody(name)


def _inside(inside: Sequence[Label], taken: Sequence[Label],
            found: Sequence[Label]) -> list[Label]:
    """Keep the labels inside paragraphs that are speakers: those need better grounds."""
    known = set(map(_key, taken))
    times = Counter(map(_key, inside))
    whole = len(taken) < 2  # the interview may be one paragraph
    names = {name for name, count in times.items() if name in known
             or (count > 1 and role_of_label(name))}
    if whole:
        names |= {_key(label) for label in inside
                  if times[_key(label)] > 2 and looks_like_person(label.name)}
    kept = [label for label in inside if _key(label) in names]
    # The first speaker of that paragraph stands at the beginning of its line.
    begun = {label.start for label in taken}
    return kept + [label for label in found if label.start not in begun and (
        _key(label) in names or (whole and len(kept) > 2 and looks_like_person(label.name)))]


def _key(label: Label) -> str:
    return label.name.casefold()


def _spelled_once(found: Sequence[Label]) -> list[Label]:
    """Give a speaker the spelling first met: `INTERVIEWER` and `Interviewer` are one."""
    spelling: dict[str, str] = {}
    return [replace(label, name=spelling.setdefault(_key(label), label.name)) for label in found]
