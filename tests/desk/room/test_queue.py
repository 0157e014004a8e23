"""A blind queue: read by Enter, exactly its passages, once each, and nothing of others is sent."""

import civic_qual as cq
from civic_qual.study.work.acts import ReadItem
from tests.desk.axe import violations
from tests.desk.conftest import seated
from tests.desk.room.sitting import codings, open_room, press, saved
from tests.study.small import place


def given(path):
    """Give Awa three passages to read blind, of which Issa coded one."""
    study = cq.Study(path)
    corpus = study.corpus
    rows = [
        ("ansongo", *place(corpus, "ansongo", "The peacekeepers came late")),
        ("ansongo", *place(corpus, "ansongo", "Nobody came before. We were afraid to sleep.")),
        ("bria", *place(corpus, "bria", "They helped us to carry the wounded.")),
    ]
    study.code("ansongo", *rows[0][1:], "fear", coder="Issa", memo="Issa thinks so")
    study.assign("first", rows, ["Awa", "Issa"], kind="transcripts", shown="blind")
    study.close()
    return rows


def readings(path):
    study = cq.Study(path)
    table = study.codings(coder="Awa").readings
    study.close()
    return sorted(table[["transcript", "start", "end"]].itertuples(index=False, name=None))


def test_three_passages_are_read_blind(chromium, small_study):
    rows = given(small_study)
    answers = []

    def heard(route):
        answer = route.fetch()
        answers.append(answer.text())
        route.fulfill(response=answer)

    with seated(chromium, small_study) as page:
        page.route("**/api/*", heard)
        open_room(page, "/read?queue=first")
        assert "0 of 3 read" in page.locator(".progress").inner_text()
        assert page.locator(".questions li").count() == 0
        press(page, "Enter", "1", "Enter")
        page.locator(".title", has_text="bria").wait_for()
        assert readings(small_study) == sorted(rows[:2])
        press(page, "ArrowUp")  # looking is not reading
        page.locator(".title", has_text="ansongo").wait_for()
        press(page, "ArrowDown")
        page.locator(".title", has_text="bria").wait_for()
        press(page, "Enter")
        page.get_by_text("All passages of this queue are read.").wait_for()
        page.locator(".progress", has_text="3 of 3 read").wait_for()
    told = " ".join(answers).replace('"coders":["Awa","Issa"]', "")
    assert "queue" in told
    assert "Issa" not in told
    assert readings(small_study) == sorted(rows)
    assert [words for _, words in codings(small_study)] == [
        "Nobody came before. We were afraid to sleep."
    ]


def test_a_queue_is_opened_in_the_room_when_the_last_one_is_through(chromium, small_study):
    rows = given(small_study)
    study = cq.Study(small_study)
    sample = cq.draw_sample(study.corpus, n=3, name="sample")
    study.keep_sample(sample)
    study.assign("sample", "sample", ["Awa"])
    for who, left in (("Issa", 1), ("Awa", 1)):
        items = study.queue("first", who).items[: len(rows) - left]
        study.act([ReadItem(item=one.key) for one in items], coder=who, queue="first")
    study.close()
    with seated(chromium, small_study) as page:
        open_room(page, "/read?queue=first")
        assert page.locator(".limits").count() == 0  # it is of no sample
        press(page, "Enter")
        page.get_by_text("When the others have, too, it can be opened here.").wait_for()
        opening = page.get_by_role("button", name="Open it for all …")
        assert opening.count() == 0
        study = cq.Study(small_study)
        last = study.queue("first", "Issa").items[-1]
        study.act([ReadItem(item=last.key)], coder="Issa", queue="first")
        study.close()
        page.evaluate("dispatchEvent(new Event('focus'))")
        opening.wait_for()
        assert violations(page) == []
        opening.press("Enter")
        page.get_by_role("button", name="Open it for all", exact=True).press("Enter")
        page.get_by_text("Tick the box first").wait_for()
        assert violations(page) == []
        page.get_by_label("All who read it are to see").press("Space")
        page.get_by_label("Why").fill("discussed")
        page.keyboard.press("Enter")
        page.locator(".others li", has_text="Issa: Fear: of whom").wait_for()
        page.locator(".questions li", has_text="Issa").wait_for()
        page.locator(".memo", has_text="Issa thinks so").wait_for()
        assert page.evaluate("document.activeElement.className") == "room"
        press(page, "ArrowDown")
        page.locator(".others li", has_text="Issa: nothing").wait_for()
        # How sure the themes are: closed, as on the page Work, while anything is read blind
        open_room(page, "/read?queue=sample")
        page.get_by_text("How sure the themes are").press("Enter")
        page.locator(".limits .note", has_text="you read sample blind").wait_for()
        assert violations(page) == []
    study = cq.Study(small_study)
    (line,) = [one for one in study.audit if one.action == "reveal"]
    assert (line.who, study.sight("Issa").blind) == ("Awa", ())
    study.close()


def test_what_is_pressed_before_the_next_passage_is_seen_codes_nothing(chromium, small_study):
    rows, held = given(small_study), []
    with seated(chromium, small_study) as page:
        page.route(
            "**/api/transcript",
            lambda one: held.append(one) if "bria" in one.request.post_data else one.continue_(),
        )
        open_room(page, "/read?queue=first")
        press(page, "Enter", "Enter")
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        for one in held:
            one.continue_()
        page.locator(".title", has_text="bria").wait_for()
        page.locator(".turn.here", has_text="They helped us").wait_for()
        press(page, "2")
        page.get_by_text("Coded:").first.wait_for()
    assert readings(small_study) == sorted(rows[:2])
    assert [words for _, words in codings(small_study)] == ["They helped us to carry the wounded."]


def test_an_answer_that_is_lost_makes_one_record(chromium, small_study):
    given(small_study)
    lost = []

    def lose(route):
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    with seated(chromium, small_study) as page:
        open_room(page, "/read?queue=first")
        page.route("**/api/acts", lose)
        page.keyboard.press("Enter")
        page.get_by_text("1 act is not yet in the study: trying again").first.wait_for()
        saved(page)
        page.errors.clear()  # the two requests that were broken off
    assert lost == [200, 200]
    assert len(readings(small_study)) == 1
