"""Small corpora and codebooks, made of a few words."""

import pytest

from civic_qual.codebook.model import Code, Codebook, Example, Rule
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants


def make_transcript(name, turns, language="en", **attributes):
    """Make a transcript of (label, role, words) or words; `Label: words`, one line a turn."""
    text, made = "", []
    for turn in turns:
        label, role, said = turn if isinstance(turn, tuple) else ("R", "respondent", turn)
        start = len(text)
        text += f"{label}: {said}\n"
        begin = start + len(label) + 2
        made.append(
            Turn(
                start=start,
                end=len(text) - 1,
                spoken=((begin, len(text) - 1),),
                speaker=label,
                role=role,
                language=language,
            )
        )
    return Transcript(
        id=name, text=text, turns=tuple(made), attributes=attributes, language=language
    )


def make_corpus(*transcripts, people=None):
    speaks = {
        (one.id, turn.speaker): f"{one.id}/{turn.speaker}"
        for one in transcripts
        for turn in one.turns
        if turn.counted
    }
    return Corpus(tuple(transcripts), Participants(speaks, people or {}))


def make_rule(text, language="en", **options):
    return Rule(text, parse_rule(text, language), language, **options)


def make_code(name, rules=(), parent="", kind="theme", **more):
    """Make a code; rules are texts (in English) or `Rule`s."""
    made = tuple(rule if isinstance(rule, Rule) else make_rule(rule) for rule in rules)
    return Code(name, kind, parent, {"en": name}, rules=made, **more)


def make_codebook(*codes, lists=None, languages=("en", "fr")):
    opened = {
        name: {
            language: tuple(parse_rule(item, language) for item in items)
            for language, items in by_language.items()
        }
        for name, by_language in (lists or {}).items()
    }
    return Codebook("Test", "1", languages, tuple(codes), opened)


class Make:
    """The makers above, for tests that take the fixture `make`."""

    transcript = staticmethod(make_transcript)
    corpus = staticmethod(make_corpus)
    rule = staticmethod(make_rule)
    code = staticmethod(make_code)
    codebook = staticmethod(make_codebook)

    @staticmethod
    def example(text, language="en", **attributes):
        return Example(text, language, tuple(attributes.items()))


@pytest.fixture(scope="session")
def make():
    return Make
