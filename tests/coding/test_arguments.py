"""Wrong arguments are refused with what to do next, or with what exists."""

import pytest

from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.combine.combine import combine
from civic_qual.coding.explain import explain, find
from civic_qual.coding.files.reading import read_codings
from civic_qual.errors import ArgumentError, CodingError


@pytest.fixture(scope="module")
def made(make):
    corpus, book = make.corpus(make.transcript("a", ["A base."])), make.codebook(make.code("p"))
    return corpus, book, RuleCoder(book).code(corpus)


def test_what_was_not_read_yet_is_to_be_read_first(made):
    corpus, book, codings = made
    with pytest.raises(ArgumentError, match=r"'codebook\.yaml'; read_codebook\(\.\.\.\) makes"):
        RuleCoder("codebook.yaml")
    with pytest.raises(ArgumentError, match=r"'interviews/'; read_corpus\(\.\.\.\) and"):
        RuleCoder(book).code("interviews/")
    with pytest.raises(ArgumentError, match=r"a text, a path or a DataFrame as source.*got None"):
        read_codings(None, corpus, book)
    with pytest.raises(ArgumentError, match=r"write combine\(\*several\) for a list"):
        combine([codings, codings])


def test_what_does_not_exist_is_refused(made):
    with pytest.raises(CodingError, match="within='paragraph' is none of turn, sentence"):
        find("base", "A base.", within="paragraph")
    with pytest.raises(CodingError, match="language='english' is no language code"):
        explain("protect", language="english")
    with pytest.raises(CodingError, match="no status 'zzz'; there are: accepted, rejected"):
        made[2].filter(status="zzz")
