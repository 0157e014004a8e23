"""`civic-qual train` and `code --model`: a model and its card; no words leave the study."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.cli.code import policies
from civic_qual.coding.combine.policies import POLICIES

LATE = [
    "They came late after the attack",
    "The patrol arrived late again",
    "Too late, always late",
    "Late as ever, that patrol",
]
MAIZE = [
    "We planted maize this year",
    "The maize is dry",
    "Maize and beans we planted",
    "Our maize was planted early",
]
SECRET = "zebrafish"


@pytest.fixture
def study(tmp_path, codebook):
    """Eight interviews, in each two turns of each kind, and what Ada coded of them."""
    folder, rows = tmp_path / "talks", []
    folder.mkdir()
    for number in range(8):
        text = ""
        for kind, said in enumerate(LATE[number % 4 :] + LATE[: number % 4] + MAIZE):
            line = f"Respondent: {said} in village {number % 3} {SECRET}.\n"
            if kind < 4:
                rows.append((f"t{number}", len(text), len(text) + len(line) - 1, "perf.response"))
            text += line + "Interviewer: And then?\n"
        (folder / f"t{number}.txt").write_text(text, encoding="utf-8")
    codings = tmp_path / "coded.csv"
    frame = pd.DataFrame(rows, columns=["transcript", "start", "end", "code"])
    frame.assign(coder="Ada").to_csv(codings, index=False)
    return folder, "--codebook", codebook, "--codings", codings, "--no-encoder"


@pytest.fixture
def trained(civic_qual, study, tmp_path):
    outcome = civic_qual("train", *study, "--out", tmp_path / "themes.skops")
    assert outcome.status == 0, outcome.err
    return outcome, tmp_path / "themes.skops"


def code(civic_qual, study, tmp_path, *more):
    return civic_qual("code", *study[:3], "--out", tmp_path / "out", *more)


def test_what_ada_saw_judges_no_model_unless_asked_and_the_card_says_so(
    civic_qual, study, tmp_path
):
    coded, model = tmp_path / "coded.csv", tmp_path / "themes.skops"
    pd.read_csv(coded).assign(shown="model").to_csv(coded, index=False)
    outcome = civic_qual("train", *study, "--out", model)
    assert outcome.status == 1
    assert "No passage was coded blind" in outcome.err
    assert "--shown any" in outcome.err
    assert not model.exists()
    outcome = civic_qual("train", *study, "--shown", "any", "--out", model)
    assert outcome.status == 0, outcome.err
    card = (tmp_path / "themes.card.html").read_text(encoding="utf-8")
    assert "shown the machine" in card


def test_train_writes_a_model_and_a_card_of_it(trained, tmp_path):
    outcome, model = trained
    card = (tmp_path / "themes.card.html").read_text(encoding="utf-8")
    assert model.stat().st_size > 0
    assert "Known weaknesses" in card
    assert "Ada" in card
    assert "F1" in outcome.out
    assert f"wrote {model}" in outcome.out
    assert SECRET not in card


def test_code_with_a_model_lets_it_decide_and_says_so(civic_qual, study, trained, tmp_path):
    outcome = code(civic_qual, study, tmp_path, "--model", trained[1], "--internal")
    assert outcome.status == 0, outcome.err
    codings = pd.read_csv(tmp_path / "out" / "codings.csv", encoding="utf-8-sig")
    coded = codings[codings["kind"] == "coding"]
    assert set(coded["origin"]) == {"model"}
    assert coded["evidence"].str.startswith("policy model_with_rules | model: model ").all()
    assert "perf.response en #1 (came late)" in "".join(coded["evidence"])
    assert coded["score"].between(0, 1).all()
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "the model decides" in report
    assert "64 passages" in report


def test_words_of_the_interviews_stay_home_unless_internal(civic_qual, study, trained, tmp_path):
    for flags, expected in (((), False), (("--internal",), True)):
        outcome = code(civic_qual, study, tmp_path, "--model", trained[1], *flags)
        assert outcome.status == 0, outcome.err
        written = "".join(
            path.read_text(encoding="utf-8-sig") for path in (tmp_path / "out").iterdir()
        )
        assert ("village" in written) is expected


@pytest.mark.parametrize(
    ("policy", "coder"), [("model", "model"), ("both", "combined"), ("rules", "combined")]
)
def test_another_policy_is_another_coder(civic_qual, study, trained, tmp_path, policy, coder):
    outcome = code(
        civic_qual,
        study,
        tmp_path,
        "--model",
        trained[1],
        "--policy",
        policy,
        "--quiet",
        "--internal",
    )
    assert (outcome.status, outcome.out) == (0, "")
    codings = pd.read_csv(tmp_path / "out" / "codings.csv", encoding="utf-8-sig")
    assert set(codings["coder"]) == {coder}


def test_the_policies_on_offer_are_those_of_the_library():
    assert set(policies()) == set(POLICIES)


def test_a_wrong_call_exits_with_2(civic_qual, study, tmp_path):
    outcome = code(civic_qual, study, tmp_path, "--policy", "both")
    assert outcome.status == 2
    assert "give --model too" in outcome.err
    outcome = civic_qual("train", *study, "--out", tmp_path / "themes.pkl")
    assert outcome.status == 2
    assert "themes.skops" in outcome.err


def test_a_coder_nobody_knows_is_named_with_those_there_are(civic_qual, study, tmp_path):
    outcome = civic_qual("train", *study, "--coder", "Ben", "--out", tmp_path / "themes.skops")
    assert outcome.status == 1
    assert "'Ben' coded here; there are: Ada" in outcome.err
    assert not (tmp_path / "themes.skops").exists()


def test_a_damaged_model_is_an_error_of_one_line(civic_qual, study, tmp_path):
    (tmp_path / "bad.skops").write_bytes(b"PK\x03\x04 and then nothing")
    outcome = code(civic_qual, study, tmp_path, "--model", tmp_path / "bad.skops")
    assert outcome.status == 1
    assert outcome.err.splitlines()[-1].startswith("error: ")
    assert "is damaged or no model" in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_model_of_another_codebook_is_refused(civic_qual, study, trained, tmp_path):
    book = study[2]
    book.write_text(
        book.read_text(encoding="utf-8").replace("came late", "come early"), encoding="utf-8"
    )
    outcome = code(civic_qual, study, tmp_path, "--model", trained[1])
    assert outcome.status == 1
    assert "another codebook" in outcome.err


def test_one_interview_is_too_little(civic_qual, study, tmp_path):
    for path in study[0].iterdir():
        if path.name != "t0.txt":
            path.unlink()
    frame = pd.read_csv(study[4])
    frame[frame["transcript"] == "t0"].to_csv(study[4], index=False)
    outcome = civic_qual("train", *study, "--out", tmp_path / "themes.skops")
    assert outcome.status == 1
    assert "one interview" in outcome.err
    assert not list(tmp_path.glob("themes*"))


def test_a_sample_is_pulled_by_what_a_model_scores(civic_qual, study, trained, tmp_path):
    out = tmp_path / "drawn.csv"
    told = ("sample", study[0], "-n", 12, "--model", trained[1], "--out", out)
    assert "--codebook" in civic_qual(*told).err
    outcome = civic_qual(*told, *study[1:3])
    assert outcome.status == 0, outcome.err
    sample = cq.read_sample(out)
    assert sample.design == "scores"
    assert sample.units["probability"].nunique() > 2  # scores, and not found or not found
