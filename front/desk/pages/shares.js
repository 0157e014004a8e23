// Shares that a sample has corrected, with their limits.
import { el, name } from "../../base/dom.js";
import { moment, number, percent, say } from "../../base/words.js";

/** Show an estimate: what it rests on, the shares, and what is missing. */
export function showShares(place, told) {
  const groups = new Set(told.rows.map(row => row.group)).size > 1;
  const heads = [say("theme"), ...(groups ? [say("group")] : []), say("machine alone"), say("corrected"), say("limits"), say("passages read"), ""];
  const words = new Set([0, ...(groups ? [1] : []), heads.length - 1]);
  place.replaceChildren(...[
    el("p", { class: "soft" }, told.coded_by ? say("Coded by the model {name}, corrected on {time}.", { name: told.coded_by, time: moment(told.time) })
      : say("Coded by the rules, corrected on {time}.", { time: moment(told.time) })),
    told.changed && el("p", { class: "note" }, say("The study has changed since: work it out again.")),
    ...told.missing.map(one => el("p", { class: "problem" }, one)),
    told.rows.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("Corrected shares") },
      el("table", { class: "shares" },
        el("thead", {}, el("tr", {}, heads.map((head, at) => el("th", { scope: "col", class: words.has(at) ? "" : "number" }, head)))),
        el("tbody", {}, told.rows.map(row => el("tr", { class: row.whole && groups ? "whole" : "" },
          el("th", { scope: "row" }, name(row.name)),
          groups && el("td", {}, name(row.group)),
          el("td", { class: "number" }, share(row.raw)),
          el("td", { class: "number" }, el("strong", {}, share(row.estimate))),
          el("td", { class: "number" }, row.low === null ? "–" : say("{low} to {high}", { low: share(row.low), high: share(row.high) })),
          el("td", { class: "number" }, number(row.read)),
          el("td", { class: "soft" }, row.note)))))) : "",
    told.notes.length ? el("details", {}, el("summary", {}, say("What this rests on")), el("ul", {}, told.notes.map(one => el("li", {}, one)))) : "",
  ].filter(one => one));
}

const share = value => value === null ? "–" : percent(value);
