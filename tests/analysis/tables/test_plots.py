import xml.etree.ElementTree as ElementTree

import pytest

from civic_qual.analysis.tables.plots import figure_svg
from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.codebook.model import Code, Codebook
from civic_qual.corpus.model import Corpus
from civic_qual.errors import TableError
from tests.analysis.small import codebook, codings, interview

HOSTILE = ["$x$", "_hidden", "<b>&\"'", "日本", "مالي", "a\nb", "%s{}"]


def svg(table, title="Themes"):
    return figure_svg(table.plot(), title)


def texts(picture):
    return [
        node.text or ""
        for node in ElementTree.fromstring(picture).iter()
        if node.tag.endswith("text")
    ]


def test_a_chart_says_every_count_and_what_it_is_out_of(coded):
    shown = texts(svg(theme_table(coded, by="country", normalise="share")))
    assert "50% (2 of 4)" in shown
    assert {"Plan", "Alert", "CAR", "Mali", "share of turns read"} <= set(shown)


def test_where_there_is_no_share_a_bar_has_no_length_and_its_words_stand_at_its_foot():
    """In Mali nobody was read: there is no share, and what is said of it must stand somewhere."""
    corpus = Corpus(
        tuple(
            interview(name, ["R: yes", "R: no"], country=country)
            for name, country in (("a", "CAR"), ("b", "Mali"))
        )
    )
    read = [("a", 0, len(corpus["a"].text))]
    coded = codings(corpus, codebook("plan"), [("a", "yes", "plan")], read=read)
    (axes,) = theme_table(coded, by="country", normalise="share").plot().axes
    # The theme and "any theme", in each country.
    assert [bar.get_width() for bar in axes.patches] == [0.5, 0.5, 0, 0]
    assert [words.xy[0] for words in axes.texts] == [0.5, 0.5, 0, 0]


def test_a_chart_is_drawn_for_every_measure(coded):
    for measure, shown in (("mentions", "3"), ("participants", "2 of 3"), ("words", "6")):
        assert shown in texts(svg(theme_table(coded, by="country", measure=measure)))
    rate = theme_table(coded, normalise="per_1000_words")
    assert "turns per thousand words" in texts(svg(rate))


def test_names_are_as_large_as_titles_and_nothing_is_smaller_than_the_counts(coded):
    (axes,) = (figure := theme_table(coded, by="country").plot()).axes
    counts = {one.get_fontsize() for one in axes.texts}
    names = [*axes.get_yticklabels(), *axes.get_xticklabels(), axes.xaxis.label]
    names += [one for legend in figure.legends for one in legend.get_texts()]
    assert len({one.get_fontsize() for one in names}) == 1
    assert 7 <= min(counts) <= max(counts) <= names[0].get_fontsize()


def test_the_same_table_gives_the_same_picture(coded):
    table = theme_table(coded, by="country")
    assert svg(table) == svg(table)


def test_a_picture_has_a_name_and_nothing_from_elsewhere(coded):
    picture = svg(theme_table(coded, by="country"), 'Who said "what" & <where>')
    assert picture.startswith("<svg")
    root = ElementTree.fromstring(picture)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'Who said "what" & <where>'
    assert "metadata" not in picture
    assert "script" not in picture


def test_hostile_labels_are_drawn_as_they_are():
    corpus = Corpus(
        tuple(
            interview(f"t{place}", ["R: yes"], country=label) for place, label in enumerate(HOSTILE)
        )
    )
    book = Codebook("b", "1", ("en",), (Code("x", "theme", name={"en": "$\\frac{1}$ <i>"}),))
    shown = "".join(texts(svg(theme_table(codings(corpus, book, []), by="country"))))
    for label in ("$x$", "hidden", "<b>&\"'", "日本", "%s{}", "$\\frac{1}$ <i>"):
        assert label in shown


def test_more_groups_than_anyone_can_tell_apart_are_refused():
    corpus = Corpus(tuple(interview(f"t{place:02}", ["R: yes"]) for place in range(33)))
    table = theme_table(codings(corpus, codebook("x"), []), by="transcript")
    with pytest.raises(TableError, match="33 groups cannot be told apart"):
        table.plot()
