"""A browser that is killed while somebody works, and several windows on one study."""

import os
import signal
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Error, expect

import civic_qual as cq
from tests.desk.conftest import running, seated
from tests.desk.pages.blind_team import team_study
from tests.desk.room.sitting import TEXT, codings, open_room, press

QUEUE = "/read?queue=first"
# Tells of every act that was answered, as soon as it was.
CONFIRMED = """
    sessionStorage.setItem('coder', 'Awa');
    const asked = fetch;
    window.fetch = async (...given) => {
      const answer = await asked(...given);
      const told = given[0] === '/api/acts' ? await answer.clone().json() : {};
      for (const one of told.answer?.done ?? []) confirmed([one.act, one.refused ?? '']);
      return answer;
    };
"""


@pytest.fixture
def team(tmp_path):
    path = tmp_path / "team.study"
    team_study(path, read=0, issa=0).close()
    return path


def acts_of(path):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        return [act for (act,) in file.execute("select id from act")]


def killed(browser):
    """Kill a browser as a computer that breaks down does."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    (main,) = (one["id"] for one in told["processInfo"] if one["type"] == "browser")
    os.kill(main, signal.SIGKILL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="browsers are killed by signal here")
def test_what_a_killed_browser_had_confirmed_is_there_once_and_another_goes_on(chromium, team):
    confirmed, cookies = {}, []
    with running(team) as (_, address, ticket):
        for number in range(2):
            browser = chromium.another()
            context = browser.new_context(locale="en")
            context.add_cookies(cookies)
            context.expose_binding("confirmed", lambda _, one: confirmed.update([one]))
            page = context.new_page()
            page.add_init_script(CONFIRMED)
            page.goto(f"{address}{QUEUE}" if cookies else f"{address}/enter?ticket={ticket}")
            cookies = context.cookies()
            page.address = address
            open_room(page, QUEUE)
            with cq.Study(team) as study:
                items = study.queue("first", "Awa").items
            read = sum(one.read for one in items)
            expect(page.locator(".reading .progress")).to_have_text(f"{read} of 30 read")
            assert number == 0 or read > 0
            expect(page.locator(".reading .title")).to_have_text(items[read].transcript)
            if number == 1:
                browser.close()
                continue
            press(page, "1", "Enter")
            for key in ("1", "2", "Enter", "1", "Enter", "3"):
                page.keyboard.press(key)
            killed(browser)
            with pytest.raises(Error):
                page.reload()
            browser.close()
            acts = acts_of(team)
            assert len(acts) == len(set(acts))
            assert {act for act, refused in confirmed.items() if not refused} <= set(acts)
            assert len(confirmed) >= 2


def test_two_windows_of_one_coder_and_one_of_another_see_what_was_done_in_each(chromium, team):
    with seated(chromium, team) as first:
        second = first.context.new_page()
        second.address = first.address
        other = first.context.new_page()
        other.address = first.address
        other.add_init_script("sessionStorage.setItem('coder', 'Lead')")
        second.add_init_script("sessionStorage.setItem('coder', 'Awa'); setInterval = () => 0")
        open_room(second, QUEUE)
        open_room(first, QUEUE)
        at = first.locator(".reading .title").inner_text()
        open_room(other, f"/read/{at}")
        press(first, "1", "1", "Enter")  # a key pressed twice codes once
        assert len(codings(team)) == 1
        second.locator(TEXT).focus()
        titles = {at}
        while len(titles) < 3:  # what was read elsewhere must be told after other transcripts, too
            second.keyboard.press("ArrowDown")
            second.locator(".reading .turn.here").first.wait_for()
            titles.add(second.locator(".reading .title").inner_text())
        second.evaluate("dispatchEvent(new Event('focus'))")
        expect(second.locator(".reading .progress")).to_have_text("1 of 30 read")
        press(second, "2", "Enter")
        first.evaluate("dispatchEvent(new Event('focus'))")
        expect(first.locator(".reading .progress")).to_have_text("2 of 30 read")
        other.evaluate("dispatchEvent(new Event('focus'))")
        expect(other.locator(".reading .run.coded").first).to_be_attached()
    assert len(codings(team)) == 2
