"""Files that are no interviews: notes of a meeting, agendas, reports, questionnaires."""

from __future__ import annotations

from benchmarks.interviewing.model import Block, Written, furniture
from benchmarks.interviewing.words import Words

KINDS = ("notes", "agenda", "report", "questionnaire")


def other(words: Words, kind: str) -> Written:
    """Return a file of a kind that holds no interview."""
    make = {"notes": _notes, "agenda": _agenda, "report": _report, "questionnaire": _questionnaire}
    return Written(make[kind](words), kind, None, kind, words.language)


def _notes(words: Words) -> list[Block]:
    draw = words.draw
    title, *facts = words.lists["heads"]
    found = [furniture(words.fill(title), "title")]
    found += [furniture(words.fill(fact), "fact") for fact in facts]
    bullet = draw.choice(("- ", "• ", "* ", "", ""))
    for heading in draw.sample(words.lists["headings"], draw.randrange(2, 5)):
        found.append(furniture(heading, "heading"))
        for _ in range(draw.randrange(2, 6)):
            number = 1 if bullet else draw.randrange(1, 4)
            text = " ".join(words.one_of("noted") for _ in range(number))
            found.append(furniture(bullet + text))
    return found


def _titled(words: Words, kind: str) -> list[Block]:
    return [furniture(words.one_of(f"titles of {kind}s"), "title")]


def _agenda(words: Words) -> list[Block]:
    draw, found = words.draw, _titled(words, "agenda")
    form = draw.choice(("{a} {b}", "{a} - {c}  {b}", "{a}: {b}", "{a}\t{b}", "{n}. {b}"))
    hour = 8
    for number in range(1, draw.randrange(6, 12)):
        times = (
            (f"{hour:02}:00", f"{hour + 1:02}:00")
            if words.language == "en"
            else (f"{hour}h00", f"{hour + 1}h00")
        )
        found.append(
            furniture(form.format(a=times[0], c=times[1], b=words.one_of("planned"), n=number))
        )
        hour += 1
    return found


def _report(words: Words) -> list[Block]:
    draw, found = words.draw, _titled(words, "report")
    for heading in draw.sample(words.lists["headings"], draw.randrange(2, 5)):
        found.append(furniture(heading, "heading"))
        for _ in range(draw.randrange(2, 5)):
            some = [words.one_of("reported") for _ in range(draw.randrange(1, 4))]
            found.append(furniture(" ".join(some)))
    return found


def _questionnaire(words: Words) -> list[Block]:
    draw, found = words.draw, _titled(words, "questionnaire")
    form = draw.choice(("{n}. {q}", "Q{n}: {q}", "{n}) {q}", "Question {n}: {q}"))
    for number in range(1, draw.randrange(6, 15)):
        found.append(furniture(form.format(n=number, q=words.one_of("questions"))))
        if draw.random() < 0.8:
            found.append(furniture(words.one_of("answers"), "attached"))
    return found
