"""The page of disagreements: agreement, and what coders differ on, settled side by side."""

import json
from uuid import uuid4

import pytest

import civic_qual as cq
from tests.desk.conftest import seated
from tests.desk.pages.blind_team import Table, team_study

CELL = ("transcript", "start", "end", "code")


@pytest.fixture
def team(tmp_path):
    with team_study(tmp_path / "team.study", read=30, issa=30) as study:
        yield Table(study)


def cell(row):
    return {name: row[name] for name in CELL}


def settle(team, who, row, decision, **more):
    values = {"act": uuid4().hex, "reference": "reference", "revision": "", "seen": row["id"]}
    return team.ask(who, "settle", **{**values, **cell(row), "decision": decision, **more})


def test_agreement_is_that_of_what_was_read_blind(team):
    told = team.ask("Lead", "agreement_table", level="theme")
    twin = cq.agreement(team.study.codings(origin="human"), level="theme").frame
    ((group),) = told["groups"]
    assert group["coders"] == "Awa, Issa"
    for row, wanted in zip(group["rows"], twin.to_dict("records"), strict=True):
        assert (row["code"], row["units"]) == (wanted["code"], wanted["units"])
        kappa = row["kappa"][0]
        assert kappa is None or kappa == pytest.approx(wanted["kappa"])
    assert any("two of the coders" in note for note in told["notes"])


def test_names_are_closed_until_the_round_is_and_then_each_learns(team):
    told = team.ask("Cai", "adjudication")
    differ = cq.disagreements(team.study.codings(origin="human"), blind=False).frame
    assert [cell(row) for row in told["rows"]] == differ[list(CELL)].to_dict("records")
    first, second, third, *_ = told["rows"]
    detail = team.ask("Cai", "side_by_side", reference="reference", **cell(first))
    both = json.dumps([told["rows"], {**detail, "above": "", "text": ""}])
    assert "Awa" not in both
    assert "Issa" not in both
    assert [side["name"] for side in detail["sides"]] == ["P", "Q"]
    settle(team, "Cai", first, "no", why="a market, not a patrol")
    settle(team, "Cai", second, "yes")
    settle(team, "Cai", third, "later")
    assert "is closed" not in team.refused("Cai", "close_round", reference="Awa")
    alike = team.ask("Cai", "agreed")["n"]
    closed = team.ask("Cai", "close_round", reference="reference")
    assert closed["codings"] == alike + 1
    assert closed["undecided"] == len(differ) - 2

    twin = cq.adjudicate(
        team.study.codings(origin="human", coder=["Awa", "Issa"]),
        differ.assign(decision=["no", "yes", *[""] * (len(differ) - 2)]),
    )
    kept = team.study.codings(coder="reference").frame[["transcript", "start", "end", "code"]]
    assert kept.values.tolist() == twin.frame[list(CELL)].values.tolist()
    said = differ.loc[0, "said"]
    team.study.reveal("first", who="Lead")
    for coder in ("Awa", "Issa"):
        changed = team.ask(coder, "adjudication")["changed"]
        assert (cell(first) in [cell(row) for row in changed]) == (coder == said)
    fourth = cell(told["rows"][3])
    assert "not settled" in team.refused("Cai", "side_by_side", reference="reference", **fourth)


def test_who_did_not_see_what_another_settled_is_told_and_it_is_taken_back(team):
    row = team.ask("Cai", "adjudication")["rows"][0]
    made = settle(team, "Cai", row, "yes", act="same")
    assert settle(team, "Cai", row, "yes", act="same") == made
    values = {"act": "other", "reference": "reference", "revision": "", **cell(row)}
    assert "Cai settled this" in team.refused("Dia", "settle", **values, decision="no", seen="")
    team.ask("Cai", "unsettle", id=made["id"])
    assert team.study.third_looks.frame.empty
    assert "meanwhile" in team.refused("Cai", "unsettle", id=made["id"])


def test_a_pair_among_three_goes_by_letters_while_the_round_is_open(team):
    items = team.study.queue("first", "Awa").items
    for item in items[:12]:
        team.study.read(item.transcript, item.start, item.end, coder="Bea", shown="blind")
    told = team.ask("Lead", "agreement_table", level="theme")
    everybody, *pairs = [group["coders"] for group in told["groups"]]
    assert everybody == "Awa, Bea, Issa"
    assert sorted(pairs) == ["P, Q", "P, R", "Q, R"] or not any("Awa" in one for one in pairs)


CALLS = (
    ("agreement_table", {}),
    ("adjudication", {}),
    ("agreed", {}),
    ("close_round", {"reference": "reference"}),
    ("unsettle", {"id": "00"}),
)


def test_who_reads_blind_is_refused_all_of_it_in_the_same_words(tmp_path):
    answers = []
    for issa in (0, 30):
        with team_study(tmp_path / f"{issa}" / "team.study", read=30, issa=issa) as study:
            team, where = Table(study), study.queue("first", "Awa").items[0]
            here = {"transcript": where.transcript, "start": where.start, "end": where.end}
            case = {**here, "code": "perf", "reference": "reference"}
            more = (
                ("side_by_side", case),
                ("settle", {**case, "act": "1", "revision": "", "decision": "yes"}),
                ("discuss", {**here, "text": "so"}),
            )
            answers.append([team.refused("Awa", call, **values) for call, values in CALLS + more])
            for call, values in CALLS:
                assert "say who you are" in team.refused("", call, **values)
    assert answers[0] == answers[1]
    assert len({*answers[0]}) == 1


def test_a_round_by_keyboard_alone(chromium, tmp_path):
    path = tmp_path / "team.study"
    team_study(path, read=30, issa=30).close()
    with seated(chromium, path, coder="Cai") as page:
        page.goto(page.address + "/disagreements")
        page.locator(".case h3").wait_for()
        page.keyboard.press("m")
        page.keyboard.type("she names them")
        page.keyboard.press("Escape")
        for letter, said in (("y", "it holds"), ("n", "it does not hold"), ("l", "later")):
            page.keyboard.press(letter)
            page.get_by_role("status").filter(has_text=said).wait_for()
            page.locator(".case:focus").wait_for()
        page.keyboard.press("Control+z")
        page.get_by_role("status").filter(has_text="Taken back").wait_for()
        page.locator("summary", has_text="close the round").press("Enter")
        page.get_by_label("Make the reference coding").press("Space")
        page.get_by_role("button", name="Close the round").press("Enter")
        page.get_by_text("closed: names are open").wait_for()
    with cq.Study(path) as study:
        looks = study.third_looks.frame
        assert looks["decision"].tolist() == ["yes", "no"]
        assert looks["why"].tolist() == ["she names them", ""]
        assert "reference" in set(study.adjudicated["coder"])
        assert study.integrity() == []
