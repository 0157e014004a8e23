"""The small study of `small.py`, made anew for every test."""

import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from tests.study.small import CODEBOOK, small_corpus


@pytest.fixture(scope="session")
def corpus():
    return small_corpus()


@pytest.fixture(scope="session")
def codebook():
    return codebook_of(CODEBOOK)


@pytest.fixture
def study(tmp_path, corpus, codebook):
    with cq.Study.create(tmp_path / "small.study", corpus, codebook, who="Awa") as made:
        yield made
