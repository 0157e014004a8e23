"""The pictures of the documentation are taken of the pages that they show.

`CIVIC_QUAL_SCREENSHOTS=1` writes them anew into `docs/images`; every day the same steps are gone
through, and it is asked that pages still show what the pictures show.
"""

import os
import re
from pathlib import Path

import pytest

import civic_qual as cq
from tests.desk.conftest import seated

DOCS = Path(__file__).parents[2] / "docs"
WRITES = os.environ.get("CIVIC_QUAL_SCREENSHOTS") == "1"


@pytest.fixture(scope="module")
def example_study(tmp_path_factory):
    """The bundled study, coded by two people, and a sample of it given to Awa."""
    path = tmp_path_factory.mktemp("screenshots") / "protection.study"
    corpus = cq.example_corpus()
    with cq.Study.create(path, corpus, cq.example_codebook()) as study:
        study.add(cq.example_codings())
        study.assign("first", cq.draw_sample(corpus, n=24, double=0.25, name="first"), "Awa")
    return path


def shoot(page, name):
    """Take a picture of what is in view, if pictures are asked for."""
    if WRITES:
        page.screenshot(path=DOCS / "images" / f"{name}.png")


def test_the_pictures_are_of_the_pages(chromium, example_study):
    with seated(chromium, example_study) as page:
        page.goto(f"{page.address}/work")
        page.get_by_role("link", name="Begin").first.wait_for()
        shoot(page, "work")
    with seated(chromium, example_study, coder="Cai") as page:  # to whom nothing is closed
        start = cq.example_corpus()["mali_13_dogon_elder"].text.index("À cause de ceux")
        page.goto(f"{page.address}/read/mali_13_dogon_elder#{start}-{start + 15}")
        page.get_by_role("button", name="Accept").first.wait_for()
        shoot(page, "room")
        page.goto(f"{page.address}/tables")
        page.get_by_role("row", name=re.compile("Mitigating harm")).wait_for()
        shoot(page, "tables")


def test_every_picture_is_shown_and_every_shown_one_is_there():
    shown = {
        (page.parent / link).resolve()
        for page in [DOCS.parent / "README.md", *DOCS.rglob("*.md")]
        for link in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    assert all(picture.is_file() for picture in shown), shown
    assert {*(DOCS / "images").iterdir()} <= shown
