"""The page of work: queues, samples and sheets; and nothing of others to who reads blind."""

import json

import pandas as pd
import pytest

import civic_qual as cq
from tests.desk.conftest import seated
from tests.desk.pages.blind_team import Table, team_study


@pytest.fixture
def team(tmp_path):
    with team_study(tmp_path / "team.study") as study:
        yield Table(study)


def test_everybody_sees_their_own_queues_and_who_reads_nothing_blind_all(team):
    told = team.ask("Awa", "work")
    (mine,) = told["mine"]
    assert (mine["queue"], mine["assigned"], mine["read"], mine["left"]) == ("first", 30, 20, 10)
    assert told["others"] is None
    assert told["closed"] == ["first"]
    assert "read" not in told["samples"][0]
    lead = team.ask("Lead", "work")
    assert lead["mine"] == []
    assert {(one["coder"], one["read"]) for one in lead["others"]} == {("Awa", 20), ("Issa", 20)}
    done = [
        {(one.transcript, one.start) for one in team.study.queue("first", who).items if one.read}
        for who in ("Awa", "Issa")
    ]
    assert lead["samples"][0]["read_twice"] == len(done[0] & done[1])
    assert lead["samples"][0]["read"] == len(done[0] | done[1])
    assert "say who you are" in team.refused("", "work")


def test_a_sample_is_looked_at_drawn_given_and_given_on(team):
    asked = {"n": 24, "by": ["displaced"], "double": 0.25, "seed": 7, "name": "second"}
    looked = team.ask("Lead", "draw", **asked)
    assert "second" not in set(team.study.samples["sample"])
    told = team.ask("Lead", "draw", **asked, keep=True)
    assert told["passages"] == looked["passages"]
    twin = cq.draw_sample(team.study.corpus, n=24, by="displaced", double=0.25, seed=7).units
    assert [one["start"] for one in told["passages"]] == twin["start"].tolist()
    assert {one["stratum"]: one["drawn"] for one in told["strata"]} == twin[
        "stratum"
    ].value_counts().to_dict()
    assert set(told["passages"][0]) == {"transcript", "start", "end", "words"}  # not: read by two
    given = team.ask("Lead", "give_sample", sample="second", coders=["Bea", "Cai"])
    assert sum(given.values()) == 24 + 6
    assert "Dia" in team.refused("Lead", "give_sample", sample="second", coders=["Dia"])
    assert "or fewer" in team.refused("Lead", "draw", **{**asked, "n": 10_000})


def test_passages_are_found_in_four_ways(team):
    found = team.ask(
        "Lead", "give_queue", way="search", search="patrol", coders=["Bea"], name="patrols"
    )
    passages = team.study.queue("patrols", "Bea").items
    assert found == {"queue": "patrols", "given": {"Bea": len(passages)}}
    texts = {one.id: one.text for one in team.study.corpus}
    assert all("patrol" in texts[one.transcript][one.start : one.end].lower() for one in passages)
    one = team.study.corpus.transcripts[0].id
    whole = team.ask(
        "Lead",
        "give_queue",
        way="transcripts",
        transcripts=[one],
        coders=["Bea", "Cai"],
        share=True,
    )
    assert abs(whole["given"]["Bea"] - whole["given"]["Cai"]) <= 1
    told = team.ask("Lead", "give_queue", way="disagreements", coders=["Cai"])
    assert team.study.queue(told["queue"], "Cai").shown == "another_coder"
    assert "keeps no model" in team.refused("Lead", "give_queue", way="suggest", coders=["Cai"])


def test_sheets_are_written_beside_the_study_and_read_back(team):
    told = team.ask("Lead", "write_sheets", queue="first", coders=["Awa", "Issa"])
    assert [(one["coder"], one["passages"]) for one in told["files"]] == [("Awa", 10), ("Issa", 10)]
    folder = team.study.path.with_name("team_sheets")
    assert told["folder"] == str(folder)
    again = team.ask("Lead", "write_sheets", queue="first", coders=["Awa", "Issa"])
    assert len({one["file"] for one in told["files"] + again["files"]}) == 4
    for one in again["files"]:  # somebody may have worked in it: it is never written over
        (folder / one["file"]).unlink()

    from openpyxl import load_workbook

    file = folder / told["files"][0]["file"]
    book = load_workbook(file)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=12) for cell in row}
    (row,) = [r[0].row for r in sheet.iter_rows(max_row=12) if "key" in [c.value for c in r]]
    sheet.cell(row + 1, heads["nothing here"]).value = "x"
    book.save(file)
    before = len(team.study.codings(coder="Awa").read)
    back = team.ask("Lead", "read_back")
    assert sum(one["new_readings"] for one in back["files"]) == 1
    assert len(team.study.codings(coder="Awa").read) == before + 1
    assert "does not exist" in team.refused("Lead", "read_back", path="/nowhere/at/all")


CALLS = (
    ("work", {}),
    ("work_choices", {}),
    ("themes", {"sample": "first"}),
    ("draw", {"n": 9, "double": 0.5, "name": "third", "keep": True}),
    ("draw", {"n": 9, "rules": True}),
    ("give_sample", {"sample": "third", "coders": ["Awa", "Issa"]}),
    ("give_sample", {"sample": "first", "coders": ["Awa"]}),
    ("give_queue", {"way": "disagreements", "coders": ["Awa"]}),
    ("give_queue", {"way": "suggest", "coders": ["Awa"]}),
    ("give_queue", {"way": "search", "search": "patrol", "coders": ["Awa"], "name": "s"}),
    ("write_sheets", {"queue": "first", "coders": ["Awa", "Issa"]}),
    ("write_sheets", {"queue": "first", "coders": []}),
    ("write_sheets", {"queue": "first", "coders": ["Issa"], "again": True}),
    ("read_back", {}),
    ("work", {}),
)


def test_whatever_another_coder_did_who_reads_blind_is_answered_alike(tmp_path):
    answers = {}
    for issa in (0, 17, 30):
        with team_study(tmp_path / f"{issa}" / "team.study", issa=issa) as study:
            table = Table(study)
            answers[issa] = [
                json.dumps(table.either("Awa", call, **values)).replace(str(study.path.parent), "")
                for call, values in CALLS
            ]
            lead = table.ask("Lead", "work")["others"]  # who may know, is told
            assert [issa] == [
                one["read"] for one in lead if (one["queue"], one["coder"]) == ("first", "Issa")
            ]
    assert answers[0] == answers[17] == answers[30]


def test_a_day_of_a_team_lead_on_the_page(chromium, tmp_path):
    path = tmp_path / "new.study"
    cq.Study.create(path, cq.example_corpus(), cq.example_codebook()).close()
    with seated(chromium, path, coder="Lead") as page:
        page.goto(page.address + "/work")
        page.locator("summary", has_text="Draw a sample").press("Enter")
        page.get_by_label("How many").first.fill("12")
        page.get_by_label("Name", exact=True).first.fill("first")
        page.get_by_label("Each its share, by").select_option("country")
        page.get_by_role("button", name="Draw it").press("Enter")
        page.get_by_text("In the study.").wait_for()
        page.locator("summary", has_text="Give a sample").press("Enter")
        people = page.locator("details[open]", has_text="Give a sample").get_by_label("Coders")
        people.fill("Awa, Issa, Lead")
        people.press("Enter")
        page.get_by_text("Issa: ").wait_for()
        begin = page.get_by_role("link", name="Begin: first")
        assert begin.get_attribute("href") == "/read?queue=first"
        page.get_by_text("How far others are is closed to you").wait_for()
    with cq.Study(path) as study:
        assert study.samples["by"].tolist() == ["country"]
        frame = study.queues.frame
        assert isinstance(frame, pd.DataFrame)
        assert frame.groupby("queue")["assigned"].sum().to_dict() == {"first": 12 + 2}
