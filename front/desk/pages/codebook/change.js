// A change of the codebook: said before it is made, made once, taken back.
import { Refused } from "../../../base/calls.js";
import { button, el, field, name } from "../../../base/dom.js";
import { say, sayMany } from "../../../base/words.js";
import { problem } from "../../main.js";
import { put } from "./parts.js";

let last = null; // what was done last, to be taken back

/** Say what an act means, at a place, with a button that does it. */
export function offer(page, place, book, act, { done = () => "/codebook", words = say("Do it") } = {}) {
  return shown(page, place, book, () => page.ask("say_change", { act }), async why => {
    const made = await page.ask("make_change", { act, seen: book.seen, why });
    last = { before: made.before, seen: made.seen, line: 0 };
    await page.go(done(made));
  }, words);
}

/** Say what it means to let an earlier version hold again. */
export function offerRestore(page, place, book, version) {
  return shown(page, place, book, () => page.ask("say_restore", { version }), async why => {
    const before = book.seen;
    const made = await page.ask("restore_codebook", { version, seen: before, why });
    last = { before, seen: made.seen, line: 0 };
    await page.go("/codebook");
  }, say("Let it hold again"));
}

async function shown(page, place, book, told, make, words) {
  const root = el("div", { class: "card consequences", tabindex: "-1", role: "group", "aria-label": say("What it changes") });
  place.replaceChildren(root);
  let answer;
  try { answer = await told(); } catch (error) { return refused(root, error); }
  const why = field({ class: "why", maxlength: "500" });
  const doing = button(words, async () => {
    doing.disabled = true;
    try { await make(why.value); } catch (error) {
      doing.disabled = false;
      await changedMeanwhile(page, root, book, error, () => shown(page, place, book, told, make, words));
    }
  }, { kind: "main" });
  put(root,
    el("h3", {}, say("What it changes")),
    el("ul", {}, answer.sentences.map(one => el("li", {}, one))),
    answer.changes.length > 12 && sayList(answer.changes),
    el("p", {}, el("label", { class: "row" }, say("Why (for the history)"), why)),
    el("p", { class: "row" }, doing, button(say("Not now"), () => { place.replaceChildren(); place.closest("section, .page")?.querySelector("button, input")?.focus(); })));
  root.focus();
}

function sayList(changes) {
  return el("details", {}, el("summary", {}, sayMany("{n} change", "{n} changes", changes.length)),
    el("ul", {}, changes.map(one => el("li", {}, name(one.name), ` · ${changeWords(one.change)}: `, one.look_again))));
}

function refused(root, error) {
  root.replaceChildren(problem(error));
  root.setAttribute("tabindex", "-1");
  root.focus();
}

/** After a refusal: if somebody changed the codebook meanwhile, what, and the way on. */
async function changedMeanwhile(page, root, book, error, again) {
  root.querySelector(".problem")?.remove();
  root.append(problem(error));
  if (!(error instanceof Refused)) return;
  const now = await page.ask("codebook_now");
  if (now.seen === book.seen) return;
  const told = await page.ask("codebook_history");
  const until = told.versions.findIndex(one => one.version === book.seen);
  const since = told.versions.slice(0, until < 0 ? 1 : until);
  root.append(el("ul", {}, since.flatMap(one => one.changes.map(change =>
    el("li", {}, name(one.who), ": ", name(change.code), " · ", changeWords(change.change))))),
  button(say("Say what my change means now"), () => { book.seen = now.seen; again(); }, { kind: "main" }));
}

export function changeWords(kind) {
  return {
    removed: say("taken out"), renamed: say("another id"), merged: say("merged"), split: say("new codes below"),
    definition: say("other definition"), name: say("other name"), moved: say("moved"), rules: say("other rules"),
    added: say("added"),
  }[kind] ?? kind;
}

/** What was done a moment ago, with the button that takes it back. */
export function lastDone(page, book) {
  if (!last || (last.seen && last.seen !== book.seen)) { last = null; return null; }
  const root = el("div", { class: "card done", role: "status", tabindex: "-1" });
  const mine = last;
  root.append(el("p", {}, mine.words ?? say("It is in the study.")),
    button(say("Take it back"), async () => {
      try {
        if (mine.line) await page.ask("take_back_sharing", { line: mine.line });
        else await page.ask("restore_codebook", { version: mine.before, seen: mine.seen, why: say("taken back") });
        last = null;
        await page.go(location.pathname + location.search);
      } catch (error) { root.append(problem(error)); }
    }));
  return root;
}

/** Say what it means to share codings out, with a button that does it. */
export function offerSharing(page, place, book, code, goes, back) {
  return shown(page, place, book, async () => ({ changes: [], ...await page.ask("say_sharing", { code, goes }) }), async why => {
    const told = await page.ask("share_out", { goes, why });
    const words = sayMany("{n} coding has another code.", "{n} codings have another code.", told.done);
    last = told.line ? { line: told.line, words: [words, ...told.refused].join(" ") } : null;
    if (!told.line) throw new Refused(told.refused.join(" "));
    await page.go(back);
  }, say("Share them out"));
}
