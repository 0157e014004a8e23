"""Records are built by name: nobody has to count to the ninth value of a tuple.

Run as a program it prints the offenders of a room, or of all of them::

    python tests/test_records.py civic_qual/analysis
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST = 5  # fields, or values, that may be told apart by their place


@dataclass(frozen=True, kw_only=True)
class Record:
    """A class of the house that is built of fields."""

    name: str
    fields: int
    named_tuple: bool
    by_name_only: bool
    line: int
    bases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Offender:
    """A place where somebody has to count."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


# What counts as a record


def last_name(node: ast.expr) -> str:
    """Return `dataclass` of `dataclasses.dataclass(frozen=True)`."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    if isinstance(node, ast.Subscript):
        return last_name(node.value)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def option(call: ast.expr, name: str) -> bool | None:
    """Return what a decorator or a `field(...)` is told, None if nothing."""
    for keyword in call.keywords if isinstance(call, ast.Call) else []:
        if keyword.arg == name and isinstance(keyword.value, ast.Constant):
            return bool(keyword.value.value)
    return None


def positional_fields(node: ast.ClassDef) -> int:
    """Count the fields that the class takes; those after `_: KW_ONLY` have names anyway."""
    count = 0
    for line in node.body:
        if not isinstance(line, ast.AnnAssign):
            continue
        kind = last_name(line.annotation)
        if kind == "KW_ONLY":
            break
        own = line.value if line.value is not None else line.annotation
        if kind != "ClassVar" and option(own, "init") is not False and not option(own, "kw_only"):
            count += 1
    return count


def record_of(node: ast.ClassDef) -> Record | None:
    """Return what a class is as a record, None if it is none."""
    bases = tuple(last_name(base) for base in node.bases)
    made = next((one for one in node.decorator_list if last_name(one) == "dataclass"), None)
    named_tuple = "NamedTuple" in bases
    if made is None and not named_tuple:
        return None
    return Record(
        name=node.name,
        fields=positional_fields(node),
        named_tuple=named_tuple,
        line=node.lineno,
        by_name_only=made is not None and option(made, "kw_only") is True,
        bases=bases,
    )


def defined_in(tree: ast.Module) -> Iterator[str]:
    """Yield the names of classes, functions and values of a file."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


class House:
    """The records of all files, by file and name: two rooms may use a name for two things."""

    def __init__(self, trees: dict[str, ast.Module]) -> None:
        self.records: dict[tuple[str, str], Record] = {}
        self._named: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._imported: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._others = {
            (file, name) for file, tree in trees.items() for name in defined_in(tree)
        }  # whether they are records or not
        for file, tree in trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef) and (record := record_of(node)):
                    self.records[file, node.name] = record
                    self._named[node.name].append((file, node.name))
                elif isinstance(node, ast.ImportFrom):
                    for alias in node.names:
                        path = f"{(node.module or '').replace('.', '/')}.py"
                        self._imported[file, alias.asname or alias.name].append(path)

    def meant(self, file: str, name: str) -> list[tuple[str, str]]:
        """Return which records a name can mean in a file: its own, an imported one, or any."""
        if name not in self._named:
            return []
        places = (file, *self._imported[file, name])
        exact = [(place, name) for place in places if (place, name) in self._others]
        if exact:
            return [key for key in exact[:1] if key in self.records]
        return self._named[name]

    def fields(self, key: tuple[str, str]) -> int:
        """Count the fields of a record and of those it is built on."""
        record = self.records[key]
        above = [self.meant(key[0], base)[:1] for base in record.bases if base != record.name]
        return record.fields + sum(self.fields(one) for found in above for one in found)

    def is_large(self, key: tuple[str, str]) -> bool:
        return self.fields(key) > MOST


# Where somebody has to count


def long_tuples(tree: ast.Module) -> Iterator[ast.Tuple]:
    """Yield tuples that are rows: returned, yielded, appended, or made one by one."""
    for node in ast.walk(tree):
        handed: ast.expr | None = None
        if isinstance(node, ast.Return | ast.Yield):
            handed = node.value
        elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            handed = node.elt
        elif isinstance(node, ast.Call) and last_name(node.func) == "append" and node.args:
            handed = node.args[0]
        if isinstance(handed, ast.Tuple) and values_of(handed) > MOST:
            yield handed


def values_of(row: ast.Tuple) -> int:
    """Count the values of a tuple; what is unpacked among several others counts as two."""
    unpacked = sum(isinstance(one, ast.Starred) for one in row.elts)
    plain = len(row.elts) - unpacked
    return plain + 2 * unpacked if plain > 1 else 0


def counted_calls(house: House, file: str, tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield calls that build a large record by position, `cls(...)` inside it included."""
    inside = {
        id(call): node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and last_name(call.func) == "cls"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = inside.get(id(node), last_name(node.func))
            meant = house.meant(file, name)
            if meant and all(map(house.is_large, meant)):
                yield node, name


def offenders_of(house: House, file: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the places of a file where somebody has to count, by their lines."""
    for key, record in house.records.items():
        if key[0] != file or not house.is_large(key):
            continue
        if record.named_tuple:
            yield (
                record.line,
                (
                    f"NamedTuple {record.name} has {record.fields} fields: "
                    "make it a kw_only dataclass"
                ),
            )
        elif not record.by_name_only:
            yield record.line, f"dataclass {record.name} is not kw_only"
    for call, name in counted_calls(house, file, tree):
        yield call.lineno, f"{name} is built by position"
    for row in long_tuples(tree):
        yield row.lineno, f"a row of {len(row.elts)} values is a tuple: make it a record or a dict"


def offenders_in(trees: dict[str, ast.Module]) -> list[Offender]:
    """Return all places of some files where somebody has to count, in their order."""
    house = House(trees)
    return [
        Offender(file=file, line=line, what=what)
        for file, tree in sorted(trees.items())
        for line, what in sorted(offenders_of(house, file, tree))
    ]


def trees_of(root: Path) -> dict[str, ast.Module]:
    return {
        path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((root / "civic_qual").rglob("*.py"))
    }


# The house


def test_records_are_built_by_name():
    found = [str(one) for one in offenders_in(trees_of(ROOT))]
    assert not found, "\n".join(found)


# The test itself

LARGE = "from dataclasses import dataclass\n@dataclass(frozen=True{}) \nclass Six:\n" + "".join(
    f"    f{number}: int\n" for number in range(6)
)
NAMED = "from typing import NamedTuple\nclass Six(NamedTuple):\n" + "".join(
    f"    f{number}: int\n" for number in range(6)
)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (LARGE.format(""), ["dataclass Six is not kw_only"]),
        (LARGE.format(", kw_only=True"), []),
        (LARGE.format("").replace("    f2", "    _: KW_ONLY\n    f2"), []),
        (LARGE.format("").replace("f2: int", "f2: int = field(init=False)"), []),
        (LARGE.format("").replace("f2: int", "f2: ClassVar[int] = 1"), []),
        (LARGE.format(", kw_only=True") + "x = Six(1, f1=2)", ["Six is built by position"]),
        (LARGE.format(", kw_only=True") + "x = module.Six(*row)", ["Six is built by position"]),
        (LARGE.format(", kw_only=True") + "x = Six(f1=2)", []),
        (
            LARGE.format(", kw_only=True") + "    def of(cls): return cls(1)",
            ["Six is built by position"],
        ),
        (NAMED, ["NamedTuple Six has 6 fields: make it a kw_only dataclass"]),
        (NAMED.replace("    f5: int\n", ""), []),
        (NAMED.replace("    f5: int\n", "") + "x = Six(1, 2, 3, 4, 5)", []),
        (
            NAMED.replace("    f5: int\n", "").replace("(NamedTuple)", "(Base)")
            + "@dataclass\nclass Base"
            ":\n    a: int\n"
            + "@dataclass\nclass More(Base):\n    b: int\n    c: int\n    d: int\n    "
            "e: int\n    f: int\n",
            ["dataclass More is not kw_only"],
        ),
        ("def f():\n    return 1, 2, 3, 4, 5, 6", ["a row of 6 values is a tuple"]),
        ("def f():\n    return 1, 2, 3, 4, 5", []),
        ("def f():\n    yield (*a, 1, 2, *b)", ["a row of 4 values is a tuple"]),
        ("def f():\n    return (*a, *b, *c, *d, *e, *g)", []),
        ("rows.append((1, 2, 3, 4, 5, 6))", ["a row of 6 values is a tuple"]),
        ("rows = [(a, 2, 3, 4, 5, 6) for a in b]", ["a row of 6 values is a tuple"]),
        ('COLUMNS = ("a", "b", "c", "d", "e", "f")', []),
    ],
)
def test_what_is_found(source, said):
    found = offenders_in({"a.py": ast.parse(source)})
    assert len(found) == len(said)
    assert all(one.what.startswith(what) for one, what in zip(found, said, strict=True))


def test_a_name_that_two_files_use_means_what_was_imported():
    small = "from dataclasses import dataclass\n@dataclass\nclass Six:\n    a: int\n"
    trees = {
        "civic_qual/a.py": ast.parse(small),
        "civic_qual/b.py": ast.parse(LARGE.format(", kw_only=True")),
        "civic_qual/c.py": ast.parse("from civic_qual.a import Six\nSix(1)"),
        "civic_qual/d.py": ast.parse("from civic_qual.b import Six\nSix(1)"),
    }
    assert [one.file for one in offenders_in(trees)] == ["civic_qual/d.py"]


if __name__ == "__main__":
    rooms = tuple(sys.argv[1:]) or ("civic_qual",)
    chosen = [one for one in offenders_in(trees_of(ROOT)) if one.file.startswith(rooms)]
    print("\n".join(map(str, chosen)) or "none")
