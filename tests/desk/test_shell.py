"""The desk opens, its tabs lead to its pages and back, and it says who, where and whether."""

import threading

import pytest
from playwright.sync_api import expect

from civic_qual.desk.desk import Desk
from civic_qual.desk.listening import Secrets, listening_socket
from civic_qual.desk.server import server
from tests.desk.conftest import seated


def test_every_tab_opens_its_page_in_both_languages(chromium, small_study):
    with seated(chromium, small_study) as page:
        page.get_by_role("heading", level=1).wait_for()
        for button, language in (("Français", "fr"), ("English", "en")):
            page.get_by_role("button", name=button).click()
            page.locator(f"html[lang={language}]").wait_for()
            expect(page.locator(".who-is-here button")).to_be_focused()
            links = page.get_by_role("navigation").get_by_role("link")
            for number in range(links.count()):
                words = links.nth(number).inner_text()
                links.nth(number).click()
                page.get_by_role("heading", level=1).wait_for()
                assert words in page.title()
                expect(page.locator("main :focus")).to_have_count(1)  # never lost


def test_who_works_is_asked_before_a_page_that_needs_it(chromium, small_study):
    with seated(chromium, small_study, coder="") as page:
        page.goto(f"{page.address}/work")
        expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")
        assert "false" not in page.get_by_role("main").inner_text()
        page.get_by_role("main").get_by_label("Your name").fill("  Awa ")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Who are you?")
        expect(page.locator("header .coder")).to_have_value("Awa")
        page.goto(f"{page.address}/tables")  # it is asked once
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Who are you?")


def test_back_leads_to_where_one_was_on_the_page(chromium, small_study):
    with seated(chromium, small_study, size=(900, 300)) as page:
        page.goto(f"{page.address}/study")
        page.get_by_role("heading", level=1).wait_for()
        page.evaluate("document.querySelector('main').style.setProperty('min-height', '3000px')")
        page.evaluate("scrollTo(0, 700)")
        page.locator("nav a").first.evaluate("link => link.click()")  # as from far down
        page.locator("main:not(.study) h1").wait_for()
        page_ = page.locator("html")
        expect(page_).to_have_js_property("scrollTop", 0)
        page.go_back()
        page.locator("main.study h1").wait_for()
        expect(page_).to_have_js_property("scrollTop", 700)


@pytest.mark.parametrize("size", [(390, 844), (640, 360)], ids=["phone", "200 % of 1280x720"])
def test_tabs_can_be_used_in_little_room(chromium, small_study, size):
    with seated(chromium, small_study, size=size) as page:
        page.get_by_role("heading", level=1).wait_for()
        links = page.get_by_role("navigation").get_by_role("link")
        links.last.click()
        page.locator("main.study h1").wait_for()
        seen = links.last.bounding_box()
        assert seen["x"] >= 0
        assert seen["x"] + seen["width"] <= size[0]
        assert seen["height"] >= 44
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.locator("header").bounding_box()["height"] <= size[1] / 3


class Interrupted:
    """A desk that can be killed and come back at the same place, as the command does it."""

    def __init__(self, path):
        self.path, self.known, self.port = path, Secrets(), 0
        self.begin()

    def begin(self):
        self.desk = Desk(self.path)
        self.listening = listening_socket(self.port)
        self.port = self.listening.getsockname()[1]
        self.serving, _, _ = server(self.desk, self.known, self.listening)
        self.thread = threading.Thread(
            target=self.serving.run, kwargs={"sockets": [self.listening]}
        )
        self.thread.start()

    def end(self):
        self.serving.should_exit = True
        self.thread.join()
        self.listening.close()
        self.desk.close()


def test_the_page_says_that_it_is_cut_off_and_finds_the_desk_again(chromium, small_study):
    desk = Interrupted(small_study)
    context = chromium.new_context(locale="en")
    try:
        page = context.new_page()
        page.add_init_script("sessionStorage.setItem('coder', 'Awa')")
        page.goto(f"http://127.0.0.1:{desk.port}/enter?ticket={desk.known.ticket}")
        page.get_by_role("heading", level=1).wait_for()
        desk.end()
        page.evaluate("dispatchEvent(new Event('focus'))")  # as when the lid is opened
        alert = page.locator(".cut-off")
        expect(alert).to_contain_text("What was confirmed is in the study")
        page.get_by_role("navigation").get_by_role("link").last.click()
        expect(page.locator("main .problem").first).to_be_visible()
        desk.begin()
        expect(alert).to_be_hidden(timeout=15_000)
        expect(page.locator("main .problem")).to_have_count(0)
        expect(page.locator(".status")).to_contain_text("answers again")
    finally:
        context.close()
        desk.end()
