"""What in a quotation may show who speaks, and under which line it may stand."""

from pathlib import Path
from types import SimpleNamespace

import pytest

import civic_qual as cq
from civic_qual.analysis.passages.quotes import quotes
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.errors import DisclosureError
from civic_qual.messages import render, speaking
from civic_qual.privacy.passages import identifying as identifying_words
from civic_qual.privacy.passages import quotations
from civic_qual.privacy.passages.identifying import entities_found, identifying, own_words
from civic_qual.privacy.passages.quotations import check_quotes
from tests.analysis.small import codebook, codings, interview
from tests.unmarked import unmarked_words


@pytest.mark.parametrize(
    ("text", "language", "kind", "words"),
    [
        ("They came on 12 March and left.", "en", "exact date", ["12 March"]),
        ("It was March 3rd, 2021.", "en", "exact date", ["March 3rd, 2021"]),
        ("C'était le 14 juillet 2022.", "fr", "exact date", ["14 juillet 2022"]),
        ("On 2022-03-12 or 12/03/2022.", "en", "exact date", ["2022-03-12", "12/03/2022"]),
        ("Call +243 812 345 678 at night.", "en", "telephone number", ["+243 812 345 678"]),
        ("La plaque, UN 31-0746, je l'ai.", "fr", "vehicle or other number", ["UN 31-0746"]),
        ("The 3rd battalion came.", "en", "unit", ["3rd battalion"]),
        ("Le bataillon 12 est venu.", "fr", "unit", ["bataillon 12"]),
        ("RWANBATT never came.", "en", "unit", ["RWANBATT"]),
        ("I told the governor so.", "en", "title that few people hold", ["governor"]),
        ("The Nuer youth left.", "en", "ethnic group", ["Nuer"]),
        ("I am the only midwife here.", "en", "only one of its kind", ["the only midwife"]),
        ("We told Furaha to run.", "en", "name", ["Furaha"]),
        ("Brother Grace came, by grace.", "en", "name", ["Grace"]),
        ("Je signais Fatoumata, moi.", "fr", "name", ["Fatoumata"]),
    ],
)
def test_what_may_identify_is_found(text, language, kind, words):
    assert identifying(text, language=language)[kind] == words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("They came late, and the Force left in March.", "en"),
        ("C'est vrai. L'armée n'est pas venue, et la MINUSCA non plus.", "fr"),
        ("There were 3 patrols in 2022, and 40 people.", "en"),
    ],
)
def test_what_says_nothing_of_anybody_is_left_alone(text, language):
    assert identifying(text, language=language) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I am the only Furaha here.", {"only one of its kind": ["the only Furaha"]}),
        ("Bataillon 12 came.", {"unit": ["Bataillon 12"]}),
        ("We met on March 3rd, 2021 there.", {"exact date": ["March 3rd, 2021"]}),
        (
            "They told the only Furaha, and Nadège.",
            {"only one of its kind": ["the only Furaha"], "name": ["Nadège"]},
        ),
    ],
)
def test_no_word_is_told_twice(text, told):
    assert identifying(text) == told
    places = frozenset({"furaha", "bataillon", "march"})
    assert identifying(text, places=places) == told


def test_names_that_a_model_finds_are_told_once_and_only_if_asked_for(monkeypatch):
    monkeypatch.setattr(
        quotations, "entities_found", lambda text, language: [("name", "the old fisherman")]
    )
    coded = study(0, 6)
    chosen = quotes(coded, n=1)
    for asked, said in (({}, "name: the old fisherman"), ({"use_spacy": False}, "")):
        assert check_quotes(chosen, coded.corpus, **asked)["check"].tolist() == [said]


@pytest.mark.parametrize("found", ["Furaha", "Furaha Amani", "midwife"])
def test_what_a_model_finds_as_more_or_less_of_what_is_told_is_told_once(found):
    told = identifying(
        "We told Furaha and the only midwife.", entities=lambda text, language: [("person", found)]
    )
    assert told == {"name": ["Furaha"], "only one of its kind": ["the only midwife"]}


def test_what_a_model_calls_a_name_is_told_by_its_kind(monkeypatch):
    found = [("PERSON", "Awa Diop"), ("GPE", "Goma"), ("GPE", "DRC"), ("DATE", "Monday")]
    entities = [SimpleNamespace(label_=label, text=text) for label, text in found]
    monkeypatch.setattr(
        identifying_words, "_model", lambda language: lambda text: SimpleNamespace(ents=entities)
    )
    assert entities_found("", "en") == [("name", "Awa Diop"), ("place", "Goma")]


def test_places_are_those_that_attributes_name():
    assert identifying("We fled from Bunia.", places=frozenset({"bunia"})) == {"place": ["Bunia"]}


def study(chiefs=1, members=6, **attributes):
    """Make interviews with chiefs and others of the community, all of whom are quoted."""
    roles = ["village chief"] * chiefs + ["farmer"] * members
    corpus = Corpus(
        tuple(
            interview(
                f"t{place}",
                ["R: The patrol came late to all of us that night."],
                role=role,
                respondent_group="community",
                country="Chad",
                **attributes,
            )
            for place, role in enumerate(roles)
        )
    )
    return codings(
        corpus, codebook("plan"), [(f"t{place}", "patrol", "plan") for place in range(len(roles))]
    )


def test_a_line_that_few_people_share_is_made_coarser():
    coded = study()
    checked = check_quotes(quotes(coded, n=7), coded.corpus).frame.set_index("transcript")
    assert checked.loc["t0", "attribution"] == "Community member, Chad"
    assert checked.loc["t0", "check"] == "line shared by 1 person: Village chief, Chad"
    assert checked.loc["t3", ["attribution", "check"]].tolist() == ["Farmer, Chad", ""]
    few = check_quotes(quotes(study(1, 2), n=1), study(1, 2).corpus)
    assert few["attribution"].tolist() == ["Respondent"]


def test_an_agreed_line_with_a_place_is_made_coarser_too():
    coded = study(6, 0, attribution="Community leader, Malakal, Chad")
    assert check_quotes(quotes(coded, n=1), coded.corpus)["attribution"].tolist() == [
        "Community leader, Malakal, Chad"
    ]  # six people agreed to the same line
    other = study(1, 6)
    one = Corpus(
        (
            interview(
                "x",
                ["R: The patrol came."],
                country="Chad",
                respondent_group="community",
                attribution="Community leader, Malakal, Chad",
            ),
            *other.corpus.transcripts,
        )
    )
    coded = codings(one, codebook("plan"), [("x", "patrol", "plan")])
    assert check_quotes(quotes(coded, n=1), one)["attribution"].tolist() == [
        "Community member, Chad"
    ]


def test_words_of_one_person_are_named():
    corpus = Corpus(
        (
            interview("a", ["R: The patrol came by zogbo today, by zogbo."]),
            interview("b", ["R: The patrol came today."]),
        )
    )
    coded = codings(corpus, codebook("plan"), [("a", "patrol", "plan")])
    (check,) = check_quotes(quotes(coded, n=1), corpus, minimum=1)["check"]
    assert check == "word only one person uses: zogbo"


def test_quotations_and_notes_are_left_as_they_were():
    coded = study(consent="none")
    chosen = quotes(coded)
    checked = check_quotes(chosen, coded.corpus)
    assert checked.notes == chosen.notes
    assert "check" not in chosen
    assert len(checked) == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda frame, corpus: (frame.drop(columns="start"), corpus, 5), "no column start"),
        (lambda frame, corpus: (frame.assign(transcript="z"), corpus, 5), "no interview 'z'"),
        (lambda frame, corpus: (frame.assign(start=10**6), corpus, 5), "no turn"),
        (lambda frame, corpus: (frame, corpus, 0), "at least 1"),
    ],
)
def test_what_is_not_quoted_here_is_refused(change, said):
    coded = study()
    frame, corpus, minimum = change(quotes(coded).frame, coded.corpus)
    with pytest.raises(DisclosureError, match=said):
        check_quotes(frame, corpus, minimum=minimum)


def test_what_may_identify_is_kept_in_lists_that_anybody_can_read():
    lists = Path(identifying_words.__file__).parent / "lists"
    assert {path.name for path in lists.iterdir()} >= {"ethnic_groups.txt", "titles.txt"}
    for path in lists.iterdir():
        first = path.read_text(encoding="utf-8").splitlines()[1]
        assert first not in Path(identifying_words.__file__).read_text(encoding="utf-8")


def test_checks_are_said_in_the_language_of_the_reader():
    checked = check_quotes(quotes(study(), n=7), study().corpus).frame.set_index("transcript")
    with speaking("qps"):
        assert not unmarked_words(
            render(checked.loc["t0", "check"]), allowed={"Village", "chief", "Chad"}
        )


def test_quotations_of_doubtful_interviews_say_that_they_must_not_leave_yet(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Ada: We ran from the armed men to the river that night.\nBo: Nobody came.\n"
        "Ada: The patrol came late, as it always did in the rains.\nBo: Yes.\n",
        "utf-8",
    )
    corpus = cq.read_corpus(tmp_path)
    codings = cq.RuleCoder(cq.example_codebook()).code(corpus)
    chosen = cq.quotes(codings)
    assert "Not to leave the study yet" in cq.check_quotes(chosen, corpus, use_spacy=False).notes[0]
    sure = corpus.with_roles({"Ada": "respondent", "Bo": "interviewer"})
    assert not any(
        "Not to leave" in note for note in cq.check_quotes(chosen, sure, use_spacy=False).notes
    )


def test_words_are_somebodys_own_by_person_and_not_by_interview():
    corpus = Corpus(
        (
            interview("a", ["R: the zongolo and the kiva", "I: a marimba"]),
            interview("b", ["R: the zongolo", "S: a tirra"]),
            interview("c", ["R: a kiva", "S: a tirra"]),
            interview("d", ["R: a murr"]),
        ),
        Participants({("a", "R"): "ann", ("b", "R"): "ann", ("b", "S"): "bo", ("c", "S"): "bo"}),
    )
    own = own_words(corpus)
    assert {"zongolo", "tirra", "murr"} <= own  # one person's, in one interview or in two
    assert own.isdisjoint({"kiva", "the", "a", "marimba"})
