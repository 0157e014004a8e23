"""Fields that a code declares for its codings: read, written, inherited, and what may be said."""

import pickle

import pytest

from civic_qual.codebook.changes import codebook_changes
from civic_qual.codebook.fields import field_names, fields_of, read_fields, written_fields
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.codebook.files.saving import text_that_reads_back
from civic_qual.codebook.markdown import codebook_markdown
from civic_qual.errors import CodebookError, CodingError

FIELDS = "{addressee: {one_of: [mission, Security Council]}, who: text}"
BOOK = f"""\
title: Advice
languages: [en]
codes:
  - id: advice
    name: {{en: Advice}}
    fields: {FIELDS}
    children:
      - id: advice.training
        name: {{en: Training}}
        fields: {{level: {{one_of: [local, national]}}}}
  - id: fear
    name: {{en: Fear}}
"""


@pytest.fixture(scope="module")
def book():
    return codebook_of(BOOK)


def test_codes_below_have_the_fields_of_those_above(book):
    assert list(fields_of(book, "advice")) == ["addressee", "who"]
    assert list(fields_of(book, "advice.training")) == ["addressee", "who", "level"]
    assert fields_of(book, "advice")["addressee"].one_of == ("mission", "Security Council")
    assert fields_of(book, "advice")["who"].one_of == ()
    assert fields_of(book, "fear") == {}
    assert field_names(book) == ["addressee", "who", "level"]


def test_they_are_in_files_copies_and_print(book):
    assert codebook_of(text_that_reads_back(book)).codes == book.codes
    assert pickle.loads(pickle.dumps(book)) == book
    printed = codebook_markdown(book)
    assert "- addressee: mission or Security Council\n- who: any text" in printed


def test_they_are_of_what_people_read_and_leave_other_fingerprints_as_they_were(book):
    without = codebook_of(BOOK.replace(f"    fields: {FIELDS}\n", ""))
    assert without.content_fingerprint != book.content_fingerprint
    assert without.rules_fingerprint == book.rules_fingerprint
    assert [(one.code, one.change) for one in codebook_changes(without, book)] == [
        ("advice", "definition")
    ]
    fewer = codebook_of("title: T\nlanguages: [en]\ncodes:\n  - id: fear\n    name: {en: Fear}\n")
    assert fewer.content_fingerprint == "7c6236337135d1d3"  # as it was before there were fields


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{Who: text}", "7:14: a field is called by one word in small letters"),
        ("{who: txt}", "write text, or what may be chosen"),
        ("{who: [a]}", "write text, or what may be chosen"),
        ("{who: {oneof: [a]}}", "did you mean one_of?"),
        ("{who: {one_of: []}}", "nothing is written here"),
        ("{who: {one_of: [a, a]}}", "'a' stands here twice"),
        ("[who]", "keys and values are expected here"),
    ],
)
def test_slips_are_told_where_they_stand(written, said):
    with pytest.raises(CodebookError) as error:
        codebook_of("\n" + BOOK.replace(FIELDS, written))
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("values", "code", "said"),
    [
        ({"addressee": "UN"}, "advice", "cannot be 'UN': write mission or Security Council"),
        ({"adressee": "mission"}, "advice", "did you mean 'addressee'"),
        ({"who": "x"}, "fear", "has no fields; declare who in the codebook"),
        ({"who": 3}, "advice", "3 is no text"),
        ("mission", "advice", "are no fields with their values"),
    ],
)
def test_what_a_code_does_not_ask_is_refused(book, values, code, said):
    with pytest.raises(CodingError, match=said):
        written_fields(values, book, code)


def test_what_is_kept_reads_back(book):
    kept = written_fields(
        {"who": 'the "chief"', "addressee": "", "level": "local"}, book, "advice.training"
    )
    assert kept == '{"level":"local","who":"the \\"chief\\""}'
    assert read_fields(kept) == {"level": "local", "who": 'the "chief"'}
    assert written_fields({"who": ""}, book, "advice") == ""
    assert read_fields("") == {}
    for damaged in ("[", "[1]", '{"who": 3}', "null"):
        with pytest.raises(ValueError, match=r"."):
            read_fields(damaged)
