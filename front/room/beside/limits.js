// How sure the themes of a sample are by now: their shares with limits, worked out when somebody asks.
import { Refused } from "../../base/calls.js";
import { el, name, table } from "../../base/dom.js";
import { percent, say } from "../../base/words.js";

/** Which share of all passages has a theme. */
export const shareOf = one => (one.share === null ? "" : percent(one.share));

/** Between which limits a share is, or why nobody knows. */
export const limitsOf = one => (one.low === null ? one.note : say("{low} to {high}", { low: percent(one.low), high: percent(one.high) }));

/** What the numbers rest on, folded away. */
export const restsOn = notes => el("details", {}, el("summary", {}, say("What these numbers rest on")), el("ul", {}, notes.map(one => el("li", {}, one))));

/** A fold for the themes of the sample that is read; `themes(sample)` answers with { rows, notes }. */
export function limitsFold(reading, themes) {
  const { sample } = reading.queue.told, place = el("div", { role: "status" });
  let turn = 0;
  const show = async () => {
    const mine = turn += 1;
    place.replaceChildren(el("p", { class: "soft" }, say("Coding what nobody read, to say how wide the limits are …")));
    let shown;
    try { shown = shares(await themes(sample)); } catch (error) {
      if (!(error instanceof Refused)) throw error;
      shown = [el("p", { class: "note" }, error.message)]; // as on the page Work: closed to who reads blind
    }
    if (mine === turn) place.replaceChildren(...shown);
  };
  const fold = el("details", { class: "limits" }, el("summary", {}, say("How sure the themes are")), place);
  fold.addEventListener("toggle", () => { if (fold.open) reading.attempt(show); });
  return fold;
}

function shares({ rows, notes }) {
  return [
    table([
      { head: say("Theme"), cell: one => name(one.name) },
      { head: say("In all passages"), number: true, cell: shareOf },
      { head: say("Limits"), number: true, cell: limitsOf },
    ], rows),
    restsOn(notes),
  ];
}
