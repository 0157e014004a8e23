"""What stands in a file and was said by nobody: titles, facts, headings, pages, notes, ends."""

from __future__ import annotations

import random

from benchmarks.interviewing.model import Block, Interview, furniture
from benchmarks.interviewing.people import FIRST, LAST
from benchmarks.interviewing.words import Words

ROLES = {
    "en": {"interviewer": "interviewer", "respondent": "respondent", "interpreter": "interpreter"},
    "fr": {"interviewer": "enquêteur", "respondent": "répondant", "interpreter": "interprète"},
}
PAGES = ("Page {n}", "- {n} -", "{n}/14", "p. {n}")


def head(interview: Interview, words: Words, *, named: bool) -> list[Block]:
    """Return a title, facts and a legend (if labels are `named`), or any of them, or none."""
    draw = words.draw
    found: list[Block] = []
    slots = {"n2": str(draw.randrange(10, 28)), "interviewer": _asking(interview, words)}
    if draw.random() < 0.5:
        found.append(furniture(words.fill(draw.choice(words.lists["titles of files"])), "title"))
    if draw.random() < 0.45:
        facts = draw.sample(words.lists["facts"], draw.randrange(3, 6))
        found += [furniture(words.fill(_filled(fact, slots)), "fact") for fact in facts]
    short = all(len(one.label) < 5 for one in interview.people.values())
    if named and short and draw.random() < 0.4:
        found += _legend(interview, draw)
    if found and draw.random() < 0.4:
        found.append(furniture(draw.choice(("-----", "* * *", "==========")), "rule"))
    return found


def _asking(interview: Interview, words: Words) -> str:
    """Return the name of the interviewer: the label if it is one, else a name of its own."""
    label = next(iter(interview.people.values())).first_label
    if len(label) > 4 and label.split()[0] in FIRST:
        return label
    name = words.strange().capitalize() if words.source == "strange" else words.draw.choice(LAST)
    return f"{words.draw.choice(FIRST)} {name}"


def _legend(interview: Interview, draw: random.Random) -> list[Block]:
    """Return who is behind which label, on one line or on several."""
    parts = [
        f"{one.label} = {ROLES[interview.language][one.role]}" for one in interview.people.values()
    ]
    parts = parts[:3]
    return [
        furniture(one, "fact") for one in (parts if draw.random() < 0.5 else [", ".join(parts)])
    ]


def _filled(text: str, slots: dict[str, str]) -> str:
    for name, value in slots.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def with_furniture(
    turns: list[list[Block]], interview: Interview, words: Words, *, named: bool
) -> list[Block]:
    """Return all paragraphs of a file: its turns, and what stands before, between and after."""
    draw = words.draw
    found = head(interview, words, named=named)
    headings = draw.sample(words.lists["headings"], 3) if draw.random() < 0.25 else []
    title = next((block.text for block in found if block.style == "title"), "")
    page, running = _pages(title, draw, named=named)
    number = 1
    for index, turn in enumerate(turns):
        if headings and index % 6 == 0:
            found.append(furniture(headings.pop(), "heading"))
        elif page and index and index % 5 == 0:
            number += 1
            found += [furniture(page.format(n=number), "page")]
            found += [furniture(running, "page")] if running else []
        elif index and draw.random() < 0.03:
            found.append(furniture(draw.choice(words.lists["notes"]), "note"))
        found += turn
    if draw.random() < 0.3:
        found.append(furniture(draw.choice(words.lists["ends"]), "note"))
    return found


def _pages(title: str, draw: random.Random, *, named: bool) -> tuple[str, str]:
    """Return the form of page numbers and the running head, if a file has them in its text."""
    if draw.random() > 0.12:
        return "", ""
    forms = [form for form in PAGES if named or not form.startswith("-")]  # no turn with a dash
    return draw.choice(forms), title if draw.random() < 0.5 else ""
