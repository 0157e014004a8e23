"""A study in which everything that somebody may name or write is written by somebody hostile."""

import json

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.corpus.people import Participants
from civic_qual.study.work.acts import CodePassage, ReadItem

SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script></script>"
LONG = "w" * 300
TURNED = "\u202eerongi\u200b\u200d"
FILLED = "{{7*7}} ${1} {n} {code}"
PATH = "../../x"
FORMULA = "=1+1"
QUOTED = "\"><b>it's</b> & 100%?#"
ARABIC = "قالوا لنا 🔥👨‍👩‍👧"
OWN = ("__proto__", "constructor", "toString")
TEXTS = (SCRIPT, LONG, TURNED, FILLED, PATH, FORMULA, QUOTED, ARABIC, "one\ttab\nline", *OWN)
CODES = (
    *OWN,
    "hasOwnProperty",
    "<img>onerror=alert(3)",
    "%2e%2e&x=1?#y",
    FORMULA,
    LONG,
    "${1}{{7}}",
)
CODERS = (f"{SCRIPT}, {LONG}", "__proto__")
LEAD = "constructor"


def _codebook():
    """Return a codebook; what JSON can hold, YAML reads."""
    fields = {"constructor": "text", "to_whom": {"one_of": [SCRIPT, LONG]}}
    codes = [
        {
            "id": code,
            "name": {"en": one, "fr": other},
            "definition": {"en": other + SCRIPT, "fr": one + LONG},
            "rules": {"en": ["market", "zz" * 120]},
            "examples": {"en": [f"The market {one}"]},
            "fields": fields,
        }
        for code, one, other in zip(CODES, TEXTS, (*TEXTS[3:], *TEXTS), strict=False)
    ]
    told = {"title": SCRIPT, "version": "1", "languages": ["en", "fr"], "codes": codes}
    return codebook_of(json.dumps(told, ensure_ascii=False))


def _transcript(name, number):
    text, turns = "", []
    for at, said in enumerate(TEXTS):
        speaker = TEXTS[(at + number) % len(TEXTS)].split("\n")[0] if at % 2 else "I"
        start = len(text)
        words = f"We went to the market {said} and it burned."
        text += f"{speaker}: {words}\n\n"
        begins = start + len(speaker) + 2
        turns.append(
            Turn(
                start=start,
                end=len(text) - 2,
                spoken=((begins, len(text) - 2),),
                speaker=speaker,
                role="respondent" if at % 2 else "interviewer",
                language="en",
            )
        )
    attributes = {LONG: SCRIPT, SCRIPT: TURNED, "words": LONG, "country": QUOTED, "place": PATH}
    if number % 2:
        attributes |= {"constructor": FILLED, "__proto__": "mine"}
    return Transcript(
        id=name,
        text=text,
        turns=tuple(turns),
        attributes=attributes,
        language="en",
        source=f"{name}.txt",
    )


NAMES = TEXTS[:8] + OWN + ("one\ttab",)


def hostile_study(path):
    """Make the study: two coders have read all of a sample blind and differ; return its path."""
    transcripts = tuple(_transcript(name, number) for number, name in enumerate(NAMES))
    people = Participants(
        attributes={SCRIPT: {"gender": SCRIPT, "constructor": "x"}, "__proto__": {"gender": LONG}},
        declared={
            (one.id, turn.speaker): (SCRIPT, "__proto__", "constructor", LONG)[number % 4]
            for number, one in enumerate(transcripts)
            for turn in one.turns
            if turn.role == "respondent"
        },
    )
    corpus = Corpus(transcripts, people.resolved(transcripts), (SCRIPT,), (LONG,))
    with cq.Study.create(path, corpus, _codebook(), who=SCRIPT) as study:
        study.keep_sample(cq.draw_sample(study.corpus, n=24, double=1, seed=1, name=SCRIPT))
        study.assign(SCRIPT, SCRIPT, list(CODERS), who=LEAD)
        for number, coder in enumerate(CODERS):
            acts = []
            for at, item in enumerate(study.queue(SCRIPT, coder).items):
                code = CODES[(at + number * (at % 2)) % len(CODES)]
                passage = {
                    name: getattr(item, name) for name in ("transcript", "revision", "start", "end")
                }
                fields = {"to_whom": LONG}
                acts.append(CodePassage(**passage, code=code, memo=TEXTS[at % 12], fields=fields))
                acts.append(ReadItem(item=item.key))
            study.act(acts, coder=coder, queue=SCRIPT)
        study.memo(SCRIPT + LONG, coder=SCRIPT, code="__proto__")
        study.set(author=SCRIPT, organisation=LONG, period=TURNED, who=LEAD)
        study.assign(
            "toString",
            [(n, 0, 40) for n in NAMES[:2]],
            [LEAD],
            kind="search",
            asked=SCRIPT,
            who=SCRIPT,
        )
    return path
