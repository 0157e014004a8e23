"""The list of transcripts is filtered, and the browser's way back comes to the same list."""

import re

import pytest

from tests.desk.conftest import seated
from tests.desk.room.sitting import open_room, press

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
