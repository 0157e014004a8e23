"""The desk opens, and its tabs lead to its pages."""

from tests.desk.conftest import seated


def test_every_tab_opens_its_page_in_both_languages(chromium, small_study):
    with seated(chromium, small_study) as page:
        page.get_by_role("heading", level=1).wait_for()
        for button, language in (("Français", "fr"), ("English", "en")):
            page.get_by_role("button", name=button).click()
            page.locator(f"html[lang={language}]").wait_for()
            links = page.get_by_role("navigation").get_by_role("link")
            for number in range(links.count()):
                words = links.nth(number).inner_text()
                links.nth(number).click()
                page.get_by_role("heading", level=1).wait_for()
                assert words in page.title()
