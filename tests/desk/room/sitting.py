"""What tests of the reading room do at its page, and how they look into the study from outside."""

import civic_qual as cq

TEXT = ".reading .room"


def open_room(page, address):
    """Go to an address of the reading room; wait until it can be read."""
    page.goto(page.address + address)
    page.locator(".reading .turn.here").first.wait_for()
    page.locator(TEXT).focus()


def press(page, *keys):
    """Press keys one after the other, each once the study has what the one before did."""
    for key in keys:
        page.keyboard.press(key)
        saved(page)


def saved(page):
    """Wait until all acts are in the study."""
    page.locator(".reading .saved[data-waiting='0']").wait_for()


def spoken(page):
    """Return what the page said last."""
    return page.locator("header [role=status]").inner_text()


def codings(path, coder="Awa"):
    """Return what a coder coded, from outside: code and words, in the order of the text."""
    with_words = []
    study = cq.Study(path)
    corpus = study.corpus
    table = study.coding_table(origin="human").frame
    table = table[(table["coder"] == coder) & (table["status"] != "rejected")]
    for row in table.sort_values(["transcript", "start", "end"]).itertuples():
        with_words.append((row.code, corpus[row.transcript].text[row.start : row.end]))
    study.close()
    return with_words
