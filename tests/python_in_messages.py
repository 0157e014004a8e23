"""Messages that name Python: `python -m tests.python_in_messages`.

What a person is to type is `typed(python, command)`, which is the second on the command line. A
template outside of it that looks like Python is found here: a call with its parentheses, an
argument with its `=`, an attribute of a thing that only Python has. Templates are looked at, and
never what fills them; whether a sentence can reach the command line, a person must judge.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parents[1] / "civic_qual"
_PYTHON = re.compile(
    r"[a-z_]\((?:\.\.\.|\)|[a-z\"'])"  # a call
    r"|(?<![-\w{])[a-z_]+=(?=[\w\"'.{\[]|$|[ ,;])"  # an argument
    r"|(?<![\w/])(?:study|corpus|codings|codebook|model|result|table|cq|civic_qual)[.\[]"
    r"(?!csv|xlsx|yaml|skops|study|html)(?=\w)"
    r"|\bTrue\b|\bNone\b"
)


class Found(NamedTuple):
    file: str
    line: int
    template: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.template}"


def python_in(source: str, file: str) -> Iterator[Found]:
    """Yield the templates of a file that name Python, outside of `typed`."""
    tree = ast.parse(source)
    inside = {
        id(one)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _name(call) == "typed"
        for one in ast.walk(call)
    }
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or id(call) in inside:
            continue
        if _name(call) not in ("Message", "plural", "in_context"):
            continue
        templates = call.args[1:] if _name(call) == "in_context" else call.args
        for one in templates:
            said = one.value if isinstance(one, ast.Constant) else None
            if isinstance(said, str) and _PYTHON.search(said):
                yield Found(file, one.lineno, said)


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def everywhere() -> Iterator[Found]:
    """Yield all of the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        if file.startswith(("cli/", "install/")):
            continue  # they speak of commands, and are never met in Python
        yield from python_in(path.read_text(encoding="utf-8"), file)


if __name__ == "__main__":
    print(*everywhere(), sep="\n")
