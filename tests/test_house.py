"""The house: what it offers, what it loads, which way it is built, how large its rooms are."""

import ast
import configparser
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import civic_qual

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "civic_qual"
SOURCES = sorted(PACKAGE.rglob("*.py"))
FOLDERS = sorted({path.parent for path in SOURCES})
HEAVY = ("pandas", "sklearn", "spacy", "matplotlib", "nltk", "scipy", "pydantic")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)


def public_names() -> list[str]:
    stub = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    imported = [
        alias.asname or alias.name
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    return sorted(imported)


def test_export_list_is_what_the_stub_imports_and_sorted():
    assert civic_qual.__all__ == public_names()


@pytest.mark.parametrize("name", public_names())
def test_every_public_name_loads_and_says_what_it_is(name):
    public = getattr(civic_qual, name)
    assert isinstance(public, str) or public.__doc__


def test_importing_loads_nothing_heavy():
    code = f"import sys, civic_qual; print([name for name in {HEAVY} if name in sys.modules])"
    assert run("-c", code).stdout.strip() == "[]"


def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom civic_qual.cli.main import run\n"
        "try: run(['code', '--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert run("-c", code).stdout.strip().endswith("[]")


def test_every_package_is_shipped():
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    shipped = set(settings["options"]["packages"].split())
    written = {".".join(path.parent.relative_to(ROOT).parts) for path in SOURCES}
    assert written <= shipped


def test_imports_run_down_only():
    result = run("-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache")
    assert result.returncode == 0, result.stdout


def test_ruff_finds_nothing():
    result = run("-m", "ruff", "check", ".")
    assert result.returncode == 0, result.stdout


def test_ruff_format_would_change_nothing():
    result = run("-m", "ruff", "format", "--check", ".")
    assert result.returncode == 0, result.stdout


def test_mypy_finds_nothing():
    result = run("-m", "mypy")
    assert result.returncode == 0, result.stdout


def runtime_imports(path: Path) -> set[Path]:
    """Return the files that a file imports when it runs, in functions too; types do not count."""
    found: set[Path] = set()
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("civic_qual"):
            module = ROOT.joinpath(*node.module.split("."))
            inner = [module / f"{alias.name}.py" for alias in node.names]
            found.update(file for file in inner if file.exists())
            if not all(file.exists() for file in inner):
                found.add(module / "__init__.py" if module.is_dir() else module.with_suffix(".py"))
        waiting.extend(ast.iter_child_nodes(node))
    return found - {path}


def test_no_files_import_each_other_in_a_circle():
    order = TopologicalSorter({path: runtime_imports(path) for path in SOURCES})
    try:
        order.prepare()
    except CycleError as error:
        pytest.fail(" → ".join(str(path.relative_to(PACKAGE)) for path in error.args[1]))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_folder_is_a_chapter_of_at_most_fifteen_files(folder):
    files = [path for path in folder.glob("*.py") if not path.stem.startswith("__")]
    assert len(files) <= 15 or folder.name == "cli", sorted(path.stem for path in files)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    long_functions = [
        f"{node.name}: {lines} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and (lines := lines_of_work(node)) > 50
    ]
    assert text.count("\n") <= 600
    assert not long_functions


def lines_of_work(node: ast.FunctionDef) -> int:
    """Return how many lines a function has below its arguments and its docstring."""
    first = node.body[0]
    begins = first.end_lineno + 1 if ast.get_docstring(node) is not None else first.lineno
    return node.end_lineno - begins + 1
