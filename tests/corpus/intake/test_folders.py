"""Sub-folders that are countries and groups: what they state, and what wins over it."""

import pytest

import civic_qual as cq
from civic_qual.errors import ReadError, TableError

TALK = "I: Who came?\nR: {}\nI: And then?\nR: We went to the river.\n"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "interviews"
    for place, answer in {
        "Mali/women/m1": "The army came.",
        "Mali/men/m2": "Nobody came.",
        "Mali/m3": "The patrol came.",
        "RCA/women/c1": "Nobody at all.",
        "loose": "I cannot say.",
    }.items():
        path = folder / f"{place}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TALK.format(answer), "utf-8")
    return folder


def attribute(corpus, name):
    return {one.id: one.attributes.get(name, "") for one in corpus}


def test_sub_folders_are_an_attribute(folder):
    corpus = cq.read_corpus(folder, folders="country")
    assert attribute(corpus, "country") == {"loose": "", "m3": "Mali"}
    unread = [one for one in corpus.problems if "deeper than" in one]
    assert sorted(one.partition(":")[0] for one in unread) == ["men", "women", "women"]


def test_two_levels(folder):
    corpus = cq.read_corpus(folder, folders="country,group")
    assert attribute(corpus, "country") == {
        "c1": "RCA", "loose": "", "m1": "Mali", "m2": "Mali", "m3": "Mali",
    }  # fmt: skip
    assert attribute(corpus, "group") == {
        "c1": "women", "loose": "", "m1": "women", "m2": "men", "m3": "",
    }  # fmt: skip
    said = [one for one in corpus.notes if "lies in no sub-folder" in one]
    assert [one.partition(":")[0] for one in said] == ["loose", "loose, m3"]
    assert cq.read_corpus(folder, folders=["country", "group"]) == corpus


def test_what_a_table_states_wins_and_is_said(folder):
    (folder / "attributes.csv").write_text(
        "transcript;country\nm1;Niger\nm2;MALI\nloose;Tchad\n", "cp1252"
    )
    corpus = cq.read_corpus(folder, folders=["country", "group"])
    assert attribute(corpus, "country")["m1"] == "Niger"
    (said,) = [one for one in corpus.problems if "its folder says" in one]
    assert said.startswith("m1:")
    assert not [one for one in corpus.notes if "loose" in one and "country" in one]


def test_a_table_in_a_sub_folder_tells_of_it_alone(folder):
    (folder / "Mali" / "participants.csv").write_text(
        "transcript,speaker,participant\n,R,one elder\n", "utf-8"
    )
    people = cq.read_corpus(folder, folders="country,group").participants
    assert people.of("m1", "R") == people.of("m3", "R") == "one elder"
    assert people.of("c1", "R") != "one elder"


def test_results_in_the_folder_are_no_country(folder):
    (folder / "results").mkdir()
    for name in ("codings.csv", "theme_table.csv", "report.html"):
        (folder / "results" / name).write_text("theme,n\nfear,3\n", "utf-8")
    corpus = cq.read_corpus(folder, folders="country")
    assert set(attribute(corpus, "country").values()) == {"", "Mali"}
    assert any("folder of results" in one for one in corpus.problems)


@pytest.mark.parametrize("wrong", ["", "country,,group", "country,country", "transcript", []])
def test_what_no_folder_can_be(folder, wrong):
    if wrong == []:
        assert cq.read_corpus(folder, folders=wrong) == cq.read_corpus(folder)
        return
    with pytest.raises(ReadError, match="no attribute that a folder can be"):
        cq.read_corpus(folder, folders=wrong)


def test_an_unknown_attribute_says_how_to_state_it(folder):
    corpus = cq.read_corpus(folder)
    with pytest.raises(TableError, match=r"people\.xlsx.*attributes\.csv.*folders="):
        corpus.filter(country="Mali")
