"""Sentences that name Python are said on the command line in its own words, or never met there.

A new one is found by looking at the templates, file by file. Whoever adds one either writes it
with `typed(python, command)`, or has seen that no command can reach it and counts it here.
"""

from collections import Counter

from tests.python_in_messages import everywhere, python_in

# How many templates of a file name Python and are out of reach of every command: the option they
# are about has a list of choices that click checks first, or there is no such option at all.
OUT_OF_REACH = {
    "analysis/agreement/confusion.py": 1,
    "analysis/agreement/unitised_agreement.py": 1,
    "analysis/estimates/error_by.py": 1,
    "analysis/estimates/refusals.py": 3,
    "analysis/estimates/side_by_side.py": 1,
    "analysis/estimates/theme_differences.py": 1,
    "analysis/estimates/units.py": 1,
    "analysis/measures.py": 5,
    "analysis/sampling/draw_sample.py": 4,
    "analysis/sampling/sample.py": 1,
    "analysis/tables/case_matrix.py": 1,
    "analysis/tables/cooccurrence.py": 1,
    "arguments.py": 13,
    "codebook/fields.py": 1,
    "codebook/files/saving.py": 1,
    "codebook/model.py": 1,
    "coding/carried.py": 1,
    "coding/coders.py": 1,
    "coding/codings.py": 4,
    "coding/combine/policies.py": 1,
    "coding/explain.py": 4,
    "coding/files/reading.py": 2,
    "corpus/model.py": 2,
    "learning/encoders.py": 1,
    "learning/model_files.py": 1,
    "learning/suggesting.py": 1,
    "learning/validation.py": 1,
    "privacy/suppressing/frame_entries.py": 1,
    "privacy/passages/quotations.py": 1,
    "privacy/suppressing/release.py": 4,
    "privacy/suppressing/deciding.py": 1,
    "privacy/suppressing/protected.py": 1,
    "privacy/suppressing/rounding.py": 1,
    "results.py": 3,
    "study/acts/code.py": 2,
    "study/acts/consent.py": 1,
    "study/acts/correct.py": 2,
    "study/acts/decide.py": 1,
    "study/contents/contents.py": 1,
    "study/contents/open_questions.py": 3,
    "study/session.py": 5,
}


def test_no_new_sentence_names_python_on_the_command_line():
    found = list(everywhere())
    told = Counter(one.file for one in found)
    new = [str(one) for one in found if told[one.file] > OUT_OF_REACH.get(one.file, 0)]
    assert not new, "write these with typed(python, command):\n" + "\n".join(new)
    gone = {file for file in OUT_OF_REACH if told[file] < OUT_OF_REACH[file]}
    assert not gone, "these have fewer than are counted here"


def test_it_finds_what_names_python_and_nothing_else():
    source = """
Message("take unread={unread} or {other}", unread=1)
Message("give codings.filter(...) instead")
Message("write limits=True")
Message("{file}: nobody speaks in it; see codings.csv, or --out DIR")
Message("read it with {large}", large=typed("large=True", "--large"))
Message("read it {how}", how=typed(Message("with large=True"), "--large"))
Message.plural("one, see study.memos", "{n}, see study.memos", n=2)
Message.in_context("a call(...)", "all")
"""
    assert [one.line for one in python_in(source, "x.py")] == [2, 3, 4, 8, 8]
