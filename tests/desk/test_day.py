"""A whole day at the desk, by people: from a folder of messy files to a report.

Nothing is done through Python but the folder, and the recount at the end. Every key and click goes
to what the screen shows; what people decide they decide by the words that stand there.
"""

import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field

import civic_qual as cq
from tests.desk.conftest import seated
from tests.desk.messy_interviews import write_folder

WHY = "They say so themselves"
MEMO = "Ask again who they were: memo of Awa"
LONG = 120_000  # milliseconds at most for reading files, training and reports on a busy machine


def awa_codes(words):
    """Return what Awa sees in a passage; she sees all that there is."""
    signs = {"fear": "afraid|peur", "looting": "looted|pillé", "response": "help|aidé"}
    return [code for code, sign in signs.items() if re.search(sign, words)]


def issa_codes(words):
    """Return what Issa sees: as Awa, but fear only where somebody could not sleep."""
    return [code for code in awa_codes(words) if code != "fear" or re.search("sleep|dormir", words)]


@dataclass
class Day:
    """What people did, by keys and clicks, as they saw it."""

    keys: Counter = field(default_factory=Counter)
    decisions: Counter = field(default_factory=Counter)
    coded: dict = field(default_factory=dict)  # coder → [(transcript, words, code)]
    passed: dict = field(default_factory=dict)  # coder → [(transcript, words)]
    settled: list = field(default_factory=list)


def test_a_day_from_messy_files_to_a_report(chromium, tmp_path, monkeypatch):
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    folder = write_folder(tmp_path / "Documents" / "messy")
    day, path = Day(), folder.with_suffix(".study")
    with seated(chromium, coder="") as page:
        page.set_default_timeout(30_000)
        make_study(page)
        answer_doubts(page)
        draw_and_give(page)
        sit(page, "Awa")
        code_by_keys(page, day, "Awa", awa_codes, memo=MEMO)
        sit(page, "Issa")
        heard = listen(page)
        code_by_keys(page, day, "Issa", issa_codes)
        assert_nothing_of("Awa", heard, day)
        sit(page, "Binta")
        see_agreement(page)
        settle(page, day)
        close_round(page)
        train(page)
        estimate(page)
        report(page)
    recount(path, day)
    written = path.with_name("messy_report")
    assert {"report.html", "theme_table.csv", "estimates.csv"} <= {
        one.name for one in written.iterdir()
    }
    told = " ".join(one.read_text(encoding="utf-8") for one in written.glob("*.[hct]*"))
    assert "Hawa Diallo" not in told
    assert MEMO not in told
    assert day.keys["Awa"] <= 1.25 * day.decisions["Awa"]
    assert day.keys["Issa"] <= 1.25 * day.decisions["Issa"]


def sit(page, name):
    """Say who sits here, in the field at the top."""
    here = page.get_by_label("Your name", exact=True)
    here.fill(name)
    here.press("Enter")


# The team lead, in the morning


def make_study(page):
    """Choose the folder, say who one is, make the study."""
    page.get_by_role("button", name="Choose …").first.click()
    chooser = page.get_by_role("dialog")
    for name in ("Documents", "messy 10 interviews"):
        chooser.get_by_role("listitem").get_by_role("button", name=name).click()
    chooser.get_by_text("10 files here can be read").wait_for()
    chooser.get_by_role("button", name="Choose this folder").click()
    page.get_by_text("10 files can be read").wait_for()
    page.locator("#who").fill("Binta")
    page.get_by_role("button", name="Make the study").click()
    page.get_by_role("heading", name="9 interviews read").wait_for(timeout=LONG)


def answer_doubts(page):
    """Hope is no speaker, the two chiefs are two people, and the tenth file cannot be read."""
    page.get_by_role("button", name="Chief: different people").click()
    page.get_by_text("One person, or several").wait_for(state="detached")
    hope = page.get_by_role("group", name="Who is “Hope”?")
    hope.get_by_role("radio", name="Nobody: part of the speech").check()
    page.get_by_role("button", name="Take these answers").click()
    page.get_by_text("nothing need be asked").wait_for()
    page.get_by_text("What came in, and what of it was read").click()
    broken = page.get_by_role("row").filter(has_text="10_broken.docx")
    broken.get_by_role("button").first.click()
    page.get_by_role("alert").wait_for()
    page.get_by_role("link", name="To the work").click()


def draw_and_give(page):
    """Draw 66 answers, two in three of them to be read twice, and give them to two coders."""
    page.get_by_text("Draw a sample", exact=True).click()
    page.get_by_label("How many", exact=True).first.fill("66")
    page.get_by_label("Read by two, percent").fill("80")
    page.get_by_label("Name", exact=True).first.fill("first")
    page.get_by_role("button", name="Draw it").click()
    page.get_by_text("In the study.").wait_for()
    page.get_by_text("Give a sample to coders", exact=True).click()
    page.get_by_label("Coders", exact=True).first.fill("Awa, Issa")
    page.get_by_role("button", name="Give", exact=True).first.click()
    page.get_by_text(re.compile(r"Issa: \d+ passages to read")).wait_for()


# Two coders


def code_by_keys(page, day, coder, codes_of, memo=""):
    """Read and code all that is given to somebody, without a mouse."""
    go_to(page, "Work")
    begin = page.get_by_role("link", name="Begin: first")
    begin.focus()
    page.keyboard.press("Enter")
    page.locator(".reading .turn.here").wait_for()
    done, passed = day.coded.setdefault(coder, []), day.passed.setdefault(coder, [])
    of = int(re.search(r"of (\d+) read", page.locator(".progress").inner_text())[1])

    def press(*keys):
        for key in keys:
            page.keyboard.press(key)
        day.keys[coder] += len(keys)

    for number in range(of):
        title = page.locator(".reading .title").inner_text()
        words = plain(page.locator(".reading .turn.here .said").inner_text())
        for code in codes_of(words):
            choose(page, press, code)
            done.append((title, words, code))
            day.decisions[coder] += 1
        if memo and number == 1:
            press("m")
            page.keyboard.type(memo)
            press("Control+Enter")
            page.get_by_text("The memo is in the study.").first.wait_for()
        press("Enter")
        passed.append((title, words))
        day.decisions[coder] += 1
        page.get_by_text(f"{number + 1} of {of} read").first.wait_for()
        if number + 1 < of:
            next_passage(page, title, words)
    page.get_by_text("All passages of this queue are read.").wait_for()
    saved(page)


def next_passage(page, title, words):
    """Wait until another passage is shown than the one that was read."""
    here = page.locator(".reading .turn.here .said")
    while (shown := page.locator(".reading .title").inner_text()) == title:
        if plain(here.first.inner_text()) != words:
            return
    assert shown != title
    here.first.wait_for()


def choose(page, press, code):
    """Give a code: by its number if it is at hand, else by two letters of its name."""
    names = page.locator(".at-hand bdi").all_inner_texts()
    if code in day_known(page):
        press(str(1 + [one.lower() for one in names].index(code)))
    else:
        press("c", *code[:2], "Enter")
        day_known(page).add(code)
    page.get_by_text(re.compile(f"Coded: {code}", re.I)).first.wait_for()


def day_known(page):
    """Return the codes that somebody at this page has given before."""
    page.known = getattr(page, "known", set())
    return page.known


def saved(page):
    """Wait until all acts are in the study."""
    page.locator(".reading .saved[data-waiting='0']").wait_for()


def listen(page):
    """Keep every answer of the server from now on."""
    heard = []
    page.on("response", lambda one: heard.append(one) if "/api/" in one.url else None)
    return heard


def assert_nothing_of(other, heard, day):
    """No answer of the server since then held a name, a memo or a coding of somebody else."""
    told = " ".join(one.text() for one in heard)
    assert len(told) > 10_000
    assert MEMO not in told
    assert other not in told
    assert day.coded[other]


# The team lead, in the afternoon


def go_to(page, tab):
    """Go to a page by its tab."""
    page.get_by_role("navigation", name="Pages").get_by_role("link", name=tab, exact=True).click()
    page.get_by_role("heading", name=tab, exact=True).wait_for()


def see_agreement(page):
    """How far the two agree on each theme."""
    go_to(page, "Disagreements")
    page.get_by_text("How far coders agree", exact=True).click()
    row = page.get_by_role("row").filter(has_text="Looting").first
    row.wait_for(timeout=LONG)
    assert "1" in row.inner_text()


def settle(page, day):
    """Settle all they differ on by one key each; nobody is named before."""
    case = page.locator(".case")
    of = int(re.search(r"of (\d+) settled", page.locator(".counts").inner_text())[1])
    for number in range(of):
        assert "Awa" not in case.inner_text()
        assert "Issa" not in case.inner_text()
        code, transcript = case.locator("h3").inner_text().split()
        words = plain(case.locator(".side .said-text").first.inner_text())
        key, decision = ("y", "yes") if "pillé" in words else ("n", "no")
        if number == 0:
            page.keyboard.press("m")
            page.keyboard.type(WHY)
            page.keyboard.press("Escape")
        page.keyboard.press(key)
        page.get_by_text(f"{number + 1} of {of} settled").wait_for()
        day.settled.append((transcript, words, code.lower(), decision))
    assert {one[-1] for one in day.settled} == {"yes", "no"}


def close_round(page):
    """Take over what they agree on; then names are open."""
    page.get_by_text("Take over what all agree on, and close the round").click()
    page.get_by_label("Make the reference coding, and open the names").check()
    page.get_by_role("button", name="Close the round").click()
    page.get_by_text("closed: names are open").wait_for(timeout=LONG)
    page.get_by_text(re.compile("Awa: ")).first.wait_for()


def train(page):
    """Train a model, or be told in words why it is too early."""
    go_to(page, "Model")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text(re.compile("Trained and kept|Trained, but not kept")).wait_for(timeout=LONG)


def estimate(page):
    """Correct the shares by the sample."""
    page.get_by_role("button", name="Work out corrected shares").click()
    page.get_by_role("row").filter(has_text="Looting").first.wait_for(timeout=LONG)


def report(page):
    """Write the report that may leave."""
    go_to(page, "Report")
    page.get_by_role("button", name="Make the report that may leave").click()
    page.get_by_text("report.html", exact=True).first.wait_for(timeout=LONG)


CODINGS = """
    select who.text, place.text, one.start, one.end, code.text from coding one
    join label who on who.number = one.coder join label place on place.number = one.transcript
    join label code on code.number = one.code join label origin on origin.number = one.origin
    where origin.text = 'human' and who.text in ('Awa', 'Issa')
"""
READINGS = """
    select who.text, place.text, one.start, one.end, '' from reading one
    join label who on who.number = one.coder join label place on place.number = one.transcript
    join label origin on origin.number = one.origin
    where origin.text = 'human' and who.text in ('Awa', 'Issa')
"""
SETTLED = """
    select who.text, place.text, one.start, one.end, code.text || ' ' || say.text
    from third_look one
    join label who on who.number = one.who join label place on place.number = one.transcript
    join label code on code.number = one.code join label say on say.number = one.decision
"""


def plain(words):
    """Return words as a page shows them: a line end is a space."""
    return " ".join(words.split())


def recount(path, day):
    """The study holds exactly what was done by keys: asked of its file, past the library."""
    with cq.Study(path) as study:
        texts = {one.id: one.text for one in study.corpus}
        labels = {
            (one.id, turn.start): turn.spoken[0][0] for one in study.corpus for turn in one.turns
        }
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        assert file.execute("pragma integrity_check").fetchone() == ("ok",)

        def held(asked, without=labels):
            return Counter(
                (who, place, plain(texts[place][without.get((place, start), start) : end]), what)
                for who, place, start, end, what in file.execute(asked)
            )

        coded = [(who, *one) for who, all_ in day.coded.items() for one in all_]
        passed = [(who, *one, "") for who, all_ in day.passed.items() for one in all_]
        settled = [
            ("Binta", place, words, f"{code} {say}") for place, words, code, say in day.settled
        ]
        assert held(CODINGS) == Counter(coded)
        assert held(READINGS) == Counter(passed)
        assert held(SETTLED, without={}) == Counter(settled)
        assert not [one for one in file.execute(CODINGS) if (one[1], one[2]) in labels]
        assert [text for (text,) in file.execute("select text from memo")] == [MEMO]
        assert [why for (why,) in file.execute("select why from third_look where why != ''")] == [
            WHY
        ]
