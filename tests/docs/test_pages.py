"""All pages together: links lead somewhere, examples use public names, literature is named."""

import ast
import doctest
import inspect
import json
import re
from operator import attrgetter
from pathlib import Path

import pytest

import civic_qual

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def named(path):
    return str(path.relative_to(ROOT))


def anchors(page):
    """Return what headings of a page are linked by."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    plain = [re.sub(r"\[(.+?)\]\(.*?\)", r"\1", heading).lower() for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def code_of(path):
    """Return the Python of a page or a notebook."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    shown = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    return "\n".join(re.sub(r"^(>>>|\.\.\.) ?", "", piece, flags=re.M) for piece in shown)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page):
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    for link in (link for link in links if "://" not in link):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_reached_from_the_index():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    linked = {(ROOT / "docs" / link).resolve() for link in re.findall(r"\]\(([^)#]+)", index)}
    pages = {page for page in (ROOT / "docs").rglob("*.md") if page.name != "index.md"}
    assert pages | set(NOTEBOOKS) <= linked


@pytest.mark.parametrize("path", [*PAGES, *NOTEBOOKS], ids=named)
def test_pages_use_public_names_only(path):
    code = code_of(path)
    assert not re.search(r"^\s*(from|import) civic_qual\.", code, re.M)
    if path.name != "CONTRIBUTING.md":
        assert not re.findall(
            r"civic_qual\.(?!errors\b)[a-z_]+\.\w+", path.read_text(encoding="utf-8")
        )
    assert set(re.findall(r"\bcq\.(\w+)", code)) <= {*civic_qual.__all__, "errors"}


@pytest.mark.parametrize("path", [*PAGES, *NOTEBOOKS], ids=named)
def test_examples_call_by_arguments_that_there_are(path):
    for node in ast.walk(ast.parse(statements(path))):
        if isinstance(node, ast.Call) and re.fullmatch(r"cq(\.\w+)+", ast.unparse(node.func)):
            called = attrgetter(ast.unparse(node.func).removeprefix("cq."))(civic_qual)
            taken = inspect.signature(called).parameters
            free = any(each.kind is each.VAR_KEYWORD for each in taken.values())
            wrong = {word.arg for word in node.keywords if word.arg} - set(taken)
            assert free or not wrong or shows_an_error(path, wrong), ast.unparse(node)


def statements(path):
    """Return the Python of a page without what it prints, or signatures that are shown."""
    if path.suffix == ".ipynb" or path.name == "README.md":
        return code_of(path)
    text = path.read_text(encoding="utf-8")
    return "".join(example.source for example in doctest.DocTestParser().get_examples(text))


def shows_an_error(path, words):
    """Whether a page shows what is said of words that are no arguments."""
    text = path.read_text(encoding="utf-8")
    return all(f"has no argument {word}" in text for word in words)


def test_literature_of_docstrings_is_in_the_references():
    page = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")
    listed = {
        (first, year) for first, year in re.findall(r"^- ([^,]+),.*?\((\d{4})\)", page, re.M | re.S)
    }
    missing = {
        (path.name, *work)
        for path in (ROOT / "civic_qual").rglob("*.py")
        for work in literature(path)
        if work not in listed
    }
    assert not missing


def literature(path):
    """Give surname and year of the works in the References of a file's docstrings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            text = ast.get_docstring(node) or ""
            _, _, section = text.partition("References\n----------\n")
            section = " ".join(re.split(r"\n\w[\w ]+\n---", section)[0].split())
            for work in re.split(
                r"(?<=\.) (?=\.\. \[)|(?<=[a-z)]\. )(?=[A-Z][\w'-]+, [A-Z])", section
            ):
                found = re.match(
                    r"(?:\.\. \[\d+\] )?(?:(?:[A-Z]\.-?)+ ?)*((?:van |Van )?[^\W\d_][\w'-]+)"
                    r"[^()]*\((\d{4})\)",
                    work.strip(),
                )
                if found:
                    yield found[1], found[2]


def test_literature_is_found_in_both_ways_of_writing_it(tmp_path):
    file = tmp_path / "a.py"
    file.write_text(
        '"""One.\n\nReferences\n----------\nVan Rijsbergen, C. J. (1979). Information retrieval.\n'
        'Second. Platt, J. C. (1999). Outputs.\n"""\n\n\ndef two():\n    """Two.\n\n'
        "    References\n    ----------\n    .. [1] J. Cohen (1960). A coefficient.\n"
        '    .. [2] C.-E. Särndal and J. Wretman (1992). Model\n       assisted.\n    """\n',
        encoding="utf-8",
    )
    assert list(literature(file)) == [
        ("Van Rijsbergen", "1979"), ("Platt", "1999"), ("Cohen", "1960"), ("Särndal", "1992"),
    ]  # fmt: skip


def test_the_citation_names_this_version():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {civic_qual.__version__}\n" in citation
