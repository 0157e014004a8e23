"""An invented study of any size: interviews, and a codebook with rules that meet their words.

Sentences are walks through the bundled interviews, from each word to one that follows it there,
so that vocabulary and phrases are those of people talking about protection. The same seed makes
the same study.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import civic_qual as cq
from civic_qual.codebook.model import Codebook
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants

TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.,;:?!]")
COUNTRIES = ("CAR", "DRC", "Mali", "South Sudan")
GROUPS = ("community", "peacekeepers", "authorities", "local organisations")
ASKED, ANSWERED = (5, 25), (20, 110)  # words in a turn
LANGUAGES = ("en", "en", "en", "fr")  # of the interviews, in turn
SHAPES = {
    "{a}": 40,
    "{a:.7}*": 10,
    "{b} {c}": 20,
    "{a} OR {d}": 6,
    "{a} NEAR/6 {d}": 10,
    "{a} BEFORE/6 {d}": 4,
    "{a} AND {d}": 5,
    "({a} OR {b}) NOT {d}": 2,
}  # with weights


@dataclass(frozen=True)
class Study:
    """A corpus, and a codebook as the text of its file."""

    corpus: Corpus
    codebook_text: str

    @property
    def codebook(self) -> Codebook:
        """The codebook, read from a file as a researcher's is."""
        return read_text(self.codebook_text)


def study(
    interviews: int = 60, words: int = 5000, codes: int = 60, rules: int = 500, seed: int = 1
) -> Study:
    """Make a study: `words` an interview, `rules` spread over `codes` in four themes."""
    draw = random.Random(seed)
    walks = {language: Walk(language, draw) for language in sorted(set(LANGUAGES))}
    transcripts = [interview(number, words, walks, draw) for number in range(interviews)]
    corpus = Corpus(tuple(transcripts), participants(transcripts, draw))
    return Study(corpus, codebook_text(corpus, codes, rules, draw))


def read_text(codebook_text: str) -> Codebook:
    """Read a codebook from its text, by way of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codebook.yaml"
        path.write_text(codebook_text, encoding="utf-8")
        return cq.read_codebook(path)


@cache
def _bundled() -> Corpus:
    return cq.example_corpus()


class Walk:
    """Endless talk in one language: after each word one that follows it in the interviews."""

    def __init__(self, language: str, draw: random.Random) -> None:
        self.draw = draw
        self.followers: dict[str, list[str]] = defaultdict(list)
        for transcript in _bundled():
            for turn in transcript.turns:
                if turn.language == language:
                    said = " ".join(transcript.text[start:end] for start, end in turn.spoken)
                    tokens = TOKEN.findall(said)
                    for one, other in pairwise(tokens):
                        self.followers[one].append(other)

    def sentences(self, words: int) -> str:
        """Return about so many words, to the end of a sentence."""
        tokens = ["."]
        while len(tokens) <= words or tokens[-1] not in ".?!":
            tokens.append(self.draw.choice(self.followers.get(tokens[-1]) or ["."]))
        return re.sub(r" (?=[.,;:?!])", "", " ".join(tokens[1:]))


def interview(number: int, words: int, walks: dict[str, Walk], draw: random.Random) -> Transcript:
    """Make one interview: questions, and answers of one person or two."""
    language = LANGUAGES[number % len(LANGUAGES)]
    turns: list[Turn] = []
    text, said = "", 0
    while said < words:
        asked = len(turns) % 2 == 0
        speaker = "I" if asked else draw.choice(["R1", "R1", "R2"])
        content = walks[language].sentences(draw.randint(*(ASKED if asked else ANSWERED)))
        start = len(text)
        text += f"{speaker}: {content}"
        turns.append(
            Turn(
                start=start,
                end=len(text),
                spoken=((len(text) - len(content), len(text)),),
                speaker=speaker,
                role="interviewer" if asked else "respondent",
                language=language,
            )
        )
        text += "\n"
        said += content.count(" ") + 1
    attributes = {
        "country": COUNTRIES[number % 7 % len(COUNTRIES)],
        "respondent_group": draw.choice(GROUPS),
        "invented": "yes",
        "date": f"{draw.randint(2016, 2024)}-{draw.randint(1, 12):02d}",
    }
    return Transcript(
        id=f"interview_{number + 1:04d}",
        text=text,
        turns=tuple(turns),
        attributes=attributes,
        language=language,
    )


def participants(transcripts: list[Transcript], draw: random.Random) -> Participants:
    """Make a person of every respondent."""
    speaks = {
        (one.id, turn.speaker): f"{one.id}/{turn.speaker}"
        for one in transcripts
        for turn in one.turns
        if turn.counted
    }
    return Participants(
        speaks, {person: {"gender": draw.choice(["woman", "man"])} for person in speaks.values()}
    )


def codebook_text(corpus: Corpus, codes: int, rules: int, draw: random.Random) -> str:
    """Write a codebook of four themes whose rules are drawn from what is said in a corpus."""
    written = {
        language: distinct_rules(vocabulary, rules, draw)
        for language, vocabulary in vocabularies(corpus).items()
    }
    lines = ["title: An invented study", "languages: [en, fr]", "codes:"]
    for theme in range(4):
        lines += [f"  - id: t{theme}", f"    name: {{en: Theme {theme}}}", "    children:"]
        for code in range(theme, codes - 4, 4):
            lines += [
                f"      - id: t{theme}.c{code}",
                f"        name: {{en: Code {code}}}",
                f"        definition: {{en: What is said about matter {code}.}}",
                "        rules:",
            ]
            for place, language in enumerate(written):
                share = range(code + place * (codes - 4), rules, len(written) * (codes - 4))
                lines += _rules(language, [written[language][number] for number in share])
    return "\n".join(lines) + "\n"


def _rules(language: str, rules: list[str]) -> list[str]:
    """Write rules as a block or, where the last is to leave out what is denied, as a list."""
    if len(rules) % 2:
        return [f"          {language}: |", *(f"            {rule}" for rule in rules)]
    lines = [f"            - {json.dumps(rule, ensure_ascii=False)}" for rule in rules[:-1]]
    last = [
        f"            - rule: {json.dumps(rule, ensure_ascii=False)}\n"
        "              unless_negated: true"
        for rule in rules[-1:]
    ]
    return [f"          {language}:", *lines, *last] if rules else []


def vocabularies(corpus: Corpus) -> dict[str, list[tuple[str, str]]]:
    """Return, by language, pairs of neighbours neither rare nor in every sentence."""
    said: dict[str, list[str]] = defaultdict(list)
    for transcript in corpus:
        said[transcript.language] += TOKEN.findall(transcript.text)
    found = {}
    for language, tokens in sorted(said.items()):
        counts = Counter(tokens)
        highest = max(20, len(tokens) // 8_000)
        chosen = {
            word
            for word, count in counts.items()
            if 2 <= count <= highest and word.isalpha() and word.islower() and len(word) > 3
        }
        pairs = Counter(pairwise(tokens))
        found[language] = sorted(
            pair for pair in pairs if chosen.issuperset(pair) and pair[0] != pair[1]
        )
    return found


def distinct_rules(
    vocabulary: list[tuple[str, str]], number: int, draw: random.Random
) -> list[str]:
    """Draw rules that all differ."""
    found: dict[str, None] = {}
    while len(found) < number:
        found[rule(vocabulary, draw)] = None
    return list(found)


def rule(vocabulary: list[tuple[str, str]], draw: random.Random) -> str:
    """Draw a rule of one of the shapes; `b` and `c` are neighbours somewhere in the corpus."""
    (shape,) = draw.choices(list(SHAPES), list(SHAPES.values()))
    (a, _), (b, c), (_, d) = (draw.choice(vocabulary) for _ in range(3))
    return shape.format(a=a, b=b, c=c, d=d)
