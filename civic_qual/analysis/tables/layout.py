"""The columns of a table: groups and their margin and, within each, the codes of a family."""

from __future__ import annotations

from dataclasses import dataclass

from civic_qual.analysis.crossing import Crossing
from civic_qual.analysis.tables.groups import Groups


@dataclass(frozen=True)
class Column:
    """One column: its `key` (how `frame` and `passages` call it) and how it is shown.

    `group` is the position of its group (that of the margin is the number of groups), `category`
    that of its family code, None without a family; `remainder` marks "none of the family".
    """

    key: tuple[str, ...]
    shown: tuple[str, ...]
    group: int
    category: int | None
    margin: bool
    remainder: bool = False


@dataclass(frozen=True)
class Columns:
    """All columns in order, and the names of the levels of their keys."""

    names: tuple[str, ...]
    all: tuple[Column, ...]


def columns(groups: Groups, crossing: Crossing | None) -> Columns:
    """Lay out the columns in the order of `Tally.counts`."""
    if crossing is None:
        return Columns(groups.names or ("",), _of_groups(groups))
    made = tuple(
        Column(
            key=(*column.key, category) if groups.names else (category,),
            shown=(*column.shown, crossing.names[place])
            if groups.names
            else (crossing.names[place],),
            group=column.group,
            category=place,
            margin=(column.margin and bool(groups.names)) or place == len(crossing.ids) - 1,
            remainder=place == len(crossing.ids) - 2,
        )
        for column in _of_groups(groups)
        for place, category in enumerate(crossing.ids)
    )
    return Columns((*groups.names, crossing.family.id), made)


def _of_groups(groups: Groups) -> tuple[Column, ...]:
    size = len(groups)
    margin = groups.margin if groups.names else ("all",)
    return (
        *(
            Column(label, tuple(part.replace("_", " ") for part in label), place, None, False)
            for place, label in enumerate(groups.labels)
        ),
        Column(margin, margin, size, None, True),
    )
