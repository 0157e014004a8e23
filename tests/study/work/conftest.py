"""The small study of `tests/study/small.py`, made anew for every test."""

from tests.study.conftest import codebook, corpus, study

__all__ = ["codebook", "corpus", "study"]
