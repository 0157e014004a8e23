"""The reading room in real notebooks, in a real browser: what is done there is in the study."""

import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import nbformat
import pytest
from playwright.sync_api import Error

import civic_qual as cq

TOKEN = "token-of-this-test"


# Where each shows a notebook, and what it says when a kernel is there.
PROGRAMS = {
    "jupyterlab": ("lab/tree", "Python 3 (ipykernel) | Idle"),
    "notebook": ("notebooks", "Python 3 (ipykernel)"),
}


@contextmanager
def jupyter(program, folder):
    """Run JupyterLab or Notebook in a folder, with settings of its own; yield its address."""
    own = folder / "jupyter"
    places = {"CONFIG": "config", "DATA": "data", "RUNTIME": "runtime"}
    environment = {
        **os.environ,
        **{f"JUPYTER_{name}_DIR": str(own / below) for name, below in places.items()},
        "PYTHONPATH": str(Path(cq.__file__).parents[1]),
    }
    told = ["--no-browser", "--allow-root", "--port=0", f"--IdentityProvider.token={TOKEN}"]
    running = subprocess.Popen(
        [sys.executable, "-m", program, *told, f"--ServerApp.root_dir={folder}"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address = next(line for line in running.stdout if "127.0.0.1:" in line)
        drained = Thread(target=running.stdout.read)  # or it fills up, and Lab waits
        drained.start()
        yield "/".join(address[address.index("http") :].split("/")[:3])
    finally:
        running.terminate()
        drained.join()
        running.communicate()


def notebook(folder, path):
    cells = [
        f"import civic_qual as cq\nstudy = cq.Study({str(path)!r})",
        "cq.review(study, coder='Awa', transcript='bria')",
    ]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    made.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
    }
    nbformat.write(made, folder / "room.ipynb")


@pytest.mark.parametrize("program", PROGRAMS)
def test_words_coded_in_a_notebook_are_in_the_study(chromium, small_study, tmp_path, program):
    pytest.importorskip(program)
    notebook(tmp_path, small_study)
    with jupyter(program, tmp_path) as address:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        place, ready = PROGRAMS[program]
        page.goto(f"{address}/{place}/room.ipynb?token={TOKEN}")
        page.get_by_text(ready).first.wait_for()
        room = page.locator(".civic-qual-room")
        for _ in range(9):  # a kernel may look idle that does not run yet
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            with suppress(Error):
                room.first.wait_for(timeout=10_000)
                break
        room.get_by_text("We were afraid of the road").first.click()
        page.keyboard.press("c")  # which copies a cell, where a notebook takes letters for its own
        page.keyboard.type("fe")
        page.keyboard.press("Enter")
        room.get_by_role("button", name="Take off").first.wait_for()
        room.locator(".saved[data-waiting='0']").wait_for()  # it is shown before it is in the study
        with cq.Study(small_study) as study:
            table = study.coding_table().frame
            text = study.corpus["bria"].text
        page.screenshot(path=os.environ.get("SHOT", str(tmp_path / "lab.png")))
        context.close()
    assert table[["code", "coder", "origin"]].values.tolist() == [["fear", "Awa", "human"]]
    start, end = table[["start", "end"]].values.tolist()[0]
    assert text[start:end].strip() == "We were afraid of the road, not of them."
