// A code made while reading, unless there is one already that means the same.
import { Refused } from "../../base/calls.js";
import { button, el, field, name } from "../../base/dom.js";
import { say } from "../../base/words.js";

const PAUSE = 250;

/** Ask for a new code; `words` are the points it is found on, and are coded with it. */
export function newCodeForm(reading, { called, points }) {
  const { codes } = reading;
  const named = field({ value: called, required: true, "aria-label": say("Name") });
  const under = el("select", { "aria-label": say("Under") }, el("option", { value: "" }, say("at the top")),
    codes.usable.map(one => el("option", { value: one.id }, `${"  ".repeat(codes.above(one.id).length)}${codes.name(one.id)}`)));
  const means = field({ rows: "2", "aria-label": say("Definition") }, "textarea");
  const similar = el("div", { "aria-live": "polite" }), problem = el("p", { class: "problem", role: "alert", hidden: true });
  const use = id => { reading.side.close(); reading.attempt(() => reading.doing.code(id)); };
  let warned = ""; // the name at which something near it was told
  const look = async () => {
    const asked = named.value.trim(), found = asked ? await reading.ask("similar_codes", { name: asked }) : [];
    if (asked !== named.value.trim()) return;
    if (found.length) warned = asked;
    similar.replaceChildren(...(found.length ? [el("div", { class: "note" }, el("p", {}, say("There is something near it already:")),
      el("ul", { class: "list" }, found.map(one => el("li", {}, name(codes.name(one.code)), " ", el("small", { class: "soft" }, one.why), " ",
        button(say("Take this one"), () => use(one.code), { kind: "quiet" })))))] : []));
  };
  let timer = 0;
  named.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => look().catch(() => {}), PAUSE); });
  const make = async () => {
    try {
      const made = await reading.ask("new_code", { name: named.value.trim(), parent: under.value, definition: means.value.trim(), transcript: reading.opened.id, ...points, anyway: warned === named.value.trim() });
      await reading.codesAgain();
      use(typeof made === "string" ? made : made.id ?? made.code);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problem.textContent = error.message;
      problem.hidden = false;
    }
  };
  look().catch(() => {});
  return el("form", { class: "tool", onsubmit: event => { event.preventDefault(); reading.attempt(make); }, onkeydown: event => { if (event.key === "Escape") reading.side.close(); } },
    el("h2", {}, say("New code")), labelled(say("Name"), named), similar, labelled(say("Under"), under), labelled(say("Definition"), means), problem,
    el("span", { class: "row" }, el("button", { type: "submit", class: "main" }, say("Make it, and code the words")), button(say("Leave"), () => reading.side.close())));
}

const labelled = (words, node) => el("label", { class: "wide" }, el("span", {}, words), node);
