"""Words chosen in the browser are the words in the study, whatever they are made of."""

import re

from tests.desk.conftest import seated
from tests.desk.room.odd import HOSTILE, SAID, odd_study
from tests.desk.room.sitting import codings, open_room, saved

# Words as a person counts them here: letters with their marks, joined by an apostrophe
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*", re.UNICODE)


def test_every_word_is_coded_by_its_code_points(chromium, tmp_path):
    path = odd_study(tmp_path / "odd.study")
    with seated(chromium, path) as page:
        open_room(page, "/read/odd")
        for number, said in enumerate(SAID[:3]):
            for _ in range(len(said.split()) + 6):  # emoji are words of their own
                page.keyboard.press("ArrowRight")
                page.keyboard.press("Digit1")
            page.keyboard.press("ArrowDown")
            assert page.locator(".turn.here").get_attribute("data-turn") == str(number + 1)
        saved(page)
    found = [words for _, words in codings(path)]
    assert {"🔥", "🇫🇷", "👨‍👩‍👧‍👦", "👍🏽"} <= set(found)
    assert set(WORD.findall(" ".join(SAID[:3]))) <= set(found)
    assert all(words.strip() == words and words in " ".join(SAID) for words in found)


def test_what_others_wrote_is_shown_and_does_nothing(chromium, tmp_path):
    path = odd_study(tmp_path / "odd.study")
    with seated(chromium, path) as page:
        open_room(page, "/read/odd")
        for key in ("KeyS", "Digit1", "m"):
            page.keyboard.press(key)
        page.keyboard.type(HOSTILE)
        page.keyboard.press("Control+Enter")
        saved(page)
        page.locator(".memos .memo").wait_for()
        page.keyboard.press("d")
        for place in (".who", ".side .name", ".at-hand button", ".definition p", ".memo p"):
            assert HOSTILE in page.locator(".reading").locator(place).first.inner_text()
        assert page.locator("img, .reading script").count() == 0
    assert [code for code, _ in codings(path)] == ["word.one"]
