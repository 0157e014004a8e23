"""The list of transcripts is filtered, and the browser's way back comes to the same list."""

import re

import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.corpus.model import Corpus
from tests.desk.axe import violations
from tests.desk.conftest import seated
from tests.desk.room.sitting import open_room, press
from tests.study.small import CODEBOOK, SAID, transcript

expect = pytest.importorskip("playwright.sync_api").expect


def test_transcripts_are_listed_filtered_and_come_back(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/bria")
        press(page, "1")
        page.get_by_role("navigation").get_by_role("link", name="Read").click()
        rows = page.locator(".transcripts tbody tr")
        expect(rows).to_have_count(3)
        row = page.get_by_role("row").filter(has_text="bria")
        cells = [cell.inner_text() for cell in row.locator("th, td").all()]
        heads = page.locator(".transcripts thead th").all_inner_texts()
        assert dict(zip(heads, cells, strict=True))["Codings"] == "1"
        page.get_by_role("searchbox").fill("MENAKA")
        expect(rows).to_have_count(1)
        page.get_by_role("link", name="ménaka").click()
        page.locator(".turn.here").wait_for()
        expect(page).to_have_url(re.compile("/read/m%C3%A9naka"))
        page.go_back()
        expect(rows).to_have_count(1)


def test_what_was_chosen_in_the_list_is_kept_while_reading(chromium, tmp_path):
    path, countries = tmp_path / "four.study", {"a": "Mali", "b": "Niger", "c": "Mali", "d": "Mali"}
    corpus = Corpus(transcript(one, SAID["bria"], country=of) for one, of in countries.items())
    cq.Study.create(path, corpus, codebook_of(CODEBOOK)).close()
    with seated(chromium, path) as page:
        page.goto(page.address + "/read")
        page.get_by_label("country").select_option("Mali")
        page.get_by_role("link", name="a", exact=True).click()
        nav, title = page.locator(".among"), page.locator(".reading .title")
        expect(nav).to_contain_text("Transcript 1 of 3")
        expect(page.get_by_role("button", name="Previous transcript")).to_be_disabled()
        press(page, "ArrowDown", "ArrowDown")
        page.get_by_text("This is the end of the transcript: N opens the next one.").wait_for()
        expect(page).to_have_url(re.compile(r"/read/a\?country=Mali#\d+-\d+$"))
        press(page, "n")
        expect(title).to_have_text("c")
        expect(nav).to_contain_text("Transcript 2 of 3")
        expect(page.locator(".reading .room")).to_be_focused()
        page.get_by_text("3 transcripts").press("Enter")
        links = page.locator(".transcripts-beside a")
        expect(links).to_have_text(["a", "c", "d"])
        assert violations(page) == []
        links.last.click()
        expect(title).to_have_text("d")
        page.locator(".turn.here").wait_for()
        press(page, "n")
        page.get_by_text("This is the last transcript.").wait_for()
        page.get_by_role("button", name="country: Mali: take this filter off").press("Enter")
        expect(nav).to_contain_text("Transcript 4 of 4")
        expect(links).to_have_text([*countries])
        expect(page).not_to_have_url(re.compile("country"))
        press(page, "f")
        page.get_by_text("Which transcripts").press("Enter")
        page.get_by_label("country").select_option("Niger")
        expect(nav).to_contain_text("not among the 1 chosen")
        expect(page).to_have_url(re.compile(r"/read/d\?country=Niger"))
        assert violations(page) == []
        page.locator(".reading .room").focus()
        press(page, "p")
        expect(title).to_have_text("b")
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Read").click()
        page.get_by_role("searchbox").fill("mali c")
        expect(page.locator(".transcripts tbody tr")).to_have_count(1)
