"""Settings, consents, releases, models and areas: what is put in comes back, everywhere."""

import json
import sqlite3
from contextlib import closing

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.errors import CivicQualError, StudyError
from tests.documents.make_study import Lengths, small_model
from tests.study.small import CODEBOOK, place, small_corpus

FIELDS = "fields: {to: {one_of: [mission, Council]}, who: text}"
BOOK = CODEBOOK.replace(
    "definition: {en: They help.}", f"definition: {{en: Yes.}}\n        {FIELDS}"
)
TABLES = ("setting_table", "consents", "releases", "models", "areas", "memos", "coders")


@pytest.fixture
def asking(tmp_path):
    with cq.Study.create(tmp_path / "asking.study", small_corpus(), codebook_of(BOOK)) as made:
        yield made


def in_file(study, question):
    with closing(sqlite3.connect(study.path)) as file:
        return file.execute(question).fetchall()


def filled(study):
    """Put in something of every kind."""
    helped = place(study.corpus, "bria", "helped us")
    study.code("bria", *helped, "perf.help", coder="Awa", fields={"to": "mission", "who": "né"})
    study.read("bria", coder="Awa", shown="blind")
    study.set(author="Awa", minimum=7, languages=["en"], release_policy={"base": 3}, who="Awa")
    study.consent("paraphrase", participant="p-bria", who="Awa", why="asked")
    study.keep_area("Gao", kind="region", names={"fr": "Gao"}, attributes={"pcode": "ML07"})
    study.keep_release("first", {"table": {"Mali": [3, None]}}, policy={"minimum": 5}, who="Awa")
    study.keep_model("themes", small_model(), who="Awa")


def same(one, other):
    """Check that two studies show the same of everything."""
    assert one.fingerprint == other.fingerprint
    for name in TABLES:
        assert getattr(one, name) == getattr(other, name), name
    assert one.codings() == other.codings()
    assert one.codings().frame.equals(other.codings().frame)
    assert one.settings == other.settings
    assert one.release("first") == other.release("first")
    assert one.corpus.participants == other.corpus.participants


def test_what_is_put_in_comes_back_from_copies_folders_and_merges(asking, tmp_path):
    filled(asking)
    assert asking.integrity() == []
    asking.export(tmp_path / "out")
    with cq.Study.import_folder(tmp_path / "out", tmp_path / "again.study") as again:
        same(asking, again)
        assert again.audit == asking.audit
    asking.backup(tmp_path / "copy.study")
    with cq.Study(tmp_path / "copy.study") as copy:
        same(asking, copy)
    with cq.Study.create(tmp_path / "apart.study", small_corpus(), codebook_of(BOOK)) as apart:
        assert len(apart.merge(asking)) == 0
        for name in TABLES:
            assert getattr(apart, name) == getattr(asking, name), name
        assert apart.codings().frame.equals(asking.codings().frame)


def test_fields_stay_with_a_coding_and_change_with_it(asking):
    helped = place(asking.corpus, "bria", "helped us")
    said = asking.code("bria", *helped, "perf.help", coder="Awa", fields={"to": "mission"})
    (row,) = asking.coding_table()
    assert (row["field.to"], row["field.who"]) == ("mission", "")
    changed = asking.decide(said, "change", coder="Issa", fields={"to": "Council", "who": "she"})
    (row,) = asking.coding_table()
    assert (row["field.to"], row["field.who"]) == ("Council", "she")
    moved = asking.decide(row.id, "change", coder="Issa", start=helped[0] - 1)
    assert asking.coding_table()["field.to"].tolist() == ["Council"]  # a change of place alone
    assert asking.codings(as_of=2).frame["field.to"].tolist() == ["mission"]
    asking.undo(moved, coder="Issa")
    asking.undo(changed, coder="Issa")
    assert asking.coding_table()["field.to"].tolist() == ["mission"]
    assert len(asking.codings(fields={"to": "mission"})) == 1
    assert len(asking.codings(fields={"to": "Council"})) == 0
    kept = in_file(asking, "SELECT fields FROM coding ORDER BY row")
    assert [json.loads(text) for (text,) in kept] == [
        {"to": "mission"},
        {"to": "Council", "who": "she"},
        {"to": "Council", "who": "she"},
    ]


def test_a_coding_without_fields_has_the_name_it_always_had(asking):
    asking.code("bria", 3, 9, "fear", coder="Awa")
    assert in_file(asking, "SELECT fields FROM coding") == [(None,)]
    asking.read("bria", coder="Awa")
    assert in_file(asking, "SELECT shown FROM reading") == [(None,)]


def test_codings_bring_their_fields_and_readings_what_was_shown(asking, tmp_path):
    filled(asking)
    asking.codings().to_csv(tmp_path / "codings.csv")
    with cq.Study.create(tmp_path / "b.study", small_corpus(), codebook_of(BOOK)) as other:
        other.add(cq.read_codings(tmp_path / "codings.csv", other.corpus, other.codebook))
        assert other.codings().frame["field.who"].tolist() == ["né"]
        assert set(other.codings().readings["shown"]) == {"blind"}
        assert len(other.codings(shown="model").readings) == 0


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (
            lambda study: study.code("bria", 3, 9, "fear", coder="A", fields={"to": "x"}),
            "no fields",
        ),
        (
            lambda study: study.code("bria", 3, 9, "perf.help", coder="A", fields={"to": "UN"}),
            "cannot be 'UN': write mission or Council",
        ),
        (lambda study: study.read("bria", coder="A", shown="blnd"), "is none of unknown, blind"),
        (lambda study: study.set(minimum=0), "minimum 0: write how many people"),
        (lambda study: study.set(languages=["english"]), "write codes of two letters"),
        (lambda study: study.set(consent="yes"), "consent 'yes' is not known"),
        (lambda study: study.set(release_policy={"a": {1, 2}}), "release_policy takes names with"),
        (lambda study: study.set(author=3), "takes a text as author, and got the number 3"),
        (lambda study: study.consent("yes", participant="p-bria", who="A"), "'yes' is not known"),
        (
            lambda study: study.consent("quote", participant="p-bri", who="A"),
            "did you mean 'p-bria'",
        ),
        (lambda study: study.consent("quote", who="A"), "say of whom"),
        (lambda study: study.consent("quote", participant="p-bria", who=""), "who='' is no name"),
        (lambda study: study.keep_area("Gao", within="Mali"), "no area is called 'Mali'"),
        (lambda study: study.keep_release("a", {"b": float("nan")}), "contents takes names with"),
        (lambda study: study.keep_model("a", "model"), "takes a model as model, and got"),
        (lambda study: study.release("a"), "no release is called 'a'"),
        (lambda study: study.model("a"), "no model is called 'a'"),
    ],
)
def test_slips_are_refused_and_leave_nothing(asking, act, said):
    before = asking.fingerprint
    with pytest.raises(CivicQualError, match=said):
        act(asking)
    assert asking.fingerprint == before
    assert len(asking.audit) == 1


def test_settings_stand_until_others_do(asking):
    assert asking.settings == type(asking.settings)()
    asking.set(author="Awa", minimum=7, who="Awa")
    asking.set(minimum=10, who="Issa", why="people are in danger")
    assert (asking.settings.author, asking.settings.minimum) == ("Awa", 10)
    asking.set(minimum=10, who="Issa")
    assert asking.audit["action"].tolist() == ["create", "set", "set"]  # nothing new, no line
    (minimum,) = asking.setting_table.only(setting="minimum")
    assert (minimum.value, minimum.who, minimum.why) == ("10", "Issa", "people are in danger")
    assert [
        "people are in danger" in str(row) for row in asking.audit.frame.to_dict("records")
    ] == [
        False,
        False,
        True,
    ]
    asking.undo(minimum.id, coder="Issa")
    assert asking.settings.minimum is None or asking.settings.minimum == 7


def test_consent_is_obeyed_and_can_be_taken_back(asking):
    said = place(asking.corpus, "bria", "afraid of the road")
    asking.code("bria", *said, "fear", coder="Awa")
    asking.read("bria", coder="Awa")
    quoted = lambda: len(cq.quotes(asking.codings(coder="Awa")))  # noqa: E731
    assert quoted() == 1
    words = asking.corpus["bria"]
    taken = asking.consent("withdrawn", participant="p-bria", who="Issa", why="by telephone")
    assert asking.corpus.participants.attributes["p-bria"]["consent"] == "withdrawn"
    assert quoted() == 0
    assert asking.corpus["bria"].text == words.text
    assert not any(turn.counted for turn in asking.corpus["bria"].turns if turn.speaker == "R")
    assert asking.audit["action"].tolist()[-1] == "withdraw"
    asking.undo(taken, coder="Issa")
    assert quoted() == 1
    asking.consent("none", transcript="bria", who="Issa")
    assert quoted() == 0
    assert "consent" not in asking.codings(as_of=3).corpus["bria"].attributes


def test_people_who_set_and_agreed_apart_are_told(asking, tmp_path):
    asking.backup(tmp_path / "b.study")
    with cq.Study(tmp_path / "b.study") as other:
        other.set(minimum=10, who="Issa")
        other.consent("none", participant="p-bria", who="Issa")
        asking.set(minimum=5, who="Awa")
        asking.consent("quote", participant="p-bria", who="Awa")
        found = asking.merge(other)
        kinds = {(row.kind, row.what) for row in found}
        assert kinds == {("setting", "minimum"), ("consent", "p-bria")}
        assert other.merge(asking) == found
        assert other.settings == asking.settings
        asking.set(minimum=7, who="Awa")
        asking.consent("paraphrase", participant="p-bria", who="Awa")
        assert len(asking.conflicts) == 0


def test_a_model_comes_back_as_it_was(asking):
    model = small_model()
    asking.keep_model("themes", model, who="Awa", why="a try")
    again = asking.model("themes", encoder=Lengths())
    texts = ["patrol 3", "at the market"]
    assert np.array_equal(again.predict_proba(texts), model.predict_proba(texts))
    (row,) = asking.models
    assert (row.model, row.who, row.why) == ("themes", "Awa", "a try")
    assert row.content_fingerprint == asking.codebook.content_fingerprint
    asking.undo(row.id, coder="Awa")
    assert len(asking.models) == 0


def test_what_has_left_stays(asking):
    asking.keep_release("first", {"table": {"Mali": [3, None]}}, who="Awa")
    before = asking.releases["study"].item()
    with pytest.raises(StudyError, match="what has left stays"):
        asking.keep_release("first", {})
    with pytest.raises(StudyError, match="names no record that this can be done to"):
        asking.undo(asking.releases["id"].item(), coder="Awa")
    assert asking.release("first") == {"table": {"Mali": [3, None]}}
    assert before != asking.fingerprint


def test_areas_lie_in_each_other_but_not_in_a_circle(asking):
    asking.keep_area("Mali", kind="country")
    asking.keep_area("Gao", within="Mali", kind="region", names={"en": "Gao", "fr": "Gao"})
    asking.keep_area("Ansongo", within="Gao", attributes={"pcode": "ML0703", "kind": "cercle"})
    with pytest.raises(StudyError, match="'Ansongo' lies in 'Mali', which cannot lie in it"):
        asking.keep_area("Mali", within="Ansongo")
    asking.keep_area("Gao", within="Mali", kind="cercle")
    rows = {row.area: row for row in asking.areas}
    assert (rows["Gao"].kind, rows["Gao"].names) == ("cercle", "")
    assert (rows["Ansongo"].pcode, rows["Ansongo"].attribute_kind) == ("ML0703", "cercle")


@pytest.mark.parametrize("later", [0, 1])
def test_an_area_put_into_two_by_two_people_lies_in_the_one_that_was_told_last(
    asking, tmp_path, later
):
    for name in ("Mali", "Gao", "Sahel"):
        asking.keep_area(name)
    asking.backup(tmp_path / "copy.study")
    with cq.Study(tmp_path / "copy.study") as other:
        told = [(asking, "Mali"), (other, "Sahel")]
        for study, within in told if later else told[::-1]:
            study.keep_area("Gao", within=within)
        asking.merge(other)
    earlier, last = ("Mali", "Sahel") if later else ("Sahel", "Mali")
    assert {row.area: row.within for row in asking.areas}["Gao"] == last
    with pytest.raises(StudyError, match="which cannot lie in it"):
        asking.keep_area(last, within="Gao")
    asking.keep_area(earlier, within="Gao")
    assert {row.area: row.within for row in asking.areas}[earlier] == "Gao"
