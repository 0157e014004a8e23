"""Interviews as rows: tables in documents, sheets and comma-separated files."""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.interviewing.model import Block, Interview, Span, Spans, Utterance
from benchmarks.interviewing.words import Words

SPEAKER = {
    "en": ("Speaker", "Who", "Name", "Speaker name", "speaker", "Person", "Role"),
    "fr": ("Locuteur", "Qui", "Nom", "Intervenant", "locuteur", "Personne", "Rôle"),
}
WORDS = {
    "en": ("Text", "Words", "Utterance", "Transcript", "text", "Content", "What was said"),
    "fr": ("Texte", "Propos", "Énoncé", "Verbatim", "texte", "Contenu", "Transcription"),
}
TIME = {"en": ("Time", "Start", "Timestamp"), "fr": ("Temps", "Début", "Minutage")}
NUMBER = {"en": ("No.", "#", "Turn"), "fr": ("N°", "#", "Tour")}
PAIR = {
    "en": (("Question", "Answer"), ("Questions", "Answers"), ("Interviewer", "Respondent")),
    "fr": (("Question", "Réponse"), ("Questions", "Réponses"), ("Enquêteur", "Répondant")),
}


def rows(interview: Interview, words: Words, *, headed: bool) -> tuple[list[Block], dict[str, str]]:
    """Return a row an utterance (or paragraph), with a first row that names the columns or not."""
    draw, language = words.draw, words.language
    columns = [SPEAKER, WORDS]
    if draw.random() < 0.35:
        columns.insert(0, TIME)
    if draw.random() < 0.3:
        columns.insert(0, NUMBER)
    if headed and draw.random() < 0.1:
        columns = [*columns[:-2], WORDS, SPEAKER]
    by_paragraph = draw.choice(("never", "never", "named", "empty"))
    colon = ":" if not headed and draw.random() < 0.4 else ""
    found = []
    if headed:
        names = tuple(
            (Span(draw.choice(one[language]), "furniture", bold=True),) for one in columns
        )
        found.append(Block(names, "header"))
    seconds = draw.randrange(20)
    for number, (one, spans, label) in enumerate(_pieces(interview, by_paragraph), 1):
        cells: dict[int, Spans] = {
            id(SPEAKER): (Span(label + colon if label else "", "label"),),
            id(WORDS): spans,
            id(TIME): (
                Span(f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}", "time"),
            ),
            id(NUMBER): (Span(str(number), "number"),),
        }
        seconds += 2 + draw.randrange(3, 30) * len(one.paragraphs)
        found.append(Block(tuple(cells[id(column)] for column in columns), "row"))
    features = {"header": str(headed), "rows": by_paragraph, "columns": str(len(columns))}
    return found, features


def _pieces(interview: Interview, by_paragraph: str) -> Iterator[tuple[Utterance, Spans, str]]:
    """Yield what stands in a row: an utterance, or a paragraph of it with or without its name."""
    for one in interview.utterances:
        label = one.person.label
        if by_paragraph == "never":
            spans: list[Span] = []
            for index, paragraph in enumerate(one.paragraphs):
                spans += [Span("\n", "aside")] * bool(index) + list(paragraph)
            yield one, tuple(spans), label
            continue
        for index, paragraph in enumerate(one.paragraphs):
            yield one, paragraph, "" if index and by_paragraph == "empty" else label


def question_rows(interview: Interview, draw: random.Random, *, headed: bool) -> list[Block]:
    """Return a row a question with what is answered to it; only for two people."""
    found = []
    if headed:
        names = draw.choice(PAIR[interview.language])
        found.append(Block(tuple((Span(one, "furniture", bold=True),) for one in names), "header"))
    pending: Spans = ()
    for one in interview.utterances:
        if one.person.role == "interviewer":
            pending = one.paragraphs[0]
        else:
            found.append(Block((pending, one.paragraphs[0]), "row"))
            pending = ()
    if pending:
        found.append(Block((pending, ()), "row"))
    return found
