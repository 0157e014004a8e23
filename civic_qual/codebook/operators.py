"""Operators as people mistype them: `Near/5`, `NAER/5`, `NEAR5`, `AFTER/5`."""

from __future__ import annotations

import re
from difflib import get_close_matches

from civic_qual.errors import RuleError

RESERVED = re.compile(r"AND|OR|NOT|(NEAR|BEFORE)(/\d+)?")
_DISTANCES = {"NEAR": "NEAR", "BEFORE": "BEFORE", "NOTNEAR": "NOT NEAR"}


def refuse_operator_like(term: str, line: int = 1, column: int = 1) -> None:
    """Refuse a term that someone meant as an operator, and say how it is written."""
    if term.rstrip("/") in ("NEAR", "BEFORE") or re.fullmatch(r"(NEAR|BEFORE)/\D.*", term):
        name = re.split("/", term)[0]
        raise RuleError(
            f"{name} needs the number of words that may stand between: write {name}/5",
            line,
            column,
        )
    match = re.fullmatch(r"([^\W\d]+(?:[_-][^\W\d]+)?)([/:~-]?)(\d+)", term)
    if match is None:
        return
    name, sign, number = match.groups()
    letters = re.sub("[_-]", "", name).upper()
    near = get_close_matches(letters, _DISTANCES, n=1, cutoff=0.6 if sign == "/" else 0.75)
    if sign == "/":
        raise RuleError(_no_operator(term, letters, number, near), line, column)
    if near and name.isupper():
        meant = f"{_DISTANCES[near[0]]}/{number}"
        raise RuleError(
            f"{term} is no operator: write {meant}, or ={term} for this very form", line, column
        )


def _no_operator(term: str, letters: str, number: str, near: list[str]) -> str:
    if letters == "AFTER":
        return f"there is no {term}: turn the sides round and write B BEFORE/{number} A"
    if not near:
        return f"{term} is no operator: there are NEAR/{number}, BEFORE/{number}, NOT NEAR/{number}"
    if letters == near[0]:
        return f"{term} is no operator: write {_DISTANCES[near[0]]}/{number}, with these capitals"
    return f"{term} is no operator: did you mean {_DISTANCES[near[0]]}/{number}?"
