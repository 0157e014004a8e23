// Forms that say beside their button what came of it: where it was tried, in the words of the library.
import { CutOff, Refused } from "../../base/calls.js";
import { button, el, field } from "../../base/dom.js";
import { say } from "../../base/words.js";

/** What went wrong, as a paragraph. */
export function wrong(error) {
  const words = error instanceof Refused ? error.message
    : error instanceof CutOff ? say("The desk was stopped: open it again. What was confirmed is in the study.")
    : say("Something unforeseen went wrong ({problem}). Load the page anew.", { problem: String(error) });
  if (!(error instanceof Refused) && !(error instanceof CutOff)) console.error(error);
  return el("p", { class: "problem", role: "alert" }, words);
}

/** A form: its parts, and buttons { words, main, act() → node, text or nothing } one of which is pressed. */
export function form(parts, acts) {
  const said = el("div", { class: "said", role: "status" });
  const pressed = acts.map(one => button(one.words, null, { kind: one.main ? "main" : one.kind ?? "", type: one.main ? "submit" : "button" }));
  const doing = async one => {
    if (made.ariaBusy === "true") return;
    made.ariaBusy = "true";
    said.replaceChildren(el("p", { class: "soft" }, say("Working …")));
    try {
      const answer = await one.act();
      said.replaceChildren(...(answer ? [answer].flat() : []));
    } catch (error) { said.replaceChildren(wrong(error)); }
    made.ariaBusy = "false";
  };
  const made = el("form", { class: "asked" }, ...parts, el("div", { class: "row" }, pressed), said);
  made.addEventListener("submit", event => { event.preventDefault(); doing(acts.find(one => one.main) ?? acts[0]); });
  acts.forEach((one, i) => { if (!one.main) pressed[i].addEventListener("click", () => doing(one)); });
  return made;
}

/** A control under its words; a hint stands below and is told with it. */
export function labelled(words, control, hint) {
  const id = "c" + (labelled.made = (labelled.made ?? 0) + 1);
  control.id = id;
  const below = hint && el("span", { class: "soft hint", id: id + "h" }, hint);
  if (below) control.setAttribute("aria-describedby", id + "h");
  return el("div", { class: "labelled" }, el("label", { for: id }, words), control, below);
}

/** A box to tick, with its words behind it. */
export function ticked(words, attributes = {}) {
  const box = el("input", { type: "checkbox", ...attributes });
  return { box, node: el("label", { class: "tick" }, box, " ", words) };
}

/** A choice of one: [[value, words], …]. */
export function choice(options, attributes = {}) {
  return el("select", attributes, options.map(([value, words]) => el("option", { value }, words)));
}

/** Names, with commas between them. */
export function names(value = "") {
  const control = field({ value, list: "coders", class: "names" });
  return { control, all: () => control.value.split(",").map(one => one.trim()).filter(Boolean) };
}

/** A part of a page that is folded away until somebody wants it. */
export function folded(words, ...inside) {
  return el("details", { class: "card" }, el("summary", {}, words), ...inside);
}
