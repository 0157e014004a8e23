"""Models on disk: the same model back, and everything else refused."""

import numpy as np
import pytest
import skops.io

import civic_qual as cq
from civic_qual.errors import ModelError
from civic_qual.learning.corpus_rows import code_texts, rows_of_codings
from civic_qual.learning.model_files import FORMAT
from civic_qual.learning.theme_classifier import ThemeClassifier
from civic_qual.learning.views import NGrams
from tests.learning.small import HashEncoder, small_study

TEXTS = ["The patrol never came", "Ils ont peur la nuit", "zzz"]


@pytest.fixture(scope="module")
def saved(model, tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "themes.skops"
    model.save(path)
    return path


def test_a_model_comes_back_the_same(saved, model, machine, gold):
    again = ThemeClassifier.load(saved, codebook=gold.codebook, encoder=HashEncoder())
    np.testing.assert_array_equal(again.predict_proba(TEXTS), model.predict_proba(TEXTS))
    assert again.model_.fingerprint == model.model_.fingerprint
    coded = again.code(gold.corpus)
    assert coded.rows.drop(columns="time").equals(machine.rows.drop(columns="time"))
    np.testing.assert_array_equal(coded.scores.trained, machine.scores.trained)


def test_the_file_says_what_it_was_made_with_and_holds_no_strange_type(saved):
    content = skops.io.load(saved, trusted=[])
    assert content["format"] == FORMAT
    assert {"civic_qual", "numpy", "scikit-learn", "skops"} <= set(content["libraries"])
    assert content["about"]["passages"] == 436
    assert content["codebook"].startswith("title:")


def test_words_in_the_file_are_of_three_people_or_of_the_codebook(saved, gold):
    distinct_words = NGrams("words", (), np.empty(0), np.empty(0, dtype=bool)).distinct_words
    terms = skops.io.load(saved, trusted=[])["words"]["terms"].split("\n")
    rows = rows_of_codings(gold)
    public = " ".join(text for texts in code_texts(gold.codebook, rows.codes) for text in texts)
    told = distinct_words(public)
    said = {person: set() for person in rows.people}
    for person, text in zip(rows.people, rows.texts, strict=True):
        said[person] |= distinct_words(text)
    for term in (term for term in terms if " " not in term):
        assert term in told or sum(term in words for words in said.values()) >= 3


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["codes"].reverse(),
        lambda content: content["settings"].update(seed=content["settings"]["seed"] + 1),
        lambda content: content["libraries"].update(numpy="0.1"),
        lambda content: content.update(codebook=content["codebook"].replace("title:", "title: A")),
        lambda content: content["libraries"].update(numpz=content["libraries"].pop("numpy")),
        lambda content: content["codebook_fingerprints"].reverse(),
        lambda content: content["full"]["thresholds"].__setitem__(0, 0.123),
        lambda content: content["languages"].append("de"),
        lambda content: content["about"].update(passages=437),
        lambda content: content.pop("about"),
    ],
)
def test_a_file_that_was_changed_is_refused(saved, tmp_path, change):
    content = skops.io.load(saved, trusted=[])
    skops.io.dump(content, tmp_path / "same.skops")
    ThemeClassifier.load(tmp_path / "same.skops", encoder=HashEncoder())
    change(content)
    skops.io.dump(content, tmp_path / "changed.skops")
    with pytest.raises(ModelError, match="is damaged or no model"):
        ThemeClassifier.load(tmp_path / "changed.skops", encoder=HashEncoder())


def test_a_model_for_another_codebook_is_refused(saved):
    from civic_qual.bundled import bundled

    other = cq.read_codebook(bundled("codebooks/tutorial.yaml"))
    with pytest.raises(ModelError, match="another codebook"):
        ThemeClassifier.load(saved, codebook=other, encoder=HashEncoder())


def test_another_encoder_is_refused(saved):
    with pytest.raises(ModelError, match="trained with the encoder 'hashes 1'"):
        ThemeClassifier.load(saved)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda _: b"not a model",
        lambda content: content[:2000] + bytes(500) + content[2500:],
        lambda _: b"",
    ],
)
def test_a_damaged_file_is_refused(saved, tmp_path, damage):
    path = tmp_path / "damaged.skops"
    path.write_bytes(damage(saved.read_bytes()))
    with pytest.raises(ModelError, match=r"damaged\.skops: is damaged or no model"):
        ThemeClassifier.load(path, encoder=HashEncoder())


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ModelError, match="no such file"):
        ThemeClassifier.load(tmp_path / "nowhere.skops")


def test_untrusted_types_are_refused_unread(tmp_path):
    path = tmp_path / "strange.skops"
    skops.io.dump({"format": FORMAT, "codes": HashEncoder()}, path)
    with pytest.raises(ModelError, match=r"not trusted \(.*HashEncoder"):
        ThemeClassifier.load(path)


def test_something_else_in_skops_is_no_model(tmp_path):
    path = tmp_path / "other.skops"
    skops.io.dump([1, 2], path)
    with pytest.raises(ModelError, match="no model that this version reads"):
        ThemeClassifier.load(path)


def test_a_model_fitted_without_groups_is_not_saved(tmp_path):
    texts, labels, groups = small_study()
    path = tmp_path / "m.skops"
    with pytest.raises(ModelError, match="without groups"):
        ThemeClassifier(encoder=None).fit(texts, labels).save(path)
    assert not path.exists()
    ThemeClassifier(encoder=None).fit(texts, labels, groups).save(path)
    assert ThemeClassifier.load(path).predict(["the well"]).tolist() == [[1, 0]]


def test_a_model_that_was_read_can_be_saved_again(saved, model, gold, tmp_path):
    again = ThemeClassifier.load(saved, codebook=gold.codebook, encoder=HashEncoder())
    again.save(tmp_path / "copy.skops")
    copy = ThemeClassifier.load(
        tmp_path / "copy.skops", codebook=gold.codebook, encoder=HashEncoder()
    )
    np.testing.assert_array_equal(copy.predict_proba(TEXTS), model.predict_proba(TEXTS))


def test_n_grams_that_are_none_see_nothing():
    """Not a column, which would hold whatever stood in memory."""
    none = NGrams("words", (), np.empty(0), np.empty(0, dtype=bool))
    assert none.transform(TEXTS).shape == (3, 0)
