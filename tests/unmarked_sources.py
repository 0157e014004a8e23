"""Sentences in the sources that are no messages: `python -m tests.unmarked_sources PATH...`.

What is looked for, file by file:

glued       an f-string, `%`, `.format`, `+` or a worded `.join` that makes text of two words and
            a value, or puts a colon or semicolon between values
sentence    a plain literal of three words or more
raised      an argument of a raised error, or of a warning, that is text and no message
shown       what is printed without being rendered
help        a command whose help is its docstring
fields      a message whose template is no literal, or whose fields are not those of its template

Docstrings, `__repr__`, regular expressions, SQL and tags are passed over; what else is no
sentence although it looks like one is named in `ALLOWED`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from civic_qual.messages.catalogues import fields_of

PACKAGE = Path(__file__).parents[1] / "civic_qual"

# By file (or folder), below civic_qual: texts that no user reads, or None for the whole file.
ALLOWED: dict[str, set[str] | None] = {
    # What click says, as click writes it; a type.
    "cli/speaking.py": None,
    "results.py": {
        "{} object has no attribute {}",
        "pd.Series[bool] | npt.NDArray[np.bool_] | Sequence[bool]",
    },
    # The text of a transcript, put together from a table or from subtitles.
    "corpus/intake/readers/document.py": {"{}: "},
    "corpus/intake/readers/documents/rows.py": {"{}: {}", "{}{}: {}"},
    "corpus/intake/readers/documents/html.py": {"{}: "},
    # What a JSON Schema says to editors, in English as all of it.
    "codebook/files/schema.py": None,
    # What the parser of YAML says: it is looked for, and never said.
    "codebook/files/yaml_reading.py": {
        "that cannot start any token",
        "mapping values are not allowed",
    },
    # Operators of the rule language.
    "codebook/rules/canonical.py": {"{} AND {}", "{} OR {}"},
    # The address of a rule, and the words it met: data, read back as they are.
    "coding/evidence.py": {"{}: {}"},
    # Words of a language, not sentences about it.
    "language/english_tables.py": None,
    "language/french.py": None,
    "language/lexicon.py": None,
    "language/sentences.py": None,
    "language/words.py": None,
    # Who said it and what they wrote, as evidence and memos keep it.
    "analysis/agreement/adjudicate.py": {"{}: {}"},
    "analysis/agreement/disagreements.py": {"{}: {}"},
    # Who said what before a passage; a formula; a field with what it may be.
    "reviewing/sheet/passages.py": {"{}: {}"},
    "reviewing/sheet/writing.py": {"='{}'!$A$2:$A${}", "{}: {}"},
    # A warning of matplotlib that is looked for, a place it knows, and a piece of SVG.
    "analysis/tables/plots.py": {
        "Glyph .* missing from font",
        "outside upper left",
        '{} role="img" aria-label="{}"><title>{}</title>',
    },
    # Values of a column, which others look for.
    "analysis/agreement/agreement.py": {"people and machine"},
    "analysis/estimates/estimate_themes.py": {"not looked for", "upper limit only"},
    # The text of a transcript, put together from a table or from subtitles.
    # What a JSON Schema says to editors, in English as all of it.
    # What the parser of YAML says: it is looked for, and never said.
    # Operators of the rule language.
    # Mistakes of whoever writes a message, found by the tests.
    "messages": {
        "{} needs {}",
        "{} has no field for {}",
        "{}: a field is a name in small letters, as in {name}; how it is written (!r, :.2f) "
        "belongs to its value: quoted(x), decimal(x, 2)",
    },
    # How an exported folder is known again; parts of questions in SQL.
    "study/folder.py": {f"format: civic_qual study {number}" for number in (1, 2, 3)},
    "study/stored.py": {
        '"{}" IN ({})',
        '"{}" IN (SELECT value FROM json_each(?))',
        ' AND "row" IN (SELECT value FROM json_each(?))',
        "{} AND {}",
    },
}

MAKES_MESSAGES = {
    "Message",
    "plural",
    "in_context",
    "untranslated",
    "untranslated_in",
    "untranslated_plural",
}
PUTS_TOGETHER = {
    "lines",
    "sentences",
    "clauses",
    "listed",
    "enumerated",
    "alternatives",
    "message_of",
    "render",
}
NOT_FOR_USERS = {
    "AssertionError",
    "NotImplementedError",
    "StopIteration",
    "AttributeError",
    "MissingExtraError",
    "KeyError",
    "IndexError",
    "SystemExit",
}
# A word; not a part of a name, a path, an option, a call or a keyword argument.
_WORD = re.compile(r"(?<![\w.\\/%-])(?:[^\W\d_]{2,}|[aAI])(?:[’'-][^\W\d_]+)*(?![\w/\\=(]|\.\w)")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*>?")
_SQL = re.compile(
    r"\s*(SELECT|INSERT|CREATE|UPDATE|DELETE|PRAGMA|ALTER|DROP|BEGIN|WITH|SAVEPOINT|"
    r"ROLLBACK|RELEASE|VACUUM|ATTACH|FROM|WHERE|ORDER BY|JOIN)\b"
)
# Patterns, style sheets, types.
_CODE = re.compile(r"\(\?[:=!<i]|\\p\{|\{[^{}]*:[^{}]*;|\w \| \w+\[")
_RUNS_SQL = {"execute", "executemany", "executescript"}
_COLON = re.compile(r"[:;] ")
_FIELD = "\0"


class Found(NamedTuple):
    """A sentence that is no message."""

    file: str
    line: int
    kind: str
    text: str


def unmarked_in(path: Path) -> list[Found]:
    """Return what a file, or all files of a folder, say without messages."""
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    return [found for file in files for found in _in_file(file)]


def _in_file(path: Path) -> Iterator[Found]:
    try:
        name = path.resolve().relative_to(PACKAGE).as_posix()
    except ValueError:
        name = path.as_posix()
    above = [name, *(parent.as_posix() for parent in Path(name).parents)]
    allowed = [ALLOWED[one] for one in above if one in ALLOWED]
    if None in allowed:
        return
    for found in unmarked(path.read_text(encoding="utf-8"), name):
        if not any(found.text in texts for texts in allowed):
            yield found


def unmarked(source: str, name: str = "") -> list[Found]:
    """Return what a source says without messages, in the order of its lines."""
    look = _Look(name)
    look.visit(ast.parse(source))
    return sorted(look.found, key=lambda one: one.line)


def words(text: str) -> int:
    """Count the words of a text that is for people; tags, names and paths are none.

    >>> words("the file is empty"), words("codings.csv"), words("<p class='a b c'>yes</p>")
    (4, 0, 1)
    """
    if _SQL.match(text) or _CODE.search(text):
        return 0
    return len(_WORD.findall(_TAG.sub(" ", text)))


def text_of(node: ast.expr) -> str | None:
    """Return a text as it stands in the source, with `_FIELD` for each value; None if none is."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(text_of(one) or _FIELD for one in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            sides = text_of(left), text_of(right)
            return None if sides == (None, None) else (sides[0] or _FIELD) + (sides[1] or _FIELD)
        case ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Mod()):
            return text + _FIELD
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format")):
            return text + _FIELD
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="join")):
            return _FIELD + text + _FIELD if words(text) else None
    return None


def called(node: ast.AST) -> str:
    """Return the last name of what is called: `Message.plural(...)` is "plural"."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def is_glued(node: ast.expr) -> bool:
    """Whether values and words are made one text."""
    text = text_of(node)
    if text is None or _FIELD not in text:
        return False
    if called(node) == "join":
        return words(text) >= 1
    return words(text) >= 2 or _separates(text)


def _separates(text: str) -> bool:
    return bool(_COLON.search(text)) and not (_SQL.match(text) or _CODE.search(text))


def is_sentence(node: ast.expr) -> bool:
    """Whether a text is of three words or more."""
    text = text_of(node)
    return text is not None and _FIELD not in text and words(text) >= 3 and len(text.split()) >= 3


class _Look(ast.NodeVisitor):
    """Goes through a source and notes what is no message."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Found] = []
        self.bound: list[dict[str, ast.expr]] = [{}]

    def note(self, node: ast.AST, kind: str, text: str | None = None) -> None:
        told = ast.unparse(node) if text is None else text.replace(_FIELD, "{}")
        if not any(one.line == node.lineno and one.text == told for one in self.found):
            self.found.append(Found(self.name, node.lineno, kind, told))

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name == "__repr__":
            return
        commands = [one for one in node.decorator_list if called(one) in ("command", "group")]
        helped = any(word.arg == "help" for one in commands for word in one.keywords)
        if commands and not helped and (told := ast.get_docstring(node)):
            self.note(node, "help", told.split("\n")[0])
        self.bound.append(
            {
                target.id: one.value
                for one in ast.walk(node)
                if isinstance(one, ast.Assign)
                for target in one.targets
                if isinstance(target, ast.Name)
            }
        )
        self.generic_visit(node)
        self.bound.pop()

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        pass  # its annotation is no text

    def visit_Raise(self, node: ast.Raise) -> None:
        error = called(node.exc) if node.exc else ""
        if isinstance(node.exc, ast.Call) and error not in NOT_FOR_USERS:
            for argument in node.exc.args:
                self._must_be_message(argument, "raised")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = called(node)
        if name in MAKES_MESSAGES:
            self._message(node)
            return
        if name == "typed":  # what is typed is no sentence, but for messages
            for one in node.args:
                if called(one) in MAKES_MESSAGES:
                    self.visit(one)
            return
        if name == "warn" and node.args:
            self._must_be_message(node.args[0], "raised")
        if name in ("echo", "secho") and node.args:
            self._must_be_rendered(node.args[0])
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        if name in _RUNS_SQL or (isinstance(receiver, ast.Name) and receiver.id in ("re", "regex")):
            return
        if text_of(node) is not None:
            self._text(node)
        else:
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._text(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if text_of(node) is None:
            self.generic_visit(node)
        else:
            self._text(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        self._text(node)

    def _text(self, node: ast.expr) -> None:
        if is_glued(node):
            self.note(node, "glued", text_of(node))
        elif is_sentence(node):
            self.note(node, "sentence", text_of(node))
        parts = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
        for inner in parts:
            if isinstance(inner, ast.FormattedValue):
                self.visit(inner.value)
            elif text_of(inner) is None:
                self.visit(inner)

    def _must_be_message(self, node: ast.expr, kind: str) -> None:
        match node:
            case ast.IfExp(body=body, orelse=orelse):
                self._must_be_message(body, kind)
                self._must_be_message(orelse, kind)
            case ast.Name(id=name):
                bound = self.bound[-1].get(name)
                if bound is not None and not isinstance(bound, ast.Name):
                    self._must_be_message(bound, kind)
            case ast.Call(func=ast.Name(id="str"), args=[ast.Name()]):
                self.note(node, kind)
            case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join")):
                self.note(node, kind)
            case _ if text_of(node) is not None:
                self.note(node, kind, text_of(node))

    def _must_be_rendered(self, node: ast.expr) -> None:
        if called(node) in MAKES_MESSAGES | (PUTS_TOGETHER - {"render"}):
            self.note(node, "shown")

    def _message(self, node: ast.Call) -> None:
        name = called(node)
        texts = [text_of(one) for one in node.args]
        for keyword in node.keywords:
            self.visit(keyword.value)
        if name == "plural" and not (
            isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
        ):
            self.generic_visit(node)
            return
        wanted = 1 if name in ("Message", "untranslated") else 2
        literal = all(isinstance(one, ast.Constant) for one in node.args)
        if not literal or len(texts) != wanted:
            self.note(node, "fields")
            return
        self._fields(node, texts[1:] if name in ("in_context", "untranslated_in") else texts)

    def _fields(self, node: ast.Call, texts: list[str | None]) -> None:
        try:
            needed = {field for text in texts for field in fields_of(text or "")}
        except ValueError:
            self.note(node, "fields")
            return
        given = {keyword.arg for keyword in node.keywords}
        optional = {"n"} if called(node) == "plural" else set()
        if called(node).startswith("untranslated") or None in given:
            return
        if needed - given or given - needed - optional:
            self.note(node, "fields")


if __name__ == "__main__":
    for path in sys.argv[1:] or [str(PACKAGE)]:
        for one in unmarked_in(Path(path)):
            told = " ".join(one.text.split())[:90]
            print(f"civic_qual/{one.file}:{one.line}: {one.kind}: {told}")
