"""What was stated of interviews and can hardly be meant so: slips that are said, and not mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from civic_qual.corpus.consent import CONSENT
from civic_qual.corpus.intake.sureness import READING, is_confirmed
from civic_qual.corpus.transcripts import Transcript
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.texts import unaccented

_FREE = frozenset({READING, CONSENT, "language"})  # their values are read by their meaning
_SOME = 5  # of the interviews concerned


def slips(transcripts: Iterable[Transcript]) -> Iterator[str]:
    """Say what was written under `reading` and means nothing, and which groups are nearly alike.

    Examples
    --------
    >>> stated = [{"reading": "ok", "country": "Mali"}, {"country": "mali"}]
    >>> for said in slips(
    ...     Transcript(id=f"0{n}", text="", turns=(), attributes=known)
    ...     for n, known in enumerate(stated)
    ... ):
    ...     print(said)
    00: 'ok' under reading says nothing: write confirmed where all turns are right as they were read
    country is written 'Mali' (00), 'mali' (01): they are counted as 2 groups; write them alike
    """
    known = list(transcripts)
    yield from _not_confirmed(known)
    yield from _written_differently(known)


def _not_confirmed(transcripts: Iterable[Transcript]) -> Iterator[str]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for one in transcripts:
        written = one.attributes.get(READING, "").strip()
        if written and not is_confirmed(one):
            names[written].append(one.id)
    for written, ids in names.items():
        yield Message(
            "{transcripts}: {written} under reading says nothing: write confirmed where all turns "
            "are right as they were read",
            transcripts=enumerated(ids, _SOME),
            written=quoted(written),
        )


def _written_differently(transcripts: Iterable[Transcript]) -> Iterator[str]:
    """Say which values of an attribute differ in capitals, accents or spaces alone."""
    values: defaultdict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    for one in transcripts:
        for name, value in one.attributes.items():
            if name not in _FREE:
                plain = unaccented(" ".join(value.casefold().split()))
                values[name, plain].setdefault(value, []).append(one.id)
    for (name, _), forms in values.items():
        if len(forms) > 1:
            shown = [
                Message(
                    "{value} ({transcripts})", value=quoted(form), transcripts=enumerated(ids, 3)
                )
                for form, ids in forms.items()
            ]
            yield Message(
                "{attribute} is written {forms}: they are counted as {n} groups; write them alike",
                attribute=name,
                forms=enumerated(shown),
                n=len(forms),
            )
