"""Writes into the pages what the code says of itself: signatures, arguments, columns and help.

A page is written by hand, but for blocks between two comments that nobody sees::

    <!-- signature: read_corpus -->  how it is called, its arguments, what comes back
    <!-- members: Corpus -->         what an object has: attributes, methods, properties
    <!-- kinds: CivicQualError -->   the errors there are
    <!-- help: code -->              what `civic-qual code --help` says
    <!-- end -->

`python -m docs.generate` writes the blocks anew; a test holds that they are current.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

import civic_qual as cq
from civic_qual.results import Result

DOCS = Path(__file__).parent
PAGES = (*sorted((DOCS / "reference").glob("*.md")), DOCS / "command_line.md")
WIDTH = 100
_BLOCK = re.compile(
    r"(<!-- (signature|members|kinds|help): ([\w.-]+) -->\n)(.*?)(<!-- end -->)", re.S
)
_HEADING = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}$", re.M)


def main() -> None:
    """Write the blocks of all pages anew."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(generated(text), encoding="utf-8")


def generated(page: str) -> str:
    """Return a page with its blocks as they must be."""
    makers = {
        "signature": signature_block,
        "members": members_block,
        "kinds": kinds_block,
        "help": help_block,
    }

    def block(match: re.Match[str]) -> str:
        opening, kind, name, _, closing = match.groups()
        return f"{opening}{makers[kind](name)}\n{closing}"

    return _BLOCK.sub(block, page)


def blocks(page: str, kind: str) -> list[str]:
    """Return the names that a page has a block of some kind for, in its order."""
    return [match[3] for match in _BLOCK.finditer(page) if match[2] == kind]


# Names of the library


def signature_block(name: str) -> str:
    """Return how a function or class is called, its arguments, and what comes back."""
    called = attrgetter(name)(cq)
    said = Docstring(called)
    parts = [fenced(call(name, called), "python")]
    parts += listed("Arguments", said.entries("Parameters"))
    if not inspect.isclass(called):
        parts += comes_back(called, said)
    parts += listed("Errors", said.entries("Raises"))
    return "\n\n".join(parts)


def members_block(name: str) -> str:
    """Return what an object of a class has: attributes, methods and properties."""
    kind = getattr(cq, name)
    said = Docstring(kind)
    holds = said.entries("Attributes") or said.entries("Parameters")
    named = {one for names, _ in holds for one in names.split(", ")}
    does = []
    for member, value in members(kind):
        if isinstance(value, property | cached_property):
            holds += [(member, Docstring(value).summary)] * (member not in named)
        else:
            method = getattr(value, "__func__", value)
            does.append((call(member, method, width=10_000), Docstring(method).summary))
    return "\n\n".join(listed("It holds", holds) + listed("It does", does))


def kinds_block(name: str) -> str:
    """Return the kinds of an error, the special ones below the general ones."""
    return "\n".join(kinds(getattr(cq, name)))


def kinds(error: type, depth: int = 0) -> Iterator[str]:
    """Give a line for each kind of an error."""
    for kind in error.__subclasses__():
        if kind.__module__ == error.__module__:
            yield f"{'  ' * depth}- `{kind.__name__}`: {Docstring(kind).summary}"
            yield from kinds(kind, depth + 1)


def members(kind: type) -> Iterator[tuple[str, Any]]:
    """Give the public methods and properties of a class that are written in this library.

    Those that every result has are left out, but for the ways to passages and to some rows.
    """
    seen = set(vars(Result)) - {"passages", "only"} if issubclass(kind, Result) else set()
    for owner in kind.__mro__:
        if owner is Result or not owner.__module__.startswith("civic_qual"):
            continue
        for member, value in vars(owner).items():
            kept = isinstance(value, property | cached_property | classmethod) or callable(value)
            if kept and not member.startswith("_") and member not in seen:
                seen.add(member)
                yield member, value


def call(name: str, called: Callable[..., Any], *, width: int = WIDTH) -> str:
    """Return how something is called, without types, in lines that are not too long."""
    parameters = inspect.signature(called).parameters.values()
    texts: list[str] = []
    keywords_only = False
    for parameter in parameters:
        if parameter.name in {"self", "cls"}:
            continue
        if parameter.kind is parameter.VAR_POSITIONAL:
            keywords_only = True
        if parameter.kind is parameter.KEYWORD_ONLY and not keywords_only:
            keywords_only = True
            texts.append("*")
        texts.append(argument(parameter))
    line = f"{name}({', '.join(texts)})"
    if len(line) <= width:
        return line
    return "\n".join([f"{name}(", *(f"    {text}," for text in texts), ")"])


def argument(parameter: inspect.Parameter) -> str:
    """Return an argument with what it is if nobody says."""
    stars = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
    if parameter.default is parameter.empty:
        return stars + parameter.name
    default = parameter.default
    if type(default).__name__ == "_HAS_DEFAULT_FACTORY_CLASS":
        return f"{parameter.name}=..."
    return f"{parameter.name}={repr(default).replace(chr(39), chr(34))}"


def comes_back(called: Callable[..., Any], said: Docstring) -> list[str]:
    """Return what a function returns; of a table, its columns too."""
    name = str(inspect.signature(called).return_annotation).strip("'")
    described = " ".join(text for _, text in said.entries("Returns"))
    kind = inspect.unwrap(called).__globals__.get(name)
    if inspect.isclass(kind) and issubclass(kind, Result) and not hasattr(cq, name):
        described = "\n\n".join(filter(None, [described, Docstring(kind).body]))
    return [f"**Comes back:** {linked(name)}" + (f". {described}" if described else ".")]


def linked(name: str) -> str:
    """Return the name of a type, with a link where it has an entry of its own."""
    page = PAGE_OF.get(name)
    return f"[`{name}`]({page}#{name.lower()})" if page else f"`{name}`"


class Docstring:
    """A docstring in the manner of numpydoc, cut into its sections."""

    def __init__(self, described: Any) -> None:
        text = inspect.cleandoc(getattr(described, "__doc__", None) or "")
        ends = [*(match.start() for match in _HEADING.finditer(text)), len(text)]
        self.body = re.sub(r"(?<!\n)\n(?!\n)", " ", text[: ends[0]].strip())
        self.summary = self.body.partition("\n\n")[0]
        self._sections = {
            match[1]: text[match.end() : end].strip("\n")
            for match, end in zip(_HEADING.finditer(text), ends[1:], strict=True)
        }

    def entries(self, section: str) -> list[tuple[str, str]]:
        """Return the entries of a section: what is named, and what is said of it."""
        found: list[tuple[str, list[str]]] = []
        for line in self._sections.get(section, "").splitlines():
            if line and not line.startswith(" "):
                found.append((line.partition(" : ")[0], []))
            elif found:
                found[-1][1].append(line.removeprefix("    "))
        return [(name, flowing("\n".join(lines))) for name, lines in found]


def flowing(text: str) -> str:
    """Return a text whose paragraphs are one line each; items of lists stay apart."""
    paragraphs = re.split(r"\n\n+|\n(?=- )", text.strip())
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def listed(title: str, entries: list[tuple[str, str]]) -> list[str]:
    """Return a titled list, or nothing."""
    if not entries:
        return []
    items = []
    for names, text in entries:
        name = ", ".join(f"`{name}`" for name in names.split(", ")) if "(" not in names else ""
        items.append(f"- {name or f'`{names}`'}: {text}".replace("\n", "\n  "))
    return [f"**{title}:**\n\n" + "\n".join(items)]


def fenced(text: str, language: str = "") -> str:
    """Return a text as a block of code."""
    return f"```{language}\n{text}\n```"


# Commands


def help_block(command: str) -> str:
    """Return what a command says of itself in English; `civic-qual` is all of them."""
    import click
    from click.testing import CliRunner

    from civic_qual.cli.main import commands
    from civic_qual.messages import speaking

    arguments = [] if command == "civic-qual" else [command]
    with speaking("en"):
        result = CliRunner().invoke(
            commands,
            [*arguments, "--help"],
            prog_name="civic-qual",
            terminal_width=WIDTH,
            max_content_width=WIDTH,
        )
    if result.exit_code:
        raise click.ClickException(f"{command}: {result.output}")
    return fenced(result.output.strip())


def _pages() -> dict[str, str]:
    places = {}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for name in [*blocks(text, "signature"), *blocks(text, "members")]:  # a class has both
            places.setdefault(name, page.name)
    return places


PAGE_OF = _pages()

if __name__ == "__main__":
    main()
