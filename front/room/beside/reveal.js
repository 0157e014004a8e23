// A blind queue, opened for all who read it: what that means, asked in the same words wherever it is done.
import { Refused } from "../../base/calls.js";
import { button, el, field } from "../../base/dom.js";
import { say } from "../../base/words.js";

/** What is said of opening a queue, before and after. */
export const revealWords = () => ({
  means: say("It is opened for all who read it at once. From then on they see what the others said, and what they read afterwards is marked as not blind: it counts in no agreement and judges no machine. So wait until everybody is through."),
  sure: say("All who read it are to see what the others did"), unsure: say("Tick the box first: it means that."),
  why: say("Why"), trail: say("Your name and the reason stand in the trail of the study."), open: say("Open it for all"),
});

export const isOpened = queue => say("{queue} is open for all who read it.", { queue });

/** Ask whether the queue that is read is to be opened. */
export function revealForm(reading) {
  const words = revealWords(), queue = reading.queue.told.queue;
  const sure = el("input", { type: "checkbox" }), why = field();
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const refuse = said => { problem.textContent = said; problem.hidden = false; };
  const open = async () => {
    if (!sure.checked) return refuse(words.unsure);
    try { await reading.ask("reveal", { queue, why: why.value }); } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return refuse(error.message);
    }
    reading.side.close();
    await reading.opening();
  };
  return el("form", { class: "tool", onsubmit: event => { event.preventDefault(); reading.attempt(open); }, onkeydown: event => { if (event.key === "Escape") reading.side.close(); } },
    el("h2", {}, say("Open a blind queue")), el("p", {}, words.means),
    el("label", { class: "tick" }, sure, " ", words.sure),
    el("label", { class: "wide" }, el("span", {}, words.why), why), el("p", { class: "soft" }, words.trail), problem,
    el("span", { class: "row" }, el("button", { type: "submit", class: "main" }, words.open), button(say("Leave"), () => reading.side.close())));
}

/** What stands beside the text when all is read: wait for the others, or open it. */
export function throughPart(reading) {
  const { told, isDone } = reading.queue;
  if (!told.blind || !isDone) return [];
  return told.through ? [el("h2", {}, say("Everybody has read this queue")), el("p", {}, say("It can be opened now, to discuss what each of you said.")),
    button(say("Open it for all …"), () => reading.side.open(revealForm(reading)), { kind: "main", "data-act": "reveal" })]
    : [el("p", { class: "soft" }, say("You have read all of it. When the others have, too, it can be opened here."))];
}
