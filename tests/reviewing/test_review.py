"""The reading room in a notebook: its calls are answered, and what is saved holds no interview."""

import json

import nbformat
import pytest
from nbclient import NotebookClient

import civic_qual as cq
from civic_qual.errors import CodingError, MissingExtraError, StudyError
from civic_qual.reviewing.room.calls import Calls, Seat


@pytest.fixture
def study(small_study):
    with cq.Study(small_study) as opened:
        yield opened


def asking(room):
    """Return a function that asks as the page does, and gives what the page is sent."""
    sent = []
    room.send = sent.append

    def ask(name, **values):
        room._handle_custom_msg(
            {"id": 1, "name": name, "values": values, "coder": "Awa", "language": "fr"}, []
        )
        return sent.pop()

    return ask


def test_words_come_in_the_language_of_the_page(study):
    answer = asking(cq.review(study, coder="Awa"))("words")
    assert answer["id"] == 1
    assert answer["answer"]["Begin"] == ["Commencer"]


@pytest.mark.parametrize("name", ["about", "start_job", "__class__", ""])
def test_what_is_no_call_of_the_room_is_refused(study, name):
    assert set(asking(cq.review(study))(name)) == {"id", "refused"}


def test_what_nobody_foresaw_is_answered_in_words_without_what_was_said(study, monkeypatch):
    def transcripts(_: Seat) -> None:
        raise KeyError("what Awa said")

    monkeypatch.setattr("civic_qual.reviewing.review.ROOM", Calls.of(transcripts))
    answer = asking(cq.review(study))("transcripts")
    assert set(answer) == {"id", "refused"}
    assert "KeyError" in answer["refused"]
    assert "Awa" not in answer["refused"]


def test_an_act_is_in_the_study_when_it_is_answered(study, small_study):
    text = study.corpus["bria"].text
    start = text.index("afraid of the road")
    act = {
        "act": "one",
        "do": "code",
        "transcript": "bria",
        "revision": study.corpus["bria"].revision,
        "start": start,
        "end": start + 18,
        "code": "fear",
    }
    answer = asking(cq.review(study))("acts", acts=[act])
    assert [one["refused"] for one in answer["answer"]["done"]] == [""]
    with cq.Study(small_study) as again:
        table = again.coding_table().frame
    assert table[["code", "coder", "start", "end"]].values.tolist() == [
        ["fear", "Awa", start, start + 18]
    ]


def test_wrong_names_are_refused_before_anything_is_shown(study):
    with pytest.raises(CodingError, match="bira"):
        cq.review(study, transcript="bira")
    with pytest.raises(StudyError, match="first"):
        cq.review(study, queue="first", coder="Awa")


def test_codings_are_reviewed_in_a_study_of_their_own():
    codings = cq.example_codings().filter(coder="A")
    room = cq.review(codings, coder="Awa")
    with room.study as made:
        assert len(made.codings(coder="A")) == len(codings)
        assert [one.id for one in made.corpus] == [one.id for one in codings.corpus]


def test_without_anywidget_the_line_to_install_is_named(study, monkeypatch):
    from civic_qual.reviewing.review import _widget

    _widget.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "anywidget", None)
    with pytest.raises(MissingExtraError, match=r'pip install "civic_qual\[notebook\]"'):
        cq.review(study)


@pytest.mark.parametrize(("variable", "program"), [("VSCODE_PID", "VS Code"), ("", "")])
def test_programs_that_fetch_widgets_are_told(study, monkeypatch, variable, program):
    monkeypatch.delenv("VSCODE_PID", raising=False)
    monkeypatch.delenv("VSCODE_CWD", raising=False)
    if variable:
        monkeypatch.setenv(variable, "1")
    assert cq.review(study).elsewhere == program


def test_a_saved_notebook_holds_no_word_of_an_interview(small_study):
    """A real kernel runs it, and asks for a transcript as the page would."""
    cells = [
        "import civic_qual as cq",
        f"study = cq.Study({str(small_study)!r})",
        "room = cq.review(study, coder='Awa')\nroom",
        "asked = {'id': 1, 'name': 'transcript', 'values': {'transcript': 'bria'}}\n"
        "room._handle_custom_msg(asked, [])",
        "study.close()",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    done = NotebookClient(notebook, timeout=120, store_widget_state=True).execute()
    saved = json.dumps(done)
    assert "application/vnd.jupyter.widget-view+json" in saved
    for words in ("afraid", "market", "wounded", "avions peur"):
        assert words not in saved
