"""Rounds in which a third person settles what coders differ on; names stay closed until the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from civic_qual.analysis.agreement.disagreements import letters
from civic_qual.coding.readings import counting_unit
from civic_qual.errors import StudyError
from civic_qual.messages import Message, quoted
from civic_qual.routines.source import Source
from civic_qual.routines.team.agreeing import people_compared, reference_coding

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.analysis.agreement.adjudicate import Adjudicated
    from civic_qual.study.study import Study

_CELL = ["transcript", "start", "end", "code"]
_ABOVE = 700  # characters of what was said before


@dataclass(frozen=True, eq=False, kw_only=True)
class Round:
    """One round: a reference coding that is being made, or was.

    Attributes
    ----------
    study
        Of which study.
    reference
        What its reference coding is, or will be called.
    coders
        Whose codings are compared.
    closed
        Whether the reference coding was made: then names are open.
    """

    study: Study
    reference: str
    coders: tuple[str, ...]
    closed: bool

    @property
    def names(self) -> dict[str, str]:
        """What each coder is called: a letter, until the round is closed."""
        return {one: one for one in self.coders} if self.closed else letters(self.coders)

    def rows(self) -> list[dict[str, Any]]:
        """Return what is to be settled, with what was; of a closed round what was alone."""
        table = self.study.disagreements(coders=self.coders, blind=not self.closed).frame
        looks = self.study.third_looks.frame
        own = looks[looks["reference"] == self.reference]
        settled = {tuple(row[name] for name in _CELL): row for row in own.to_dict("records")}
        rows = []
        for row in table.to_dict("records"):
            look = settled.get(tuple(row[name] for name in _CELL))
            if look is None and self.closed:
                continue
            told = look or dict.fromkeys(("id", "decision", "decided_by", "why", "otherwise"), "")
            rows.append(
                {
                    **{name: row[name] for name in (*_CELL, "name", "said", "found_nothing")},
                    **{
                        name: told[name]
                        for name in ("id", "decision", "decided_by", "why", "otherwise")
                    },
                }
            )
        return rows

    def changed(self, coder: str) -> list[dict[str, Any]]:
        """Return where a closed round settled otherwise than a coder had said."""
        if not self.closed:
            return []
        return [
            row
            for row in self.rows()
            if (row["decision"] == "no" and _is_of(row["said"], coder))
            or (row["decision"] == "yes" and _is_of(row["found_nothing"], coder))
        ]

    def side_by_side(self, transcript: str, start: int, end: int, code: str) -> dict[str, Any]:
        """Return a passage with what each coder marked and noted, and what was said before.

        Raises
        ------
        StudyError
            If the round is closed, and this was not settled in it.
        """
        if self.closed:
            self._refuse_unsettled(transcript, start, end, code)
        one = self.study.corpus[transcript]
        above = one.text[max(0, start - _ABOVE) : start]
        table = self.study.coding_table(origin="human", transcript=transcript).frame
        here = table[(table["start"] < end) & (table["end"] > start)]
        here = here[here["status"] != "rejected"]
        return {
            "text": one.text[start:end],
            "above": above.partition("\n")[2] if start > _ABOVE else above,
            "language": one.language,
            "revision": one.revision,
            "sides": [
                {"name": shown, **self._side(here[here["coder"] == coder], start, end, code)}
                for coder, shown in sorted(self.names.items(), key=lambda one: one[1])
            ],
            "discussion": list(self._discussion(transcript, start, end)),
        }

    def _refuse_unsettled(self, transcript: str, start: int, end: int, code: str) -> None:
        """Refuse to name who said what where nobody settled it."""
        looks = self.study.third_looks.frame
        own = looks[looks["reference"] == self.reference][_CELL]
        if (transcript, start, end, code) not in {*own.itertuples(index=False, name=None)}:
            raise StudyError(Message("this was not settled in the round: load the page anew"))

    def _side(self, here: pd.DataFrame, start: int, end: int, code: str) -> dict[str, Any]:
        """Return what one coder marked and noted in a passage; places are of the passage."""
        own = here[here["code"] == code]
        memos = self.study.memos.frame
        on_codings = memos[(memos["about"] == "coding") & memos["target"].isin([*own["id"]])]
        notes = [*own["evidence"], *on_codings["text"][on_codings["coder"].isin(own["coder"])]]
        return {
            "spans": [
                [max(first, start) - start, min(last, end) - start]
                for first, last in own[["start", "end"]].itertuples(index=False)
            ],
            "codes": sorted({*here["code"]} - {code}),
            "memos": [note for note in dict.fromkeys(map(str, notes)) if note],
        }

    def _discussion(self, transcript: str, start: int, end: int) -> Iterator[dict[str, Any]]:
        """Yield the memos on a passage; coders under their letters while the round is open."""
        memos = self.study.memos.frame
        here = memos[
            (memos["about"] == "passage")
            & (memos["transcript"] == transcript)
            & (memos["start"] < end)
            & (memos["end"] > start)
        ]
        for memo in here.sort_values("time").to_dict("records"):
            who = self.names.get(memo["coder"], memo["coder"])
            yield {"who": who, "text": memo["text"], "time": memo["time"]}

    def decisions(self) -> pd.DataFrame:
        """Return what was settled with yes or no, as far as its passage is still compared."""
        looks = self.study.third_looks.frame
        own = looks[(looks["reference"] == self.reference) & looks["decision"].isin(["yes", "no"])]
        people = self.study.codings(origin="human", coder=list(self.coders))
        segments = self.study.corpus.segments(counting_unit(people))
        ids = [one.id for one in segments.corpus]
        known = {
            (ids[transcript], start, end)
            for transcript, start, end in zip(
                segments.transcript.tolist(),
                segments.start.tolist(),
                segments.end.tolist(),
                strict=True,
            )
        }
        cells = own[_CELL[:3]].itertuples(index=False, name=None)
        return own[[cell in known for cell in cells]]

    def made(self) -> Adjudicated:
        """Return the reference coding, as it would be made now."""
        source = Source(path=self.study.path, study=self.study)
        return reference_coding(source, self.decisions(), self.reference, coders=self.coders)


def _is_of(names: str, one: str) -> bool:
    """Whether one is of names with commas between them; a name may hold commas, too."""
    return f", {one}, " in f", {names}, "


def round_of(study: Study, reference: str = "") -> Round:
    """Return a round: of a name, or the one that is open, or the last that was closed.

    Raises
    ------
    StudyError
        If there are not two people whose codings could be compared, or the name is a coder's.
    """
    coders = people_compared(Source(path=study.path, study=study)) or []
    if len(coders) < 2:
        raise StudyError(
            Message("there is nothing to compare yet: it takes two people who read the same")
        )
    if reference in coders:
        raise StudyError(
            Message(
                "{name} is somebody who codes: give the round another name", name=quoted(reference)
            )
        )
    made = list(dict.fromkeys(study.adjudicated["coder"]))
    names = reference_names(study)
    name = reference or names[-1]
    return Round(study=study, reference=name, coders=tuple(coders), closed=name in made)


def reference_names(study: Study) -> list[str]:
    """Return the rounds, those that were closed first; the last is the one to go on with."""
    made = list(dict.fromkeys(study.adjudicated["coder"]))
    begun = [one for one in dict.fromkeys(study.third_looks["reference"]) if one not in made]
    return [*made, *begun] or ["reference"]


def next_reference(study: Study, taken: Sequence[str] = ()) -> str:
    """Return a name for another round that nobody has."""
    known = {*reference_names(study), *study.coders["coder"], *taken}
    return next(name for n in count(2) if (name := f"reference {n}") not in known)
