"""Notes, reports, agendas and questionnaires in many forms, and one file of several interviews.

None is an interview: whatever is read of them must be doubted. Words are of their own lists, so
that what `others` writes, and readers may have been tried on, is not what is asked here.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable
from pathlib import Path

from benchmarks.interviewing.formats import documents, texts
from benchmarks.interviewing.model import Block, Written, furniture
from benchmarks.interviewing.sentences import Lists, lists
from benchmarks.interviewing.words import Words

FORMS = ("docx", "txt", "md", "pdf")
_ON_A_PAGE, _WIDTH = 46, 92


def genre_file(folder: Path, number: int, seed: str) -> tuple[Path, str]:
    """Write one file; kinds, languages and formats take turns. Return its path and its kind."""
    kind = tuple(KINDS)[number % len(KINDS)]
    language = ("en", "fr")[number // len(KINDS) % 2]
    form = FORMS[number % len(FORMS)]
    draw = random.Random(f"{seed} {number}")
    page = _Page(draw, lists(language, "genres"))
    KINDS[kind](page)
    path = folder / f"{kind.replace(' ', '_')}{number:03}.{form}"
    file = Written(page.blocks, kind, None, kind, language)
    words = Words(draw, language, "own")
    if form == "pdf":
        _write_pdf(file, path)
    elif form == "docx":
        documents.write_docx(file, path, words)
    elif form == "md":
        texts.write_md(file, path, words, spaced=draw.random() < 0.7, outside=False)
    else:
        wrap = draw.choice((0, 0, 72))
        texts.write_txt(file, path, words, spaced=draw.random() < 0.6, wrap=wrap, indent="")
    return path, kind


class _Page:
    """What is written so far, and the lists to write from."""

    def __init__(self, draw: random.Random, some: Lists) -> None:
        self.draw, self.lists = draw, some
        self.blocks: list[Block] = []
        self.role, self.place = draw.choice(some["roles"]), draw.choice(some["places"])

    def fill(self, text: str) -> str:
        """Return a text with its people and places."""
        role = self.role
        filled = text.replace("{role}", role).replace("{place}", self.place)
        return filled.replace("{Role}", role[:1].upper() + role[1:])

    def put(self, text: str, style: str = "text") -> None:
        """Write a paragraph."""
        self.blocks.append(furniture(self.fill(text), style))

    def some(self, name: str, fewest: int, most: int) -> list[str]:
        """Return so many sentences of a list, in random order."""
        known = self.lists[name]
        return self.draw.sample(known, min(len(known), self.draw.randint(fewest, most)))

    def title(self, kind: str) -> None:
        """Write a title, mostly."""
        if self.draw.random() < 0.85:
            self.put(self.draw.choice(self.lists[f"{kind} titles"]), "title")

    def facts(self) -> None:
        """Write some facts, mostly."""
        if self.draw.random() < 0.7:
            for fact in self.some("facts", 2, 4):
                self.put(fact, "fact")


def _bullets(page: _Page) -> None:
    """Telegraphic notes under headings."""
    page.title("notes")
    page.facts()
    bullet = page.draw.choice(("- ", "• ", "* ", "– ", ""))
    for heading in page.some("headings", 2, 4):
        page.put(heading, "heading")
        for point in page.some("telegraphic", 2, 5):
            page.put(bullet + point)


def _topics(page: _Page) -> None:
    """Telegraphic notes, each behind its topic and a colon."""
    page.title("notes")
    page.facts()
    for heading in page.some("headings", 4, 6):
        for point in page.some("telegraphic", 1, 2):
            page.put(f"{heading}: {point}")


def _account(page: _Page) -> None:
    """Notes in whole sentences, in the third person."""
    page.title("notes")
    page.facts()
    for heading in page.some("headings", 1, 4):
        if page.draw.random() < 0.6:
            page.put(heading, "heading")
        for _ in range(page.draw.randint(1, 3)):
            page.put(" ".join(page.some("prose", 1, 4)))


def _quoting(page: _Page) -> None:
    """Notes that quote a sentence here and there."""
    page.title("notes")
    page.facts()
    for _ in range(page.draw.randint(4, 8)):
        page.put(" ".join([*page.some("prose", 1, 3), *page.some("quoted", 0, 1)]))
    page.put(page.draw.choice(page.lists["actions"]))


def _minutes(page: _Page) -> None:
    """Numbered minutes with actions."""
    page.title("notes")
    page.facts()
    for number, heading in enumerate(page.some("headings", 3, 5), start=1):
        page.put(f"{number}. {heading}")
        for text in page.some("prose", 1, 3):
            page.put(text)
    for action in page.some("actions", 1, 3):
        page.put(action)


def _report(page: _Page) -> None:
    """A report under numbered or plain headings."""
    page.title("reports")
    numbered = page.draw.random() < 0.5
    for number, heading in enumerate(page.some("headings", 2, 5), start=1):
        page.put(f"{number}. {heading}" if numbered else heading, "heading")
        for _ in range(page.draw.randint(1, 3)):
            page.put(" ".join(page.some("reports", 1, 4)))


def _summary(page: _Page) -> None:
    """A short report in bullets."""
    page.title("reports")
    bullet = page.draw.choice(("- ", "• ", "– "))
    for text in page.some("reports", 5, 8):
        page.put(bullet + text)


def _agenda(page: _Page) -> None:
    """What is planned, by hours or by numbers."""
    page.title("agendas")
    form = page.draw.choice(
        ("{h}:00 {t}", "{h}h00 - {n}h00 : {t}", "{i}. {t}", "- {t}", "{h}.30\t{t}")
    )
    for number, text in enumerate(page.some("planned", 6, 9)):
        page.put(form.format(h=9 + number, n=10 + number, i=number + 1, t=text))


def _guide(page: _Page) -> None:
    """Questions, with headings and probes, and nobody's answers."""
    page.title("questionnaires")
    form = page.draw.choice(("{n}. {q}", "Q{n}. {q}", "{n}) {q}", "- {q}", "{q}"))
    for number, text in enumerate(page.some("asked", 6, 10), start=1):
        if number % 4 == 1 and page.draw.random() < 0.6:
            page.put(page.draw.choice(page.lists["headings"]), "heading")
        page.put(form.format(n=number, q=text))
        if page.draw.random() < 0.4:
            page.put(page.draw.choice(page.lists["probes"]))


def _form(page: _Page) -> None:
    """Questions with something to fill in or to choose."""
    page.title("questionnaires")
    for number, text in enumerate(page.some("asked", 6, 10), start=1):
        page.put(f"{number}. {text}")
        page.put(page.draw.choice(page.lists["choices"]), "attached")


def _several(page: _Page) -> None:
    """Several interviews below each other, each with its title or its facts."""
    titled = page.draw.random() < 0.5
    fr = any("Lieu" in fact for fact in page.lists["facts"])
    asks, tells = page.draw.choice((("I", "R"), ("Q", "A")) if not fr else (("E", "R"), ("Q", "R")))
    title = page.draw.choice(
        ("Entretien {n}", "ENTRETIEN N° {n}") if fr else ("Interview {n}", "INTERVIEW #{n}")
    )
    for number in range(1, page.draw.randint(3, 5)):
        if titled:
            page.put(title.format(n=number), "title")
        date = f"Date : {number} juin 2021" if fr else f"Date: {number} June 2021"
        page.put(date, "fact")
        page.put(page.lists["facts"][1], "fact")
        for question in page.some("asked", 3, 5):
            page.put(f"{asks}: {question}")
            page.put(f"{tells}: " + " ".join(page.some("telegraphic", 2, 3)) + ".")


KINDS: dict[str, Callable[[_Page], None]] = {
    "bullets": _bullets,
    "topics": _topics,
    "account": _account,
    "quoting": _quoting,
    "minutes": _minutes,
    "report": _report,
    "summary": _summary,
    "agenda": _agenda,
    "guide": _guide,
    "form": _form,
    "several": _several,
}
NOTES = ("bullets", "topics", "account", "quoting", "minutes")


def _write_pdf(file: Written, path: Path) -> None:
    """Write pages with a text layer, titles larger than text."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    rows: list[tuple[str, bool]] = []
    for block in file.blocks:
        large = block.style in ("title", "heading")
        rows += [(line, large) for line in textwrap.wrap(block.text, _WIDTH) or [""]]
        rows.append(("", False))
    with rc_context({"pdf.fonttype": 42}), PdfPages(path) as pages:
        for start in range(0, len(rows), _ON_A_PAGE):
            figure = Figure(figsize=(8.3, 11.7))
            for number, (line, large) in enumerate(rows[start : start + _ON_A_PAGE]):
                if line:
                    figure.text(
                        0.1,
                        0.93 - number * 0.018,
                        line,
                        fontsize=12 if large else 9,
                        parse_math=False,
                    )
            pages.savefig(figure)
