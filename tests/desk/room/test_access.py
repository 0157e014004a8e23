"""The room for those who cannot see, point, or bear small print."""

import pytest

from tests.desk.axe import violations
from tests.desk.conftest import seated
from tests.desk.room.sitting import open_room, press

LOOKS = [
    ("en", (1280, 720), {"color_scheme": "light"}, "cfm/?"),
    ("fr", (390, 844), {"color_scheme": "dark"}, "f"),
    ("fr", (640, 360), {"forced_colors": "active"}, ""),  # 200 % of 1280×720
]


@pytest.mark.parametrize(("language", "size", "look", "keys"), LOOKS)
def test_axe_finds_nothing(chromium, small_study, language, size, look, keys):
    with seated(chromium, small_study, language=language, size=size) as page:
        page.emulate_media(**look)
        page.goto(page.address + "/read")
        page.locator(".transcripts tbody tr").first.wait_for()
        found = {"list": violations(page)}
        open_room(page, "/read/ansongo")
        press(page, "1")
        found["room"] = violations(page)
        for key in keys:
            page.keyboard.press(key)
            found[key] = violations(page)
            page.keyboard.press("Escape")
            page.locator(".reading .room").focus()
        assert not any(found.values()), found
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


def test_every_act_has_a_button_and_the_order_of_the_page_goes_on(chromium, small_study):
    with seated(chromium, small_study) as page:
        open_room(page, "/read/ansongo")
        keys = page.locator("[aria-keyshortcuts]").evaluate_all(
            "all => all.map(one => one.getAttribute('aria-keyshortcuts'))"
        )
        wanted = {"A", "R", "C", "M", "D", "F", "/", "?", "Enter", "Control+Z", "Control+Shift+Z"}
        assert wanted <= set(keys)
        page.get_by_role("button", name="Accept").click()
        page.get_by_text("Accepted: Coming late.").wait_for()
        assert page.evaluate("document.activeElement !== document.body")
        page.locator(".reading .room").focus()
        press(page, "Tab")  # the coding
        page.get_by_role("button", name="Take off").wait_for()
        press(page, "Tab")  # the page goes on
        assert page.evaluate("document.activeElement.closest('.side') !== null")
