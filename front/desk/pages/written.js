// What was written, where, and what must be said of it.
import { button, el } from "../../base/dom.js";
import { say } from "../../base/words.js";

/** Show a folder with its files, and what the library says of them. */
export function showWritten(place, told) {
  const copied = el("span", { role: "status", class: "soft" });
  place.replaceChildren(
    el("div", { class: "card" },
      el("p", {}, el("strong", {}, say("Written into this folder:"))),
      el("p", { class: "row path" }, el("code", { translate: "no", tabindex: "-1" }, told.folder), button(say("Copy the path"), async () => {
        try { await navigator.clipboard.writeText(told.folder); copied.textContent = say("Copied."); }
        catch { copied.textContent = say("It could not be copied: select it, and copy it by hand."); }
      }), copied),
      el("ul", {}, told.files.map(file => el("li", { translate: "no" }, file))),
      told.to_confirm && el("p", { class: "problem" }, told.to_confirm, " ", el("a", { href: "/doubts" }, say("Settle the doubts"))),
      !told.to_confirm && el("p", {}, told.protected
        ? say("Protected: these files may leave the study. Numbers of few people are hidden, and interviews are not quoted.")
        : told.internal ? say("Internal: these files stay with the study team.") : say("These files may leave the study.")),
      told.proposal && el("p", { class: "note" }, told.proposal),
      (told.to_the_team ?? []).map(one => el("p", { class: "note" }, one))));
}
