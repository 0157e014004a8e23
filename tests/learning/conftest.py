"""What tests of learned coders share: the bundled interviews, learned once."""

import pytest

import civic_qual as cq
from civic_qual.learning.theme_classifier import ThemeClassifier
from tests.learning.small import HashEncoder


@pytest.fixture(scope="session")
def gold():
    return cq.example_codings().filter(coder="A")


@pytest.fixture(scope="session")
def model(gold):
    """Return a model of the bundled interviews, with vectors that cost nothing."""
    return ThemeClassifier(encoder=HashEncoder(), penalties=(1.0,)).fit_corpus(gold)


@pytest.fixture(scope="session")
def machine(model, gold):
    return model.code(gold.corpus)


@pytest.fixture(scope="session")
def student(model, gold):
    return model.student(gold.corpus)
