"""What is broken: one operator, number or loop of a file, drawn by a seed, a share from every file.

The changes are cosmic-ray's. Of its operators those are used that an honest mistake could make
(`<` for `<=`, one more, `and` for `or`), and none that only raise a TypeError (`a << b` of floats).
"""

from __future__ import annotations

import ast
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cosmic_ray.ast import get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

OPERATORS = (
    *(
        f"ReplaceBinaryOperator_{pair}"
        for pair in (
            "Add_Sub", "Sub_Add", "Mul_Div", "Mul_Add", "Div_Mul", "FloorDiv_Div", "Mod_FloorDiv",
            "Pow_Mul", "BitAnd_BitOr", "BitOr_BitAnd", "BitXor_BitOr",
        )
    ),
    *(
        f"ReplaceComparisonOperator_{pair}"
        for pair in (
            "Eq_NotEq", "Eq_GtE", "Eq_LtE", "NotEq_Eq", "NotEq_Gt", "NotEq_Lt", "Lt_LtE", "Lt_GtE",
            "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt", "Is_IsNot", "IsNot_Is",
        )
    ),
    "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_USub",
    "ReplaceUnaryOperator_Delete_Invert", "AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue",
    "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak", "ExceptionReplacer", "NumberReplacer", "ZeroIterationForLoop",
)  # fmt: skip
BINARY = {"arith_expr", "term", "expr", "and_expr", "xor_expr", "power"}


@dataclass(frozen=True, kw_only=True)
class Breakage:
    """One change of one file; `key` stays when lines above it move."""

    file: str
    line: int
    column: int
    operator: str
    occurrence: int
    before: str
    after: str

    @property
    def key(self) -> str:
        """Return what names this breakage: the file, and its line before and after."""
        return f"{self.file}: {self.before} => {self.after}"


def drawn(root: Path, room: str, number: int, seed: int) -> list[Breakage]:
    """Draw breakages of a room, from each of its files in proportion to what could be broken.

    Those of a smaller number are the first of a larger one's.
    """
    ranked = []
    for path in sorted((root / "civic_qual" / room).rglob("*.py")):
        file = path.relative_to(root).as_posix()
        draw = random.Random(f"{seed} {file}")
        source = path.read_text(encoding="utf-8")
        places = list(_places(source).items())
        draw.shuffle(places)
        start = draw.random()
        for rank, (place, changes) in enumerate(places):
            ranked.append(((rank + start) / len(places), file, source, place, draw, changes))
    found: list[Breakage] = []
    for _, file, source, place, draw, changes in sorted(ranked, key=lambda one: one[:2]):
        if len(found) == number:
            break
        draw.shuffle(changes)
        found += list(_broken(file, source, place, changes))[:1]
    return found


def text_of(root: Path, breakage: Breakage) -> str:
    """Return the text of the file, broken.

    Raises
    ------
    ValueError
        If the file is not the one of which the breakage was drawn.
    """
    source = (root / breakage.file).read_text(encoding="utf-8")
    broken = mutate_code(source, get_operator(breakage.operator)(), breakage.occurrence)
    if broken is None or _lines(source, broken) != (breakage.before, breakage.after):
        raise ValueError(f"{breakage.file} has changed since {breakage.key} was drawn")
    return str(broken)


def _places(source: str) -> dict[tuple[int, int], list[tuple[str, int]]]:
    """Return where a source can be broken, each with operators and which of theirs it is."""
    seen: dict[str, int] = defaultdict(int)
    places: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    made = [(name, get_operator(f"core/{name}")()) for name in OPERATORS]
    for node in _nodes(get_ast(source)):
        for name, operator in made:
            for start, _ in operator.mutation_positions(node):
                occurrence = seen[name]
                seen[name] += 1
                if not _is_only_written(node, name):
                    places[start].append((f"core/{name}", occurrence))
    return places


def _nodes(node: Any) -> Iterator[Any]:
    """Yield nodes in the order in which cosmic-ray numbers what it can change."""
    yield node
    for child in getattr(node, "children", ()):
        yield from _nodes(child)


def _is_only_written(node: Any, operator: str) -> bool:
    """Tell whether this is a type, a mark in a list of parameters or an argument of a decorator."""
    if _is_for_types(node) or ("Binary" in operator and node.parent.type not in BINARY):
        return True
    while (above := node.parent) is not None:
        if above.type == "decorator":
            return True
        if above.type == "tfpdef" and node is not above.children[0]:
            return True
        if above.type == "annassign" and node is above.children[1]:
            return True
        if above.type == "funcdef" and above.annotation is node:
            return True
        if _is_for_types(above):
            return True
        node = above
    return False


def _is_for_types(node: Any) -> bool:
    return node.type == "if_stmt" and node.children[1].get_code().strip() == "TYPE_CHECKING"


def _broken(
    file: str, source: str, place: tuple[int, int], changes: list[tuple[str, int]]
) -> Iterator[Breakage]:
    """Yield the changes at one place that give another program."""
    whole = ast.dump(ast.parse(source))
    for operator, occurrence in changes:
        text = mutate_code(source, get_operator(operator)(), occurrence)
        try:
            if text is None or ast.dump(ast.parse(text)) == whole:
                continue
        except SyntaxError:
            continue
        if text.count("\n") != source.count("\n"):
            continue  # an operator that begins a line was written at the end of the one before
        before, after = _lines(source, text)
        yield Breakage(
            file=file,
            line=place[0],
            column=place[1],
            operator=operator,
            occurrence=occurrence,
            before=before,
            after=after,
        )


def _lines(source: str, broken: str) -> tuple[str, str]:
    """Return the lines that differ, before and after."""
    pairs = zip(source.splitlines(), broken.splitlines(), strict=True)
    differing = [(old.strip(), new.strip()) for old, new in pairs if old != new]
    return " / ".join(old for old, _ in differing), " / ".join(new for _, new in differing)
