"""The same counts, word by word and span by span: slow, plain, and without arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from civic_qual.language.words import words

NOT_COUNTED = ("interviewer", "observer")


@dataclass(frozen=True)
class Twin:
    """The twin of a measure: what a word counts for, whether whole things must have been read.

    `things` takes the study and a word; None where things are the mentions of a row.
    """

    things: Callable | None
    wholly: bool = False
    out_of: str = ""  # another measure, if not itself

    def __call__(self, study, word):
        return self.things(study, word)


# Every measure has a twin here; a test says so.
TWINS = {
    "segments": Twin(lambda study, word: [study.segment[word]], wholly=True),
    "mentions": Twin(None, out_of="words"),
    "participants": Twin(lambda study, word: [one] if (one := study.person(word)) else []),
    "transcripts": Twin(lambda _, word: [word[0]]),
    "words": Twin(lambda _, word: [word], out_of="words"),
}


def naive_counts(
    codings,
    by=(),
    level="theme",
    measure="segments",
    per_words=False,
    unit="turn",
    cross=None,
    include_interviewers=False,
    families=False,
):
    """Return {(row, column key): (count, denominator)} by the definitions of the tables."""
    study = Study(codings, unit, include_interviewers)
    counted = {}
    for row, (members, needed) in rows(codings, level, families, include_interviewers).items():
        columns = study.columns(
            members, [*needed, *([cross] if cross else [])], by, measure, per_words, cross
        )
        counted |= {(row, key): cell for key, cell in columns.items()}
    return counted


def rows(codings, level, families, include_interviewers=False):
    """Return the members of each row, and what must have been looked for."""
    book = codings.codebook
    tops = book.families if families else book.themes
    found = {}
    for top in tops:
        for code in below(book, top.id) if level == "code" else [top.id]:
            found[code] = below(book, code), [code]
    if not families:
        study = Study(codings, "turn", include_interviewers)
        every = [code for top in tops for code in below(book, top.id)]
        sought = [top.id for top in tops if any(study.read(word, top.id) for word in study.words)]
        found["any theme"] = every, sought or [top.id for top in tops]
    return found


def below(book, code):
    return [code, *(deeper for one in book if one.parent == code for deeper in below(book, one.id))]


class Study:
    def __init__(self, codings, unit, include_interviewers):
        self.codings, self.corpus, self.book = codings, codings.corpus, codings.codebook
        self.words = [
            (one.id, number, word.start, word.end)
            for one in self.corpus
            for number, turn in enumerate(one.turns)
            if include_interviewers or turn.role not in NOT_COUNTED
            for start, end in turn.spoken
            for word in words(one.text, turn.language or "en", start, end)
        ]
        self.segment = self.segments_of(unit)
        self.sentence = self.segments_of("sentence")
        self.spans = [
            tuple(row)
            for row in codings.rows[["transcript", "start", "end", "code", "status"]].itertuples(
                index=False
            )
        ]
        self.readings = [
            tuple(row)
            for row in codings.readings[["transcript", "start", "end", "codes"]].itertuples(
                index=False
            )
        ]

    def segments_of(self, unit):
        cut = self.corpus.segments(unit)
        names = list(self.corpus.positions)
        bounds = [
            (names[t], s, e) for t, s, e in zip(cut.transcript, cut.start, cut.end, strict=True)
        ]
        return {
            word: next(
                place
                for place, (name, start, end) in enumerate(bounds)
                if name == word[0] and start <= word[2] < end
            )
            for word in self.words
        }

    def columns(self, members, needed, by, measure, per_words, cross):
        read = {word for word in self.words if all(self.read(word, code) for code in needed)}
        if TWINS[measure].wholly:
            partly = {t for word in self.words if word not in read for t in self.of(word, measure)}
            read = {word for word in read if not partly.intersection(self.of(word, measure))}
        said = self.said(members, measure, read)
        over = "words" if per_words else TWINS[measure].out_of or measure
        base = {(word, thing) for word in read for thing in self.of(word, over)}
        labels = self.labels(by)
        cells = {}
        for label in [*labels, None]:
            key = label if label is not None else self.margin(by)
            here, out_of = self.distinct(said, by, label), self.distinct(base, by, label)
            if cross is None:
                cells[key] = len(here), len(out_of)
                continue
            key = key if by else ()
            somewhere = set()
            for code in [one.id for one in self.book if one.parent == cross] or [cross]:
                attached = {
                    (word, thing)
                    for word, thing in said
                    if self.same_sentence(word, below(self.book, code))
                }
                things = self.distinct(attached, by, label)
                somewhere |= things
                cells[(*key, code)] = (
                    len(things),
                    len(out_of if another_base(per_words, measure) else here),
                )
            cells[(*key, "none")] = (
                len(here - somewhere),
                len(out_of if another_base(per_words, measure) else here),
            )
            cells[(*key, "all")] = len(here), len(out_of)
        return cells

    def said(self, members, measure, read):
        if TWINS[measure].things is None:
            return {
                (word, mention)
                for mention in self.mentions(members)
                for word in read
                if touches(mention, word)
            }
        spans = [span for span in self.spans if span[3] in members and counts(span)]
        return {
            (word, thing)
            for word in read
            if any(touches(span, word) for span in spans)
            for thing in self.of(word, measure)
        }

    def mentions(self, members):
        merged = [span[:3] for span in self.spans if span[3] in members and counts(span)]
        for one, other in product(list(merged), repeat=2):
            joined = [
                span
                for span in merged
                if span[0] == one[0]
                and (overlap(span, one) or overlap(span, other))
                and overlap(one, other)
            ]
            if joined:
                union = (one[0], min(s for _, s, _ in joined), max(e for _, _, e in joined))
                merged = [span for span in merged if span not in joined] + [union]
        return set(merged)

    def of(self, word, measure):
        return TWINS[measure](self, word)

    def person(self, word):
        turn = self.corpus[word[0]].turns[word[1]]
        known = self.corpus.participants.of(word[0], turn.speaker)
        return known or ("" if turn.role in NOT_COUNTED else f"{word[0]}/{turn.speaker}")

    def read(self, word, code):
        """Whether a word was read for a code: for itself, or for every code below it."""
        told = any(
            name == word[0]
            and start <= word[2]
            and word[3] <= end
            and (codes == "*" or code in codes.split())
            for name, start, end, codes in self.readings
        )
        children = [one.id for one in self.book if one.parent == code]
        return told or (bool(children) and all(self.read(word, child) for child in children))

    def label(self, word, by):
        own = self.corpus.participants.attributes.get(self.person(word), {})
        whole = {"transcript": word[0], **self.corpus[word[0]].attributes}
        return tuple(own.get(name) or whole.get(name) or "not stated" for name in by)

    def labels(self, by):
        return sorted({self.label(word, by) for word in self.words} if by else [])

    def margin(self, by):
        return ("all", *[""] * (len(by) - 1))

    def distinct(self, pairs, by, label):
        return {thing for word, thing in pairs if label is None or self.label(word, by) == label}

    def same_sentence(self, word, codes):
        return any(
            self.sentence[other] == self.sentence[word]
            and any(
                touches(span, other) for span in self.spans if span[3] in codes and counts(span)
            )
            for other in self.words
        )


def another_base(per_words, measure):
    return per_words or bool(TWINS[measure].out_of)


def counts(span):
    return span[4] != "rejected" and span[2] > span[1]


def touches(span, word):
    return span[0] == word[0] and span[1] < word[3] and word[2] < span[2]


def overlap(one, other):
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
