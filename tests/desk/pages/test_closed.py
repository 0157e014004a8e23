"""What who reads blind asks of pages in ways that no page does: nothing of others comes of it."""

from contextlib import closing
from threading import Event

import pytest

import civic_qual as cq
from civic_qual.desk.calls import JOBS
from civic_qual.desk.desk import Desk
from civic_qual.desk.pages.upkeep import export_study, merge_copy
from civic_qual.errors import StudyError
from tests.desk.pages.asking import ask, done
from tests.desk.pages.blind_team import Table, team_study


@pytest.fixture
def team(tmp_path):
    with team_study(tmp_path / "team.study", read=3, issa=6) as study:
        yield Table(study)


def test_a_name_of_spaces_is_no_name(team):
    for name in (" ", "\t", "\u00a0", "\n\u2003"):
        for call in ("table_choices", "models", "report_state", "work", "agreement_table"):
            assert "who you are" in team.refused(name, call)
        assert all(row[5] == 0 for row in team.ask(name, "transcripts")["rows"])
        assert team.ask(name, "history")["hidden"]


def test_nothing_of_others_is_taken_back_by_who_reads_blind(team):
    lines = {one.line: one for one in team.study.audit}
    held = len(team.study.codings())
    said = set()
    for number in [*lines, max(lines) + 1]:
        if number in lines and (
            lines[number].who in ("Awa", "Lead") or lines[number].action == "create"
        ):
            continue
        for call in ("take_back", "take_back_sharing"):
            said.add(team.refused("Awa", call, line=int(number)).replace(str(number), "N"))
    assert said == {"line N is not yours to take back, as long as you read blind"}
    assert len(team.study.codings()) == held
    mine = [number for number, one in lines.items() if one.who == "Awa"][-1]
    assert team.ask("Awa", "take_back", line=int(mine)) > 0


def test_the_history_does_not_say_who_else_was_given_passages(team):
    given = [one for one in team.ask("Awa", "history")["lines"] if one["who"] == "Lead"]
    assert given
    assert not any("Issa" in one["details"] for one in given)
    lead = team.ask("Lead", "history")["lines"]
    assert any("Issa" in one["details"] for one in lead)


def test_no_copy_is_written_out_and_merging_does_not_count_for_who_reads_blind(team, tmp_path):
    copy = tmp_path / "copy.study"
    team.study.backup(copy)
    with pytest.raises(StudyError, match="blind"):
        export_study(team.study, {"folder": str(tmp_path), "who": "Awa"}, print)
    with cq.Study(copy) as other:
        for _ in range(3):
            other.memo("of Issa", coder="Issa")
    told = merge_copy(team.study, {"path": str(copy), "who": "Awa"}, lambda *_: None)
    assert told == {"conflicts": 0, "lines": 1}


def test_what_came_of_work_is_told_to_who_began_it(tmp_path):
    path = tmp_path / "team.study"
    team_study(path, read=3, issa=6).close()
    with closing(Desk(path)) as desk:
        made = done(desk, "export", coder="Lead", internal=True)
        assert made["files"]
        assert ask(desk, "job", coder="Lead")["answer"] == made
        told = ask(desk, "job", coder="Awa")
        assert (told["state"], told["answer"], told["say"]) == ("done", None, "")
        assert ask(desk, "stop_job", coder="Awa")["answer"] is None


def test_who_begins_work_is_who_sits_there_whatever_is_said(tmp_path):
    path = tmp_path / "team.study"
    team_study(path, read=3, issa=6).close()
    values = {"who": "Lead", "internal": True, "folder": str(tmp_path)}
    with closing(Desk(path)) as desk:
        ask(desk, "start_job", coder="Awa", job="export", values=values)
        while (told := ask(desk, "job", coder="Awa"))["state"] == "running":
            Event().wait(0.02)
    assert (told["state"], "blind" in told["refused"]) == ("failed", True), told
    assert [one.name for one in tmp_path.iterdir() if one.name != path.name] == []


@pytest.mark.parametrize("job", sorted({*JOBS} - {"make_study", "try_example", "merge_copy"}))
def test_work_is_not_done_for_who_reads_blind(team, tmp_path, job):
    values = {"who": "Awa", "asked": {"whose": "people"}, "internal": True, "folder": str(tmp_path)}
    with pytest.raises(StudyError, match="blind"):
        JOBS[job](team.study, values, lambda *_: None)
    assert {one.name.split("-")[0] for one in tmp_path.iterdir()} == {"team.study"}


def test_a_place_that_no_system_takes_is_refused_in_plain_words(small_study):
    with closing(Desk(small_study)) as desk:
        for call, name in (("look_into", "folder"), ("open_study", "path"), ("read_back", "path")):
            for place in ("/" + "x" * 300, "/a" * 3000):
                told = desk.ask(call, {name: place}, coder="Lead", language="en").result(60)
                assert "could not be used" in told["refused"], (call, told)
