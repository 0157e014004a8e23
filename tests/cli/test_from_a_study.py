"""From a study and nothing else: two coders' shared part and own parts in every figure.

What was really read is recounted from the worklists and the files of answers by plain csv.
"""

import csv
import json
import re
import sqlite3

import pytest

from civic_qual.study.study import Study
from tests.cli.two_coders import CODERS, DOUBLE, SIZE, interviews, work, worklist, written


@pytest.fixture
def talks(tmp_path):
    return interviews(tmp_path / "talks")


@pytest.fixture
def lists(civic_qual, talks, tmp_path):
    """The worklists of two people, as files."""
    drawn = ("-n", SIZE, "--double", DOUBLE, "--name", "s1")
    told = [word for coder in CODERS for word in ("--coder", coder)]
    assert civic_qual("sample", talks, *drawn, *told, "--out", tmp_path / "s1.csv").status == 0
    return tmp_path


@pytest.fixture
def study(civic_qual, talks, codebook, tmp_path):
    """A study that keeps the sample of which these are the worklists, and that nobody has read."""
    path = tmp_path / "mali.study"
    assert civic_qual("new", path, talks, "--codebook", codebook).status == 0
    outcome = civic_qual("sample", path, "-n", SIZE, "--double", DOUBLE, "--name", "s1")
    assert outcome.status == 0, outcome.err
    return path


@pytest.fixture
def done(talks, lists):
    """What each of the two did."""
    return {coder: work(talks, lists, coder) for coder in CODERS}


@pytest.fixture
def read(civic_qual, study, done, tmp_path):
    """The study with what both did."""
    for coder in CODERS:
        outcome = civic_qual("add", study, written(tmp_path / f"{coder}.csv", coder, done[coder]))
        assert outcome.status == 0, outcome.err
    return study


@pytest.fixture
def trained(civic_qual, read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = civic_qual("train", read, "--no-encoder")
    assert outcome.status == 0, outcome.err
    return read, outcome


def everything(path):
    """Return all rows of all tables of a study file."""
    with sqlite3.connect(path) as file:
        tables = [
            name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        rows = {name: file.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
    file.close()
    return rows


def together(done):
    """Return the passages that anybody read, that two read, and on which these two differ."""
    awa, issa = (done[coder] for coder in CODERS)
    both = {*awa.passages} & {*issa.passages}
    return {*awa.passages} | {*issa.passages}, both, both & (awa.found ^ issa.found)


# What was read


def test_codings_that_do_not_say_what_was_read_are_refused_where_a_sample_is_read(
    civic_qual, study, done, tmp_path
):
    before = everything(study)
    file = written(tmp_path / "Awa.csv", "Awa", done["Awa"], readings=False)
    outcome = civic_qual("add", study, file)
    assert (outcome.status, outcome.err.count("\n")) == (1, 1)
    assert "do not say what was read by Awa" in outcome.err
    assert "--coverage assigned" in outcome.err
    assert "read_codings" not in outcome.err
    assert everything(study) == before
    for command in ("train", "agree", "estimate"):
        outcome = civic_qual(command, study, "--codings", file)
        assert (outcome.status, outcome.err.count("\n")) == (1, 1), command
        assert "civic-qual add" in outcome.err
    assert civic_qual("add", study, file, "--coverage", "whole_transcripts").status == 0


@pytest.fixture
def assigned(study, lists):
    """The study in which the worklists are assigned, as the study itself shares them out."""
    with Study(study) as opened:
        queues = opened.assign("s1", "s1", list(CODERS), who="lead")
        for coder, queue in queues.items():
            mine = {(one.transcript, one.start, one.end) for one in queue.items}
            assert mine == {tuple(one) for one in worklist(lists / f"s1_{coder}.csv")}
    return study


def test_what_was_assigned_is_what_was_read_if_one_says_so(civic_qual, assigned, done, tmp_path):
    for coder in CODERS:
        file = written(tmp_path / f"{coder}.csv", coder, done[coder], readings=False)
        outcome = civic_qual("add", assigned, file, "--coverage", "assigned")
        assert outcome.status == 0, outcome.err
        own = done[coder]
        assert (
            f"{coder}: {len(own.passages)} passages of s1 taken as read, as they were assigned; "
            f"something is coded in {len(own.found)} of them."
        ) in outcome.out
    assert read_by_file(assigned) == {
        (coder, *one, "s1", "blind") for coder in CODERS for one in done[coder].passages
    }
    with Study(assigned) as opened:
        table = opened.queues.frame
        assert table["read"].tolist() == table["assigned"].tolist()
    before = everything(assigned)
    again = civic_qual("add", assigned, tmp_path / "Awa.csv", "--coverage", "assigned")
    assert "nothing was added" in again.out
    assert everything(assigned) == before
    anybody, both, differ = together(done)
    outcome = civic_qual("agree", assigned, "--out", tmp_path / "agreement.csv")
    assert outcome.status == 0, outcome.err
    assert agreed_on(tmp_path / "agreement.csv") == (len(both), 1 - len(differ) / len(both))
    outcome = civic_qual("estimate", assigned, "--out", tmp_path / "out", "--internal")
    assert outcome.status == 0, outcome.err
    with (tmp_path / "out" / "estimates.csv").open(encoding="utf-8-sig", newline="") as rows:
        assert int(next(csv.DictReader(rows))["human_n"]) == len(anybody)


def read_by_file(path):
    """Return coder, passage, sample and what was shown of each reading, by plain sqlite."""
    with sqlite3.connect(path) as file:
        named = dict(file.execute("SELECT number, text FROM label"))
        rows = file.execute(
            'SELECT coder, transcript, start, "end", sample, shown FROM reading'
        ).fetchall()
    file.close()
    return {
        (named[coder], named[transcript], start, end, named[sample], named[shown])
        for coder, transcript, start, end, sample, shown in rows
    }


def agreed_on(file):
    with file.open(encoding="utf-8-sig", newline="") as rows:
        (row,) = [row for row in csv.DictReader(rows) if row["code"] == "perf.response"]
    return int(row["units"]), pytest.approx(float(row["percent"]))


def test_who_was_assigned_nothing_or_several_is_told(civic_qual, assigned, done, tmp_path):
    file = written(tmp_path / "Ben.csv", "Ben", done["Awa"], readings=False)
    before = everything(assigned)
    outcome = civic_qual("add", assigned, file, "--coverage", "assigned")
    assert (outcome.status, outcome.err.count("\n")) == (1, 1)
    assert "Ben was assigned nothing; assigned were: Awa, Issa" in outcome.err
    assert everything(assigned) == before
    with Study(assigned) as opened:
        opened.assign("more", [("t0", 0, 40)], "Awa", kind="search", who="lead")
    file = written(tmp_path / "Awa.csv", "Awa", done["Awa"], readings=False)
    outcome = civic_qual("add", assigned, file, "--coverage", "assigned")
    assert (outcome.status, outcome.err.count("\n")) == (1, 1)
    assert "--queue" in outcome.err
    outcome = civic_qual("add", assigned, file, "--coverage", "assigned", "--queue", "s1")
    assert outcome.status == 0, outcome.err
    with Study(assigned) as opened:
        assert [len(opened.queue(name, "Awa").items) for name in ("more", "s1")] == [
            1, len(done["Awa"].passages),
        ]  # fmt: skip
        assert not opened.queue("more", "Awa").items[0].read


def test_what_was_taken_back_is_read_again_and_codings_outside_are_told(
    civic_qual, assigned, done, talks, tmp_path
):
    own = done["Awa"]
    outside = next(one for one in all_turns(talks) if one[:3] not in own.passages)
    file = written(tmp_path / "Awa.csv", "Awa", own, readings=False)
    with file.open("a", encoding="utf-8") as rows:
        rows.write("{},{},{},perf.response,Awa,s1,blind\n".format(*outside))
    outcome = civic_qual("add", assigned, file, "--coverage", "assigned")
    assert outcome.status == 0, outcome.err
    assert "1 coding stands outside of what was assigned, and counts nowhere" in outcome.out
    with Study(assigned) as opened:
        opened.undo_line(len(opened.audit), coder="Awa")
        assert not any(one.read for one in opened.queue("s1", "Awa").items)
    assert civic_qual("add", assigned, file, "--coverage", "assigned").status == 0
    with Study(assigned) as opened:
        assert all(one.read for one in opened.queue("s1", "Awa").items)
        assert opened.integrity() == []


def test_a_study_without_a_sample_takes_whole_interviews_as_before(
    civic_qual, talks, codebook, done, tmp_path
):
    path = tmp_path / "plain.study"
    assert civic_qual("new", path, talks, "--codebook", codebook).status == 0
    file = written(tmp_path / "Awa.csv", "Awa", done["Awa"], readings=False)
    assert civic_qual("add", path, file).status == 0
    with Study(path) as opened:
        assert set(opened.codings().readings["start"]) == {0}


def test_of_a_folder_estimate_says_what_it_takes_as_read(civic_qual, talks, codebook, lists, done):
    file = written(lists / "Awa.csv", "Awa", done["Awa"], readings=False)
    told = (
        "estimate",
        talks,
        "--codebook",
        codebook,
        "--codings",
        file,
        "--sample",
        lists / "s1.csv",
    )
    outcome = civic_qual(*told, "--out", lists / "out", "--unread", "ignore")
    assert outcome.status == 0, outcome.err
    found = len({one.transcript for one in done["Awa"].found})
    assert (
        f"all of every interview in which something was coded ({found} interviews)" in outcome.err
    )
    outcome = civic_qual(*told, "--out", lists / "out", "--unread", "ignore",
                         "--coverage", "all_transcripts")  # fmt: skip
    assert "It is not said" not in outcome.err


# Two coders


def test_agree_counts_the_passages_that_two_read(civic_qual, read, done, tmp_path):
    _, both, differ = together(done)
    outcome = civic_qual("agree", read, "--out", tmp_path / "agreement.csv")
    assert outcome.status == 0, outcome.err
    assert agreed_on(tmp_path / "agreement.csv") == (len(both), 1 - len(differ) / len(both))
    assert len(both) == round(SIZE * DOUBLE)
    assert differ


def test_train_learns_from_all_that_was_read_and_leaves_out_where_they_differ(trained, done):
    path, outcome = trained
    anybody, both, differ = together(done)
    read = ", ".join(f"{coder} read {len(done[coder].passages)} passages" for coder in CODERS)
    assert f"Of several people: {read}; {len(both)} passages read by two or more." in outcome.out
    left = re.search(r"left out for that code: (\d+) codes? in (\d+) passages?", outcome.out)
    assert int(left[2]) == len(differ)
    with Study(path) as opened:
        learned = opened.model().model_
    spans = learned.spans
    places = list(zip(spans.transcript, spans.start.tolist(), spans.end.tolist(), strict=True))
    # The only code below the theme is open there, and so is the theme: nothing is left to learn.
    assert {*places} == {tuple(one) for one in anybody - differ}
    column = opened_codes(path).index("perf.response")
    for place, said in zip(places, learned.targets[:, column].tolist(), strict=True):
        assert said == any(place in one.found for one in done.values())


def opened_codes(path):
    with Study(path) as opened:
        return opened.model().codes_


def test_what_a_reference_settled_is_learned(civic_qual, trained, done, tmp_path):
    path, _ = trained
    *_, differ = together(done)
    listed = tmp_path / "differ.csv"
    assert civic_qual("agree", path, "--disagreements", listed, "--internal").status == 0
    with listed.open(encoding="utf-8-sig", newline="") as rows:
        table = list(csv.DictReader(rows))
    assert {(row["transcript"], int(row["start"])) for row in table} == {one[:2] for one in differ}
    with listed.open("w", encoding="utf-8", newline="") as rows:
        back = csv.DictWriter(rows, [*table[0]])
        back.writeheader()
        back.writerows([row | {"decision": "yes", "decided_by": "Cai"} for row in table])
    outcome = civic_qual("adjudicate", path, listed, "--who", "Cai")
    assert outcome.status == 0, outcome.err
    outcome = civic_qual("train", path, "--no-encoder")
    assert outcome.status == 0, outcome.err
    assert "left out for that code" not in outcome.out
    with Study(path) as opened:
        model = opened.model()
    learned, spans = (
        model.model_.targets[:, model.codes_.index("perf.response")],
        model.model_.spans,
    )
    settled = {
        place: said
        for *place, said in zip(
            spans.transcript, spans.start.tolist(), learned.tolist(), strict=True
        )
        if tuple(place) in {one[:2] for one in differ}
        for place in [tuple(place)]
    }
    assert settled == {one[:2]: 1.0 for one in differ}
    # A reference is nobody who agrees with those it was made of.
    assert "reference" not in civic_qual("agree", path).out
    assert "reference" in civic_qual("agree", path, "--coder", "Awa", "--coder", "reference").out


def test_estimate_rests_on_the_shared_part_and_both_own_parts(civic_qual, read, done, tmp_path):
    anybody, *_ = together(done)
    outcome = civic_qual("estimate", read, "--out", tmp_path / "out", "--internal")
    assert outcome.status == 0, outcome.err
    with (tmp_path / "out" / "estimates.csv").open(encoding="utf-8-sig", newline="") as rows:
        row = next(csv.DictReader(rows))
    assert int(row["human_n"]) == len(anybody) == SIZE
    alone = civic_qual("estimate", read, "--coder", "Awa", "--out", tmp_path / "awa")
    assert alone.status == 1
    assert f"{SIZE - len(done['Awa'].passages)} of the {SIZE} sampled passages" in alone.err


def test_one_coder_can_be_chosen(civic_qual, read, done, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = civic_qual("train", read, "--coder", "Issa", "--no-encoder")
    assert outcome.status == 0, outcome.err
    assert f"Trained on {len(done['Issa'].passages)} passages" in outcome.out
    assert "coded by one person" in outcome.out


# The model that a study keeps


def test_a_study_keeps_its_model_and_codes_with_it(civic_qual, trained, tmp_path):
    path, outcome = trained
    assert "mali.study keeps the model as 'model'" in outcome.out
    assert not list(tmp_path.glob("*.skops"))
    card = (tmp_path / "mali.card.html").read_text("utf-8")
    with Study(path) as opened:
        assert opened.models["model"].tolist() == ["model"]
        assert opened.model().model_.card_page == card
    said = {}
    for name, more in (("kept", ()), ("named", ("--model", "model")), ("rules", ("--rules",))):
        out = tmp_path / name
        outcome = civic_qual("code", path, "--internal", "--out", out, *more)
        assert outcome.status == 0, outcome.err
        said[name] = (out / "theme_table.csv").read_text("utf-8-sig")
        assert ("The model 'model' codes" in outcome.err) is (name != "rules")
    assert said["kept"] == said["named"] != said["rules"]
    outcome = civic_qual("estimate", path, "--internal", "--out", tmp_path / "out")
    assert "The model 'model' codes" in outcome.err
    refused = civic_qual("code", path, "--model", "other", "--internal", "--out", tmp_path / "out")
    assert refused.status == 1
    assert "'other' is no file, and no model that" in refused.err.splitlines()[-1]
    assert "it keeps: model" in refused.err
    assert civic_qual("code", path, "--model", "model", "--rules").status == 2


def test_the_card_says_of_each_person_what_that_one_saw(
    civic_qual, study, done, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    for coder in CODERS:
        file = written(tmp_path / f"{coder}.csv", coder, done[coder])
        if coder == "Issa":
            file.write_text(file.read_text("utf-8").replace(",blind", ",rules"), "utf-8")
        assert civic_qual("add", study, file).status == 0
    outcome = civic_qual("train", study, "--no-encoder")
    assert outcome.status == 0, outcome.err
    card = (tmp_path / "mali.card.html").read_text("utf-8")
    number = len(done["Issa"].passages)
    assert f"{number} readings by Issa, who saw what the rules found" in card
    assert "by Awa, Issa" not in card


@pytest.fixture
def unlearned(civic_qual, study, done, tmp_path, monkeypatch):
    """The study with a model of few passages, that has learned no code well enough."""
    monkeypatch.chdir(tmp_path)
    few = written(tmp_path / "few.csv", "Awa", done["Awa"], first=12)
    assert civic_qual("add", study, few).status == 0
    outcome = civic_qual("train", study, "--no-encoder")
    assert outcome.status == 0, outcome.err
    assert re.search(r"^0 codes of \d+ learned well enough", outcome.out, re.MULTILINE)
    return study, outcome


def test_a_model_that_learned_no_code_leaves_the_coding_to_the_rules(
    civic_qual, unlearned, tmp_path
):
    path, outcome = unlearned
    assert "keeps the model as 'model', but the rules go on coding" in outcome.out
    assert "from now on" not in outcome.out
    by_rules = civic_qual("code", path, "--internal", "--rules", "--out", tmp_path / "rules")
    assert by_rules.status == 0, by_rules.err
    by_study = civic_qual("code", path, "--internal", "--out", tmp_path / "out")
    assert by_study.status == 0, by_study.err
    assert "learned no code well enough yet, so the rules code alone" in by_study.err
    table = "theme_table.csv"
    assert (tmp_path / "out" / table).read_bytes() == (tmp_path / "rules" / table).read_bytes()
    for command in (("report", path, "--internal"), ("refresh", path)):
        outcome = civic_qual(*command)
        assert outcome.status == 0, outcome.err
        assert "so the rules code alone" in outcome.err + outcome.out
    outcome = civic_qual("estimate", path, "--unread", "ignore", "--internal")
    assert outcome.status == 0, outcome.err
    machine = re.search(r"Machine: (\w+)", outcome.out)
    assert machine is not None
    assert machine.group(1) == "rules"


def test_what_was_not_estimated_names_the_command_that_has_the_option(civic_qual, unlearned):
    path, _ = unlearned
    for command in (("report", path, "--rules", "--internal"), ("refresh", path, "--rules")):
        outcome = civic_qual(*command)
        assert outcome.status == 0, outcome.err
        assert "say civic-qual estimate --unread ignore" in outcome.err + outcome.out


def test_a_model_that_learned_no_code_is_refused_where_it_is_named_to_code(civic_qual, unlearned):
    path, _ = unlearned
    for command in ("code", "report", "estimate"):
        outcome = civic_qual(command, path, "--model", "model", "--internal")
        assert outcome.status == 1
        last = outcome.err.splitlines()[-1]
        assert "'model' has learned no code well enough yet" in last
        assert "--rules" in last
        assert "ThemeClassifier" not in outcome.err
    ranked = civic_qual("sample", path, "-n", "5", "--model", "model", "--name", "s2")
    assert ranked.status == 0, ranked.err


def test_a_model_file_stands_beside_only_if_it_is_named(civic_qual, read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "themes.skops"
    outcome = civic_qual("train", read, "--no-encoder", "--out", out, "--name", "of May")
    assert outcome.status == 0, outcome.err
    assert out.is_file()
    assert (tmp_path / "themes.card.html").is_file()
    with Study(read) as opened:
        assert opened.models["model"].tolist() == ["of May"]


def test_a_model_of_an_earlier_codebook_does_not_code(civic_qual, trained, tmp_path):
    path, _ = trained
    change_a_rule(path)
    outcome = civic_qual("code", path, "--internal", "--out", tmp_path / "after")
    assert outcome.status == 0, outcome.err
    assert "were trained for another version of the codebook" in outcome.err
    rules = civic_qual("code", path, "--internal", "--rules", "--out", tmp_path / "rules")
    assert rules.status == 0, rules.err
    told = [(tmp_path / name / "theme_table.csv").read_bytes() for name in ("after", "rules")]
    assert told[0] == told[1]
    refused = civic_qual("code", path, "--internal", "--model", "model", "--out", tmp_path / "x")
    assert "another codebook" in refused.err


def change_a_rule(path):
    from civic_qual.codebook.files.reading import codebook_of
    from tests.cli.conftest import CODEBOOK

    with Study(path) as opened:
        opened.change_codebook(
            codebook_of(CODEBOOK.replace("came late", "arrived late")), who="Cai"
        )


# The report


def test_the_report_is_a_release_that_the_study_remembers(civic_qual, read, tmp_path):
    outcome = civic_qual("report", read, "--out", tmp_path / "team", "--internal")
    assert outcome.status == 0, outcome.err
    names = {path.name for path in (tmp_path / "team").iterdir()}
    assert names == {"report.html", "theme_table.csv", "estimates.csv", "notes.txt"}
    with Study(read) as opened:
        assert not len(opened.releases)
    outcome = civic_qual("report", read, "--out", tmp_path / "out")
    assert outcome.status == 0, outcome.err
    with Study(read) as opened:
        assert len(opened.releases) == 1
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "village" not in page
    assert (tmp_path / "out" / "report.html").stat().st_mode & 0o777 == 0o600


def test_a_folder_is_no_study_to_report(civic_qual, talks):
    for command in ("report", "refresh"):
        outcome = civic_qual(command, talks)
        assert (outcome.status, outcome.err.count("\n")) == (1, 1)
        assert "civic-qual new" in outcome.err


def test_without_what_was_read_there_is_a_report_and_it_is_said_why_no_estimate(
    civic_qual, study, done, tmp_path
):
    half = written(tmp_path / "half.csv", "Awa", done["Awa"], first=20)
    assert civic_qual("add", study, half).status == 0
    outcome = civic_qual("report", study, "--out", tmp_path / "out", "--internal")
    assert outcome.status == 0, outcome.err
    assert f"Nothing was estimated: {SIZE - 20} of the {SIZE} sampled passages" in outcome.err
    assert not (tmp_path / "out" / "estimates.csv").exists()


# Refreshing


def test_refresh_says_what_changed_and_nothing_twice(civic_qual, trained, done, talks, tmp_path):
    path, _ = trained
    out = tmp_path / "mali_refreshed"
    first = civic_qual("refresh", path)
    assert first.status == 0, first.err
    assert "The first refresh of this study" in first.out
    names = {"report.html", "theme_table.csv", "estimates.csv", "notes.txt", "model.card.html"}
    assert {one.name for one in out.iterdir()} == names
    with Study(path) as opened:
        assert len(opened.models) == 1  # nobody coded since it was trained
        assert not len(opened.releases)
    before = everything(path), {one.name: one.read_bytes() for one in out.iterdir()}
    again = civic_qual("refresh", path)
    assert "Nothing has changed since" in again.out
    assert (everything(path), {one.name: one.read_bytes() for one in out.iterdir()}) == before
    shares = estimates(out)
    more = [one for one in all_turns(talks) if one[:3] not in done["Awa"].passages][:7]
    found = [one for one in more if one[3]]
    with Study(path) as opened:
        for transcript, start, end, late in more:
            opened.read(transcript, start, end, coder="Awa", shown="blind")
            if late:
                opened.code(transcript, start, end, "perf.response", coder="Awa")
    outcome = civic_qual("refresh", path)
    assert outcome.status == 0, outcome.err
    had = len(done["Awa"].passages)
    assert (
        f"Awa: {had + 7} passages read, before {had}; {len(done['Awa'].found) + len(found)} "
        f"codings, before {len(done['Awa'].found)}."
    ) in outcome.out
    assert "The model 'model' was trained again" in outcome.out
    for theme, (share, low, high) in estimates(out).items():
        if (share, low, high) != shares[theme]:
            assert f"{theme}: estimated at {100 * share:.1f} % ({100 * low:.1f} to" in outcome.out
    with Study(path) as opened:
        told = opened.last_refresh.told
        assert told["people"]["Awa"] == [had + 7, len(done["Awa"].found) + len(found)]
        assert opened.integrity() == []
    assert json.dumps(told)
    assert "Nothing has changed since" in civic_qual("refresh", path).out


def all_turns(talks):
    """Return transcript, start, end of each turn of a respondent, and whether it is of lateness."""
    found = []
    for file in sorted(talks.iterdir()):
        start = 0
        for line in file.read_text("utf-8").splitlines(keepends=True):
            if line.startswith("Respondent"):
                found.append((file.stem, start, start + len(line) - 1, "late" in line.casefold()))
            start += len(line)
    return found


def estimates(folder):
    with (folder / "estimates.csv").open(encoding="utf-8-sig", newline="") as rows:
        return {
            row["theme"]: tuple(float(row[name]) for name in ("estimate", "low", "high"))
            for row in csv.DictReader(rows)
        }


def test_refresh_says_that_the_codebook_changed_and_trains_for_it(civic_qual, trained):
    path, _ = trained
    assert civic_qual("refresh", path).status == 0
    change_a_rule(path)
    outcome = civic_qual("refresh", path)
    assert outcome.status == 0, outcome.err
    assert "The codebook changed" in outcome.out
    with Study(path) as opened:
        assert opened.models.fitting(opened.codebook) == "model"
    assert "Nothing has changed since" in civic_qual("refresh", path).out
    (path.parent / "mali_refreshed" / "report.html").unlink()
    assert "everything was written again" in civic_qual("refresh", path).out
    assert (path.parent / "mali_refreshed" / "report.html").is_file()
    undone = civic_qual("refresh", path, "--rules")
    assert "No model fits the codebook any more" in undone.out


def test_a_merged_copy_is_compared_with_what_was_told_last(civic_qual, trained, tmp_path):
    path, _ = trained
    assert civic_qual("refresh", path).status == 0
    with Study(path) as opened:
        opened.backup(tmp_path / "copy.study")
    with Study(tmp_path / "copy.study") as copy:
        copy.memo("to be seen to", coder="Issa")
    with Study(path) as opened:
        opened.merge(tmp_path / "copy.study")
    outcome = civic_qual("refresh", path)
    assert outcome.status == 0, outcome.err
    assert "none of the figures that are compared" in outcome.out


def test_what_is_coded_while_a_study_is_refreshed_is_seen_the_next_time(
    civic_qual, trained, done, monkeypatch
):
    path, _ = trained
    from civic_qual.routines import refreshing

    written_by = refreshing.save_results
    place = done["Awa"].passages[0]

    def meanwhile(*arguments, **more):
        with Study(path) as other:
            other.code(*place, "perf.response", coder="Awa")
        return written_by(*arguments, **more)

    monkeypatch.setattr(refreshing, "save_results", meanwhile)
    first = civic_qual("refresh", path)
    assert first.status == 0, first.err
    monkeypatch.undo()
    outcome = civic_qual("refresh", path, "--out", path.parent / "mali_refreshed")
    found = len(done["Awa"].found)
    assert f"{found + 1} codings, before {found}" in outcome.out


def test_who_coded_and_is_not_known_to_have_read_is_left_out_and_named(
    civic_qual, trained, done, tmp_path
):
    path, _ = trained
    place = done["Awa"].passages[0]
    with Study(path) as opened:
        opened.code(*place, "perf.response", coder="Bo")
    outcome = civic_qual("train", path, "--no-encoder", "--out", tmp_path / "again.skops")
    assert outcome.status == 0, outcome.err
    assert "Left out, since it is not recorded what they read: Bo." in outcome.out
    outcome = civic_qual("refresh", path)
    assert outcome.status == 0, outcome.err
    assert "not recorded what they read: Bo" in outcome.out
    with Study(path) as opened:
        assert opened.last_refresh.told["people"]["Bo"] == [0, 1]
        assert "Awa, Issa" in opened.last_refresh.told["kappa"]
    alone = civic_qual("train", path, "--coder", "Bo", "--no-encoder")
    assert (alone.status, "no readings by a person" in alone.err) == (1, True)


def test_a_study_in_which_nobody_read_is_refreshed(civic_qual, study, done, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = done["Awa"].passages[0]
    with Study(study) as opened:
        opened.code(*place, "perf.response", coder="Bo")
    outcome = civic_qual("refresh", study)
    assert outcome.status == 0, outcome.err
    assert "No model was trained: there are no readings" in outcome.out
    assert civic_qual("report", study, "--internal", "--quiet").status == 0


def test_agree_says_that_sheets_were_given_and_are_not_back(civic_qual, talks, codebook, tmp_path):
    path = tmp_path / "given.study"
    assert civic_qual("new", path, talks, "--codebook", codebook).status == 0
    names = [word for coder in CODERS for word in ("--coder", coder)]
    drawn = ("-n", SIZE, "--double", DOUBLE, "--name", "s1", *names)
    assert civic_qual("sample", path, *drawn).status == 0
    assert (
        civic_qual("worksheet", path, "--sample", "s1", "--out", tmp_path / "s1.xlsx").status == 0
    )
    outcome = civic_qual("agree", path)
    assert outcome.status == 1
    last = outcome.err.splitlines()[-1]
    numbers = re.findall(r"(Awa|Issa) \((\d+) passages\)", last)
    assert [name for name, _ in numbers] == [*CODERS]
    assert sum(int(number) for _, number in numbers) == SIZE + round(DOUBLE * SIZE)
    assert "nothing of it has come back" in last
    assert "civic-qual add" in last


def test_agree_names_who_was_given_passages_and_sent_nothing_back(civic_qual, read, done):
    with Study(read) as opened:
        opened.assign("more", [done["Awa"].passages[0]], ["Cai"], kind="transcripts")
    outcome = civic_qual("agree", read)
    assert outcome.status == 0, outcome.err
    assert "Given and not read yet: Cai (1 passage)." in outcome.out


def test_a_report_says_how_many_read_by_hand_and_not_who(civic_qual, read, done, tmp_path):
    anybody, *_ = together(done)
    for command in ("report", "refresh"):
        out = tmp_path / command
        assert civic_qual(command, read, "--out", out, "--rules").status == 0
        method = re.sub(r"\s+", " ", (out / "report.html").read_text("utf-8"))
        assert f"Coded by hand: {len(anybody)} passages, by 2 people." in method
        assert "Issa" not in method
