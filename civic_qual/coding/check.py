"""The examples of a codebook as its tests: `check_codebook`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import pandas as pd

from civic_qual.calls import helpful
from civic_qual.codebook.model import Codebook, Example
from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.codings import Codings
from civic_qual.coding.explain import one_turn
from civic_qual.corpus.model import Corpus, Transcript
from civic_qual.messages import Message, count, enumerated, lines, quoted, render
from civic_qual.results import Result
from civic_qual.texts import normalise

Kind = Literal["example", "counterexample"]

_COLUMNS = ["code", "language", "kind", "text", "ok", "fired"]


@dataclass(frozen=True)
class Checked:
    """One example or counterexample, and what the rules of its code made of it.

    `fired` is the evidence of the code and of all codes below it, "" if none was found.
    """

    code: str
    language: str
    kind: Kind
    text: str
    fired: str

    @property
    def ok(self) -> bool:
        """Whether an example was found, or a counterexample was not."""
        return bool(self.fired) == (self.kind == "example")

    @property
    def sentence(self) -> str:
        """What is to be said of it, as a message."""
        if self.ok:
            return Message("{code} ({language}): {text}: as it should be", **self._fields())
        if self.kind == "example":
            return Message(
                "{code} ({language}): {text} is an example, and no rule finds it", **self._fields()
            )
        return Message(
            "{code} ({language}): {text} is a counterexample, and is found by {fired}",
            **self._fields(),
            fired=self.fired,
        )

    def _fields(self) -> Mapping[str, object]:
        return {"code": self.code, "language": self.language, "text": quoted(self.text)}

    def __str__(self) -> str:
        return str(self.sentence)


class CheckResult(Result):
    """What came of all examples of a codebook, in its order; printed, it says what fails.

    Columns: code, language, kind ("example" or "counterexample"), text, ok (whether it is as it
    should be), fired (the evidence of the code and of all codes below it, "" if none was found).
    """

    _title = Message("Examples and counterexamples")

    def __init__(self, checked: Sequence[Checked], *, untested: Sequence[str] = ()) -> None:
        rows = [{**asdict(one), "ok": one.ok} for one in checked]
        super().__init__(pd.DataFrame(rows, columns=_COLUMNS).astype({"ok": bool}))
        self.untested = tuple(untested)

    @property
    def checked(self) -> tuple[Checked, ...]:
        """The examples and counterexamples, each with what the rules made of it."""
        return tuple(Checked(row.code, row.language, row.kind, row.text, row.fired) for row in self)

    @property
    def failures(self) -> tuple[Checked, ...]:
        """The examples no rule finds, and the counterexamples that one finds."""
        return tuple(one for one in self.checked if not one.ok)

    @property
    def ok(self) -> bool:
        """Whether nothing fails."""
        return not self.failures

    @property
    def notes(self) -> tuple[str, ...]:
        """How many hold, and which codes with rules have no example to hold them to."""
        holding = Message(
            "{holding} of {all} examples and counterexamples are as they should be",
            holding=count(len(self) - len(self.failures)),
            all=count(len(self)),
        )
        if not self.untested:
            return (holding,)
        return holding, Message("without an example: {codes}", codes=enumerated(self.untested))

    @property
    def summary(self) -> str:
        """The notes, a line each."""
        return lines(self.notes)

    def __str__(self) -> str:
        return render(lines([*(one.sentence for one in self.failures), *self.notes]))


@helpful
def check_codebook(codebook: Codebook) -> CheckResult:
    """Run the rules of a codebook on its own examples and counterexamples.

    An example of a code must be found by the code or by one below it, a counterexample by
    none of them. Each is one turn of a respondent, with the attributes it states.

    Parameters
    ----------
    codebook
        As `read_codebook` gives it.

    Returns
    -------
    CheckResult
        A row an example; with `ok`, `failures` and `summary`. Printed, it says what fails.

    Raises
    ------
    CodingError
        If a rule cannot be run.

    See Also
    --------
    civic_qual.explain : Which forms a word of a rule reaches.

    Examples
    --------
    >>> from civic_qual.bundled import bundled
    >>> from civic_qual.codebook.files.reading import read_codebook
    >>> result = check_codebook(read_codebook(bundled("codebooks/protection.yaml")))
    >>> result.ok, len(result.failures)
    (True, 0)
    """
    cases = list(_cases(codebook))
    corpus = Corpus(
        tuple(_transcript(f"{index:06}", example) for index, (_, _, example) in enumerate(cases))
    )
    codings = RuleCoder(codebook).code(corpus)
    rows_of = _rows_by_case(codings)
    checked = []
    for index, (code, kind, example) in enumerate(cases):
        rows = [
            row
            for below in codebook.with_descendants(code)
            for row in rows_of[index, codebook.positions[below]]
        ]
        fired = "; ".join(codings.evidence.describe(rows))
        checked.append(Checked(code, example.language, kind, example.text, fired))
    return CheckResult(checked, untested=tuple(_untested(codebook)))


def _cases(codebook: Codebook) -> Iterator[tuple[str, Kind, Example]]:
    for code in codebook:
        for example in code.examples:
            yield code.id, "example", example
        for example in code.counterexamples:
            yield code.id, "counterexample", example


def _transcript(name: str, example: Example) -> Transcript:
    text, attributes = normalise(example.text), dict(example.attributes)
    return one_turn(name, text, example.language, attributes)


def _rows_by_case(codings: Codings) -> defaultdict[tuple[int, int], list[int]]:
    """Return the rows of each case and code, both by their indices."""
    rows: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    coded = zip(codings.coded.transcript.tolist(), codings.coded.code.tolist(), strict=True)
    for row, case_and_code in enumerate(coded):
        rows[case_and_code].append(row)
    return rows


def _untested(codebook: Codebook) -> Iterable[str]:
    """Yield codes and languages that have rules and no example to hold them to."""
    for code in codebook:
        shown = {example.language for example in code.examples}
        for language in dict.fromkeys(rule.language for rule in code.rules):
            if language not in shown:
                yield f"{code.id} ({language})"
