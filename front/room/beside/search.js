// Words looked for in the rule language; what is found is marked in the text and listed.
import { Refused } from "../../base/calls.js";
import { button, el, field } from "../../base/dom.js";
import { say, sayMany } from "../../base/words.js";

/** Ask what to look for; what was found stays listed until the search is left. */
export function searchForm(reading) {
  const rule = field({ value: reading.searched?.rule ?? "", type: "search", "aria-label": say("Words or a rule"), placeholder: say("peacekeeper NEAR/5 late") });
  const everywhere = el("input", { type: "checkbox", checked: reading.searched?.everywhere ?? false });
  const found = el("div", { class: "hits" }), head = el("p", { "aria-live": "polite" });
  let hits = [], at = -1;
  const go = async to => {
    if (!hits.length) return;
    at = (to + hits.length) % hits.length;
    [...found.querySelectorAll("button")].forEach((one, i) => one.setAttribute("aria-current", String(i === at)));
    await reading.show(hits[at].transcript, hits[at].start, hits[at].end);
    mark();
  };
  const mark = () => reading.markHits(hits);
  const look = async () => {
    head.textContent = say("Looking …");
    found.replaceChildren();
    hits = [];
    try {
      const told = await reading.ask("search", { rule: rule.value, transcript: everywhere.checked ? "" : reading.opened.id });
      head.textContent = told.problem || (told.more ? say("The first {some} of {n} passages", { some: told.hits.length, n: told.of })
        : sayMany("{n} passage", "{n} passages", told.hits.length));
      hits = told.hits;
      reading.searched = { rule: rule.value, everywhere: everywhere.checked };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      head.textContent = error.message;
    }
    at = -1;
    found.replaceChildren(el("ol", { class: "list" }, hits.map((one, i) => el("li", {}, el("button", { type: "button", class: "quiet", dir: "auto", translate: "no", onclick: () => reading.attempt(() => go(i)) },
      everywhere.checked && el("small", {}, one.transcript, " "), one.words)))));
    mark();
  };
  const leave = () => { hits = []; mark(); reading.side.close(); };
  return el("form", { class: "tool", role: "search", onsubmit: event => { event.preventDefault(); reading.attempt(look); }, onkeydown: event => { if (event.key === "Escape") leave(); } },
    el("h2", {}, say("Search")), rule, !reading.queue && el("label", {}, everywhere, " ", say("in all transcripts")),
    el("span", { class: "row" }, el("button", { type: "submit", class: "main" }, say("Look")), reading.button(say("Previous"), () => go(at - 1)), reading.button(say("Next one"), () => go(at + 1)), button(say("Leave"), leave)),
    head, found);
}
