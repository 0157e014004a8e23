"""Every number against its naive twin, over random corpora, codings and readings."""

from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.analysis.measures import MEASURES
from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.coding.carried import carried
from tests.analysis.naive import TWINS, Study, naive_counts, rows
from tests.analysis.studies import studies

NAMES = st.sampled_from(list(TWINS))
UNITS = st.sampled_from(["sentence", "paragraph", "turn", "transcript"])
LEVELS = st.sampled_from(["theme", "code"])


@settings(deadline=None, max_examples=40)
@given(studies(), NAMES, UNITS, LEVELS, st.booleans(), st.booleans(), st.data())
def test_every_cell_is_what_a_naive_count_finds(
    study, measure, unit, level, everybody, families, data
):
    by = data.draw(
        st.lists(st.sampled_from(["transcript", *known(study.corpus)]), max_size=2, unique=True)
    )
    table = theme_table(
        study,
        by=by,
        level=level,
        measure=measure,
        unit=unit,
        include_interviewers=everybody,
        families=families,
    )
    expected = naive_counts(
        study, by, level, measure, unit=unit, include_interviewers=everybody, families=families
    )
    assert cells(table, expected) == expected


@settings(deadline=None, max_examples=30)
@given(studies(), NAMES, UNITS, st.booleans(), st.data())
def test_crossing_a_family_is_what_a_naive_count_finds(study, measure, unit, per_words, data):
    allowed = "per_1000_words" not in MEASURES[measure].without
    rate = "per_1000_words" if per_words and allowed else None
    by = data.draw(
        st.lists(st.sampled_from(known(study.corpus)), max_size=1)
        if known(study.corpus)
        else st.just([])
    )
    table = theme_table(
        study, by=by, level="code", measure=measure, normalise=rate, unit=unit, cross="view"
    )
    expected = naive_counts(study, by, "code", measure, rate is not None, unit, cross="view")
    assert cells(table, expected) == expected


@settings(deadline=None, max_examples=30)
@given(studies(), NAMES, st.booleans())
def test_as_many_passages_as_a_cell_counts_stand_behind_it(study, measure, crossed):
    table = theme_table(
        study,
        by="transcript",
        level="code",
        measure=measure,
        cross="view" if crossed else None,
    )
    for row in table.rows:
        for column in table.columns.all:
            passages = table.passages(row.id, column.key)
            count = table.counts.loc[row.id, column.key if crossed else column.key[0]]
            if measure in ("segments", "mentions"):
                assert len(passages) == count
            elif measure == "transcripts":
                assert passages["transcript"].nunique() == count
            else:
                assert bool(len(passages)) == bool(count)


@settings(deadline=None, max_examples=30)
@given(studies(), UNITS)
def test_a_segment_carries_what_a_naive_look_finds(study, unit):
    found = carried(study, unit)
    naive = Study(study, unit, include_interviewers=False)
    for place, (row, (members, needed)) in enumerate(rows(study, "code", False).items()):
        assert found.rows[place].id == row
        read = {word for word in naive.words if all(naive.read(word, code) for code in needed)}
        partly = {naive.segment[word] for word in naive.words if word not in read}
        whole = {word for word in read if naive.segment[word] not in partly}
        assert set(found.read[:, place].nonzero()[0]) == {naive.segment[word] for word in whole}
        assert set(found.matrix[:, [place]].nonzero()[0]) == {
            thing for _, thing in naive.said(members, "segments", whole)
        }


def cells(table, expected):
    """Return {(row, column key): (count, denominator)}; groups nobody speaks in must be empty."""
    found = {
        (row.id, column.key): (table.count[r, c], table.denominator[r, c])
        for r, row in enumerate(table.rows)
        for c, column in enumerate(table.columns.all)
    }
    assert all(cell == (0, 0) for key, cell in found.items() if key not in expected)
    return {key: cell for key, cell in found.items() if key in expected}


def known(corpus):
    return sorted({*corpus.attributes.columns, *corpus.participants.attribute_names})
