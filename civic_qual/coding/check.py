"""The examples of a codebook as its tests: `check_codebook`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from civic_qual.codebook.model import Codebook, Example
from civic_qual.coding.codings import Codings
from civic_qual.coding.explain import one_turn
from civic_qual.coding.rule_coder import RuleCoder
from civic_qual.corpus.model import Corpus, Transcript
from civic_qual.normalise import normalise

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["example", "counterexample"]


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

    def __str__(self) -> str:
        passage = f"{self.code} ({self.language}): {self.text!r}"
        if self.ok:
            return f"{passage}: as it should be"
        if self.kind == "example":
            return f"{passage} is an example, and no rule finds it"
        return f"{passage} is a counterexample, and is found by {self.fired}"


@dataclass(frozen=True)
class CheckResult:
    """What came of all examples of a codebook, in its order."""

    checked: tuple[Checked, ...]
    untested: tuple[str, ...]

    @property
    def failures(self) -> tuple[Checked, ...]:
        """The examples no rule finds, and the counterexamples that one finds."""
        return tuple(one for one in self.checked if not one.ok)

    @property
    def ok(self) -> bool:
        """Whether nothing fails."""
        return not self.failures

    @property
    def summary(self) -> str:
        """One line or two: how many hold, and which codes with rules have no example."""
        lines = [
            f"{len(self.checked) - len(self.failures)} of {len(self.checked)} examples and "
            "counterexamples are as they should be"
        ]
        if self.untested:
            lines.append(f"without an example: {', '.join(self.untested)}")
        return "\n".join(lines)

    @property
    def frame(self) -> pd.DataFrame:
        """One row an example: code, language, kind, text, ok, fired."""
        import pandas as pd

        columns = ["code", "language", "kind", "text", "ok", "fired"]
        return pd.DataFrame(
            [[getattr(one, column) for column in columns] for one in self.checked], columns=columns
        )

    def __str__(self) -> str:
        return "\n".join([*map(str, self.failures), self.summary])


def check_codebook(codebook: Codebook) -> CheckResult:
    """Run the rules of a codebook on its own examples and counterexamples.

    An example of a code must be found by the code or by one below it, a counterexample by
    none of them. Each is one turn of a respondent, with the attributes it states.

    Returns
    -------
    CheckResult
        With `ok`, `failures`, `summary` and `frame`; printed, it says what fails.

    Raises
    ------
    CodingError
        If a rule cannot be run.
    """
    cases = list(_cases(codebook))
    corpus = Corpus(
        tuple(_transcript(f"{place:06}", example) for place, (_, _, example) in enumerate(cases))
    )
    codings = RuleCoder(codebook).code(corpus)
    found = _by_example(codings)
    checked = []
    for place, (code, kind, example) in enumerate(cases):
        rows = [
            row
            for below in codebook.with_descendants(code)
            for row in found[place, codebook.positions[below]]
        ]
        fired = "; ".join(codings.evidence.describe(rows))
        checked.append(Checked(code, example.language, kind, example.text, fired))
    return CheckResult(tuple(checked), tuple(_untested(codebook)))


def _transcript(name: str, example: Example) -> Transcript:
    text, attributes = normalise(example.text), dict(example.attributes)
    return one_turn(name, text, example.language, attributes)


def _by_example(codings: Codings) -> defaultdict[tuple[int, int], list[int]]:
    """Return the rows of each example and code, by their positions."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    coded = zip(codings.coded.transcript.tolist(), codings.coded.code.tolist(), strict=True)
    for row, example_and_code in enumerate(coded):
        found[example_and_code].append(row)
    return found


def _cases(codebook: Codebook) -> Iterable[tuple[str, Kind, Example]]:
    for code in codebook:
        for example in code.examples:
            yield code.id, "example", example
        for example in code.counterexamples:
            yield code.id, "counterexample", example


def _untested(codebook: Codebook) -> Iterable[str]:
    """Yield codes and languages that have rules and no example to hold them to."""
    for code in codebook:
        shown = {example.language for example in code.examples}
        for language in dict.fromkeys(rule.language for rule in code.rules):
            if language not in shown:
                yield f"{code.id} ({language})"
