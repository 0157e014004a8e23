"""Every page with names and texts by somebody hostile: shown as they are, whatever they say."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

import civic_qual as cq
from tests.desk.conftest import seated
from tests.desk.hostile import LEAD, LONG, OWN, SCRIPT, hostile_study
from tests.desk.room.sitting import TEXT

ROOMS = "start doubts work read disagreements codebook tables model report study constructor"
# What a page may never hold: elements made of text, what JavaScript says of itself, more width.
LOOK = """() => {
  const root = document.documentElement, text = document.body.innerText;
  const words = ['[native code]', '[object', 'undefined', 'NaN', 'unforeseen', 'imprévu'];
  return [
    ...words.filter(one => text.includes(one)),
    ...document.querySelectorAll('img, [onerror], script:not([src])'),
    ...root.scrollWidth > root.clientWidth ? ['as wide as ' + root.scrollWidth] : [],
  ].map(String);
}"""


@pytest.fixture
def study(tmp_path):
    return hostile_study(tmp_path / "h.study")


def written(name):
    return quote(name, safe="")


def look(page, address, language):
    """Look at a page with all that is folded away."""
    page.evaluate(f"sessionStorage.setItem('language', '{language}')")
    page.goto(page.address + address)
    page.locator("main h1").first.wait_for()
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(LOOK) == [], address


def test_text_is_text_on_every_page(chromium, study):
    with seated(chromium, study, coder=LEAD) as page:
        page.on("dialog", lambda one: page.errors.append(one.message) or one.dismiss())
        for number, room in enumerate(ROOMS.split()):
            look(page, f"/{room}", ("en", "fr")[number % 2])
        look(page, f"/codebook/{OWN[0]}?view=passages", "fr")
        look(page, f"/tables?by={written(LONG)}&by=constructor", "en")
        page.goto(f"{page.address}/read/{written(SCRIPT)}")
        page.locator(".reading .turn.here").first.wait_for()
        assert page.evaluate(LOOK) == []

        # What is done is done to what is named.
        page.locator(TEXT).focus()
        page.keyboard.press("c")
        page.keyboard.type("hasOwn")
        page.keyboard.press("Enter")
        expect(page.locator("header [role=status]")).to_contain_text("Coded: ")
    with cq.Study(study) as opened:
        mine = opened.coding_table(origin="human").frame.query("coder == @LEAD")
        assert mine[["transcript", "code"]].values.tolist() == [[SCRIPT, "hasOwnProperty"]]
