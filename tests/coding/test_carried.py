"""What carries a code and what was read for it, word by word: all who ask get the same answer.

The oracle knows words as runs of letters, and turns, sentences and transcripts by how the texts
are made here. It shares no code with the house.
"""

import re
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import civic_qual as cq
from civic_qual.analysis.agreement.judgements import judgements
from civic_qual.coding.carried import carried
from civic_qual.errors import ModelError
from civic_qual.learning.corpus_rows import rows_of_codings

SENTENCES = ("We fled at night.", "Nobody came.", "They have a plan for us.", "Yes.")
TREES = (
    {"plan": "", "plan.a": "plan", "plan.b": "plan", "harm": ""},
    {"plan": "", "plan.a": "plan", "plan.a.x": "plan.a", "plan.a.y": "plan.a", "plan.b": "plan"},
    {"plan": "", "harm": "", "harm.a": "harm"},
)


class Oracle:
    """Segments as lists of words, and what codings and readings say of each word."""

    def __init__(self, transcripts, tree, coded, read, unit):
        self.tree, self.coded, self.read = tree, coded, read
        self.segments = [
            segment
            for name, turns in sorted(transcripts.items())
            for segment in self.cut(name, turns, unit)
        ]

    def cut(self, name, turns, unit):
        """Yield (key, words): the words that count of every segment, as (transcript, from, to)."""
        at, whole = 0, []
        for label, sentences in turns:
            begin = at
            at += len(f"{label}: ")
            turn = []
            for number, sentence in enumerate(sentences):
                words = [
                    (name, at + word.start(), at + word.end())
                    for word in re.finditer(r"[A-Za-z]+", sentence)
                ]
                if unit == "sentence":
                    yield (name, at), words if label != "Q" else []
                turn += words
                at += len(sentence) + (number + 1 < len(sentences))
            if unit == "turn":
                yield (name, begin), turn if label != "Q" else []
            whole += turn if label != "Q" else []
            at += 1
        if unit == "transcript":
            yield (name, 0), whole

    def was_read(self, word, code):
        below = [one for one, parent in self.tree.items() if parent == code]
        return any(
            name == word[0]
            and start <= word[1]
            and word[2] <= end
            and (codes == "*" or code in codes.split())
            for name, start, end, codes in self.read
        ) or (bool(below) and all(self.was_read(word, one) for one in below))

    def says(self, word, code):
        below = [one for one, parent in self.tree.items() if parent == code]
        return any(
            name == word[0] and start < word[2] and word[1] < end and code == told
            for name, start, end, told, status in self.coded
            if status != "rejected"
        ) or any(self.says(word, one) for one in below)

    def answers(self):
        """Return {(segment, code): whether carried}, only of segments read for the code."""
        return {
            (key, code): any(self.says(word, code) for word in words)
            for key, words in self.segments
            for code in self.tree
            if words and all(self.was_read(word, code) for word in words)
        }


@st.composite
def studies(draw, make):
    tree = draw(st.sampled_from(TREES))
    transcripts = {
        name: draw(
            st.lists(
                st.tuples(
                    st.sampled_from(["R", "Q"]),
                    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2),
                ),
                min_size=1,
                max_size=3,
            )
        )
        for name in ("a", "b")
    }
    roles = {"R": "respondent", "Q": "interviewer"}
    corpus = make.corpus(
        *(
            make.transcript(name, [(who, roles[who], " ".join(said)) for who, said in turns])
            for name, turns in transcripts.items()
        )
    )
    edges = {name: edges_of(corpus[name]) for name in transcripts}
    wholes = st.sampled_from([(name, 0, len(corpus[name].text)) for name in transcripts])
    spans = st.one_of(
        wholes,
        st.sampled_from(["a", "b"]).flatmap(
            lambda name: st.tuples(
                st.just(name), st.sampled_from(edges[name]), st.sampled_from(edges[name])
            ).filter(lambda span: span[1] < span[2])
        ),
    )
    families = sorted(
        {" ".join(code for code in tree if tree[code] == parent) for parent in tree.values()}
    )
    lists = st.one_of(
        st.just("*"),
        st.sampled_from(families),
        st.lists(st.sampled_from(sorted(tree)), min_size=1, unique=True).map(" ".join),
    )
    statuses = st.sampled_from(["accepted", "suggested", "rejected"])
    coded = draw(
        st.lists(
            st.tuples(spans, st.sampled_from(sorted(tree)), statuses).map(
                lambda row: (*row[0], row[1], row[2])
            ),
            max_size=4,
        )
    )
    read = draw(
        st.lists(st.tuples(spans, lists).map(lambda row: (*row[0], row[1])), min_size=1, max_size=6)
    )
    book = make.codebook(*(make.code(code, parent=parent) for code, parent in tree.items()))
    return corpus, book, transcripts, tree, coded, read


def edges_of(transcript):
    """Return where spans may begin and end: turns, words, and the middles of some words."""
    turns = {edge for turn in transcript.turns for edge in (turn.start, turn.end)}
    words = {edge for word in re.finditer(r"\w+", transcript.text) for edge in word.span()}
    return sorted(turns | {0, len(transcript.text)}) * 4 + sorted(words)


def codings_of(corpus, book, coded, read):
    return cq.read_codings(frame_of(coded, read, "anna"), corpus, book)


def laid_out(corpus, unit, codes, values):
    """Return {(segment, code): carried} of a matrix with NaN where a segment was not read."""
    segments = corpus.segments(unit)
    keys = [
        (corpus.transcripts[transcript].id, start)
        for transcript, start in zip(segments.transcript, segments.start.tolist(), strict=True)
    ]
    return {
        (keys[row], codes[column]): bool(values[row, column])
        for row, column in np.argwhere(~np.isnan(values)).tolist()
    }


def of_tables(codings, unit):
    found = carried(codings, unit, level="code")
    columns = [column for column, row in enumerate(found.rows) if row.id in codings.codebook]
    values = np.where(found.read, found.matrix.toarray().astype(float), np.nan)[:, columns]
    return laid_out(codings.corpus, unit, [found.rows[one].id for one in columns], values)


def of_theme_table(codings, unit):
    """What a table counts: {code: (segments that carry it, segments read for it)}."""
    table = cq.theme_table(codings, measure="segments", unit=unit, level="code", normalise=None)
    cells = table.long[["theme", "code", "count", "denominator"]].itertuples(index=False, name=None)
    told = {code or theme: (count, read) for theme, code, count, read in cells}
    return {code: numbers for code, numbers in told.items() if code in codings.codebook}


def counted(answers, tree):
    """Return what a table says of the answers of the oracle."""
    of_code = {code: [said for (_, one), said in answers.items() if one == code] for code in tree}
    return {code: (sum(said), len(said)) for code, said in of_code.items()}


def of_training(codings, unit):
    """What a model would learn from, however little it is."""
    with patch("civic_qual.learning.corpus_rows.refuse_unlearnable"):
        try:
            rows = rows_of_codings(codings, unit)
        except ModelError:
            return {}  # nothing was read
    where = rows.spans if hasattr(rows, "spans") else rows.places
    keys = list(zip(where.transcript, where.start.tolist(), strict=True))
    return {
        (keys[row], rows.codes[column]): bool(rows.targets[row, column])
        for row, column in np.argwhere(~np.isnan(rows.targets)).tolist()
    }


def of_agreement(corpus, book, coded, read, unit):
    """What `anna` says beside `ben`, who has read everything and found nothing."""
    everything = [(one.id, 0, len(one.text), "*") for one in corpus]
    both = cq.read_codings(
        pd.concat(
            [
                frame_of(coded, read, "anna"),
                frame_of([], everything, "ben"),
            ]
        ),
        corpus,
        book,
    )
    told = judgements(both, coders=("anna", "ben"), unit=unit, level="code")
    found = told.by_coder[0]
    values = np.where(found.read, found.matrix.toarray().astype(float), np.nan)
    return laid_out(corpus, unit, [row.id for row in found.rows], values)


def frame_of(coded, read, coder):
    titles = ["kind", "transcript", "start", "end", "code", "status", "coder", "coded_unit"]
    rows = [
        *(("coding", *row[:4], row[4], coder, "word") for row in coded),
        *(("reading", *row, "", coder, "word") for row in read),
    ]
    return pd.DataFrame(rows, columns=titles)


def of_csv(codings, tree, oracle, unit):
    """Recount codings.csv as its documentation says: rows of kind reading and coding alone."""
    frame = codings.to_csv_frame(unit=unit)
    words = dict(oracle.segments)
    coded = [
        (row.transcript, row.start, row.end, row.code, row.status)
        for row in frame[frame["kind"] == "coding"].itertuples()
    ]
    counting = Oracle({}, tree, coded, [], unit)
    answers = {}
    for row in frame[frame["kind"] == "reading"].itertuples():
        key = row.transcript, row.start
        if not words[key]:
            continue  # what only interviewers say is told too, and counts in no table
        for code in spelt_out(row.code, tree):
            answers[key, code] = any(counting.says(word, code) for word in words[key])
    return answers


def spelt_out(written, tree):
    """Return the codes a reading row tells: `*`, `plan.*` and `plan`."""
    codes = set()
    for name in written.split():
        if name == "*":
            codes |= set(tree)
        elif name.endswith(".*"):
            top = name.removesuffix(".*")
            codes |= {code for code in tree if code == top or code.startswith(f"{top}.")}
        else:
            codes.add(name)
    return codes


@settings(deadline=None, max_examples=100, phases=[Phase.generate])
@given(st.data(), st.sampled_from(["turn", "sentence", "transcript"]))
def test_tables_training_agreement_and_files_answer_alike(make, data, unit):
    corpus, book, transcripts, tree, coded, read = data.draw(studies(make))
    oracle = Oracle(transcripts, tree, coded, read, unit)
    expected = oracle.answers()
    codings = codings_of(corpus, book, coded, read)
    assert of_tables(codings, unit) == expected
    assert of_theme_table(codings, unit) == counted(expected, tree)
    assert of_training(codings, unit) == expected
    assert of_agreement(corpus, book, coded, read, unit) == expected
    assert of_csv(codings, tree, oracle, unit) == expected
    if expected:  # or else read_codings takes it that who coded has read all
        back = cq.read_codings(codings.to_csv_frame(unit=unit), corpus, book)
        assert of_tables(back, unit) == expected


def test_a_reading_that_lists_all_codes_below_one_reads_for_it(make):
    """Found so: a denominator of 18 in the table, and no reading of `plan` in codings.csv."""
    corpus = make.corpus(make.transcript("a", ["We fled.", "Nobody came."]))
    book = make.codebook(
        make.code("plan"), make.code("plan.a", parent="plan"), make.code("plan.b", parent="plan")
    )
    codings = codings_of(corpus, book, [], [("a", 0, len(corpus["a"].text), "plan.a plan.b")])
    table = cq.theme_table(codings, measure="segments")
    assert table.long.loc[table.long["theme"] == "plan", "denominator"].tolist() == [2]
    assert codings.to_csv_frame()["code"].tolist() == ["*", "*"]


def test_two_readings_that_list_a_half_each_read_for_the_whole(make):
    corpus = make.corpus(make.transcript("a", ["We fled."]))
    book = make.codebook(
        make.code("plan"), make.code("plan.a", parent="plan"), make.code("plan.b", parent="plan")
    )
    whole = 0, len(corpus["a"].text)
    codings = codings_of(corpus, book, [], [("a", *whole, "plan.a"), ("a", *whole, "plan.b")])
    assert codings.to_csv_frame()["code"].tolist() == ["*"]
    assert carried(codings).read.all()


@pytest.mark.parametrize("unit", ["sentence", "turn", "paragraph", "transcript"])
def test_where_nobody_says_a_word_nothing_is_read(make, unit):
    """Without spoken pieces there are no sentences: that was an error of numpy's."""
    silent = cq.Transcript(
        id="a",
        text="[silence]",
        turns=(cq.Turn(start=0, end=9, spoken=(), speaker="R", role="respondent", language="en"),),
    )
    book = make.codebook(make.code("plan"))
    codings = codings_of(cq.Corpus((silent,)), book, [], [("a", 0, 9, "*")])
    found = carried(codings, unit)
    assert found.read.shape == (len(found.segments), 2)
    assert not found.read.any()
    assert codings.to_csv_frame(unit=unit).empty
