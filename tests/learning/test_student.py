"""The fast student: it imitates, says how well, and needs no encoder."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.metrics import f1_score

from civic_qual.errors import ModelError
from civic_qual.learning.student import FEWEST, _loss, solve_sparse
from civic_qual.learning.theme_classifier import ThemeClassifier
from tests.learning.small import HashEncoder, small_study


@pytest.fixture(scope="module")
def teacher():
    texts, labels, groups = small_study()
    return ThemeClassifier(encoder=HashEncoder(), penalties=(0.3,)).fit(texts, labels, groups)


@pytest.fixture(scope="module")
def uncoded():
    generator = np.random.default_rng(2)
    words = [
        "water",
        "well",
        "patrol",
        "road",
        "school",
        "maize",
        "night",
        "came",
        "fetch",
        "camp",
        "town",
        "rain",
    ]
    return [" ".join(generator.choice(words, 6)) for _ in range(600)]


def test_a_student_decides_mostly_as_its_teacher_and_reports_its_loss(teacher, uncoded):
    student = teacher.student(uncoded)
    same = (student.predict(uncoded) == teacher.predict(uncoded)).mean()
    assert same > 0.85
    assert abs(student.loss_["agreement"] - same) < 0.12
    assert 0 < student.loss_["mean_difference"] < 0.2
    assert student.loss_["texts"] == 60


def test_a_student_never_calls_the_encoder(teacher, uncoded):
    student = teacher.student(uncoded)
    before = teacher.encoder.encoded
    student.predict(uncoded)
    assert teacher.encoder.encoded == before


def test_a_student_codes_a_corpus_and_tells_its_loss(student, machine, gold):
    segments = gold.corpus.segments("turn")
    coded = student.code(gold.corpus)
    assert len(coded.read) == len(machine.read)
    trained = machine.scores.trained > 0
    np.testing.assert_array_equal(coded.scores.values[trained], machine.scores.values[trained])
    assert any("fast student" in note for note in coded.notes)
    assert len(coded.scores.values) == len(segments)


def test_a_student_says_nothing_of_provisional_codes_unless_asked(student, model, gold):
    waiting = {
        code
        for code, status in zip(model.codes_, model.status_, strict=True)
        if status == "provisional"
    }
    assert waiting
    listed, asked = (
        {code for line in coded.readings["codes"].unique() for code in line.split()}
        for coded in (student.code(gold.corpus), student.code(gold.corpus, provisional=True))
    )
    assert not waiting & listed
    assert waiting <= asked


def test_too_few_texts_are_refused(teacher):
    with pytest.raises(ModelError, match=f"{FEWEST} at the least; 2 were given"):
        teacher.student(["a", "b"])


def test_conjugate_gradients_solve_the_system():
    generator = np.random.default_rng(0)
    rows = sparse.csr_array(generator.normal(size=(30, 12)))
    wanted = generator.normal(size=(30, 3))
    found = solve_sparse(rows, wanted, 0.5)
    dense = rows.toarray()
    np.testing.assert_allclose(
        found, np.linalg.solve(dense @ dense.T + 0.5 * np.eye(30), wanted), atol=1e-3
    )


def test_a_code_of_which_nothing_is_to_be_learned_leaves_the_others_as_they_are():
    """A teacher may say the same of every text: then there is nothing to imitate, and no figure."""
    generator = np.random.default_rng(1)
    rows = sparse.csr_array(generator.normal(size=(20, 6)))
    wanted = generator.normal(size=(20, 3))
    wanted[:, 1] = 0
    found = solve_sparse(rows, wanted, 0.5)
    dense = rows.toarray()
    assert not found[:, 1].any()
    np.testing.assert_allclose(
        found, np.linalg.solve(dense @ dense.T + 0.5 * np.eye(20), wanted), atol=1e-3
    )


def test_the_loss_is_counted_as_others_count_it():
    generator = np.random.default_rng(3)
    said, taught = generator.random((2, 40, 4))
    taught[:, 3] = 0
    same, true = said > 0.5, taught > 0.5
    loss = _loss(said, same, taught, true)
    carried = f1_score(true[:, :3], same[:, :3], average="macro")  # nobody carries the last
    assert loss["f1_against_teacher"] == pytest.approx(carried)
    right = sum(one == other for one, other in zip(same.flat, true.flat, strict=True))
    assert loss["agreement"] == right / 160
    assert loss["mean_difference"] == pytest.approx(
        sum(abs(one - other) for one, other in zip(said.flat, taught.flat, strict=True)) / 160
    )
    assert loss["texts"] == 40
    nothing = np.zeros((5, 2), dtype=bool)
    assert np.isnan(_loss(said[:5, :2], nothing, taught[:5, :2], nothing)["f1_against_teacher"])
