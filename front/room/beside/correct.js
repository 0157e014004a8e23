// A turn corrected in place: codings go with the words; those that cannot are listed, and placed again by a person.
import { Refused } from "../../base/calls.js";
import { button, el, field, name } from "../../base/dom.js";
import { say, sayMany } from "../../base/words.js";

/** Ask for the words of the turn that is read, as they ought to be. */
export function correctForm(reading) {
  const { opened, room } = reading, passage = reading.passages.current;
  const at = room.turnAt(room.border.toUnits(passage.start)), turn = room.turns[at];
  const text = field({ rows: "8", value: room.text.slice(turn.from, turn.b), "aria-label": say("What was said"), dir: "auto" }, "textarea");
  const why = field({ "aria-label": say("Why") }), problem = el("p", { class: "problem", role: "alert", hidden: true });
  const save = async () => {
    try {
      const told = await reading.ask("correct", { transcript: opened.id, revision: opened.revision, turn: at, text: text.value, why: why.value });
      reading.unplaced = told.unplaced;
      reading.side.close();
      await reading.again({ queue: true });
      reading.tell(told.unplaced.length ? sayMany("Corrected. {n} coding lost its words: place it again.", "Corrected. {n} codings lost their words: place them again.", told.unplaced.length) : say("Corrected. All codings kept their words."));
      if (told.unplaced.length) reading.side.open(unplacedList(reading));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problem.textContent = error.message;
      problem.hidden = false;
    }
  };
  return el("form", { class: "tool", onsubmit: event => { event.preventDefault(); reading.attempt(save); }, onkeydown: event => { if (event.key === "Escape") reading.side.close(); } },
    el("h2", {}, say("Correct this turn")), el("p", { class: "soft" }, say("The study keeps what was there before. Codings move with their words.")),
    text, el("label", { class: "wide" }, el("span", {}, say("Why")), why), problem,
    el("span", { class: "row" }, el("button", { type: "submit", class: "main" }, say("Correct")), button(say("Leave"), () => reading.side.close())));
}

/** Codings whose words are not there any more. */
export function unplacedList(reading) {
  const node = el("div", { class: "tool" });
  const place = async one => {
    const points = reading.words.points;
    if (!points) return reading.tell(say("Select the words first, then place the coding on them."));
    try {
      await reading.ask("place", { record: one.id, ...points });
      reading.unplaced = reading.unplaced.filter(other => other !== one);
      await reading.again();
      reading.tell(say("Placed again."));
      show();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await reading.refused(error.message);
    }
  };
  const show = () => {
    if (!reading.unplaced.length) return reading.side.close();
    node.replaceChildren(el("h2", {}, say("Without their words")),
      el("p", { class: "soft" }, say("Select the words in the text where each belongs now.")),
      el("ul", { class: "list" }, reading.unplaced.map(one => el("li", {}, name(reading.codes.name(one.code)), el("small", { class: "words", dir: "auto" }, `“${one.words}”`),
        el("small", {}, name(one.coder)), reading.button(say("Put it on the selected words"), () => place(one))))),
      button(say("Later"), () => reading.side.close()));
  };
  show();
  return node;
}
