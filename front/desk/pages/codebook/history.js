// Who changed what of the codebook, when; codes that were taken out; a new code; files.
import { button, el, field, name } from "../../../base/dom.js";
import { moment, say, sayMany } from "../../../base/words.js";
import { problem } from "../../main.js";
import { changeWords, offer, offerRestore } from "./change.js";
import { called, codeChoice, pathOf, put, texts } from "./parts.js";

const acts = { create: () => say("began the study"), "change codebook": () => say("changed the codebook"), "new code": () => say("made a code while reading"),
  "restore codebook": () => say("let an earlier version hold again"), merge: () => say("brought in another copy") };

/** Codes that are offered to nobody any more: by whom, when, and what of theirs waits for another code. */
function retiredCodes(told) {
  if (!told.gone.length) return null;
  return el("section", { class: "retired" }, el("h2", {}, say("Retired codes")),
    el("p", { class: "soft" }, say("They were taken out of the codebook: they are offered to nobody, and count in no table. Each can be brought back.")),
    el("ul", {}, told.gone.map(one => el("li", {}, el("a", { href: pathOf(one.code) }, name(one.label)), " ",
      el("span", { class: "soft" }, say("retired"), " · ", name(one.who || "?"), " · ", moment(one.time))))),
    told.waiting > 0 && el("p", {}, sayMany("{n} coding waits for another code.", "{n} codings wait for another code.", told.waiting)));
}

export async function history(page, root, book) {
  const told = await page.ask("codebook_history");
  const link = id => book.codes.some(one => one.id === id) ? el("a", { href: pathOf(id) }, name(id)) : name(id);
  root.append(el("h1", {}, say("History of the codebook")));
  put(root, retiredCodes(told));
  put(root, el("h2", {}, say("Versions")), el("ol", { class: "versions" }, told.versions.map(one => {
    const place = el("div");
    return el("li", { class: "card" },
      el("p", {}, el("strong", {}, name(one.who || "civic-qual")), " ", acts[one.action]?.() ?? one.action, " ", el("span", { class: "soft" }, moment(one.time)), one.holds && [" ", el("strong", {}, say("holds now"))]),
      one.why && el("p", { dir: "auto" }, "“", one.why, "”"),
      el("ul", {}, one.changes.slice(0, 30).map(change => el("li", {}, link(change.code), " · ", changeWords(change.change), change.becomes.length && change.becomes[0] !== change.code ? [" → ", change.becomes.map(id => [link(id), " "]).flat()].flat() : null))),
      one.changes.length > 30 && el("p", { class: "soft" }, sayMany("and {n} more", "and {n} more", one.changes.length - 30)),
      !one.holds && button(say("Let this version hold again"), () => offerRestore(page, place, book, one.version), { kind: "quiet" }), place);
  })));
  if (told.of > told.versions.length) root.append(el("p", { class: "soft" }, sayMany("{n} earlier version is not shown", "{n} earlier versions are not shown", told.of - told.versions.length)));
}

export function added(page, root, book) {
  const named = texts(say("Name"), book.languages, {}), means = texts(say("Definition"), book.languages, {}, { long: true }), place = el("div");
  const parent = codeChoice(book, { first: say("a theme of its own"), value: page.query.get("below") ?? "", label: say("Below") }), anyway = el("input", { type: "checkbox" });
  root.append(el("form", { onsubmit: event => { event.preventDefault(); offer(page, place, book, { do: "add", name: named.value(), parent: parent.value, definition: means.value(), anyway: anyway.checked }, { done: made => pathOf(made.codes[0]) }); } },
    el("h1", {}, say("New code")), named.root, el("p", {}, el("label", { class: "row" }, say("Below"), parent)), means.root,
    el("p", {}, el("label", { class: "row" }, anyway, say("Make it although another one is called nearly so"))), el("p", {}, el("button", { class: "main" }, say("See what it changes"))), place));
  named.first?.focus();
}

export function files(page, root, book) {
  const written = el("div", { role: "status" }), place = el("div"), moves = el("div");
  const input = el("input", { type: "file", accept: ".yaml,.yml", "aria-label": say("A changed file"), onchange: load });
  let text = "";
  async function load() {
    place.replaceChildren();
    moves.replaceChildren();
    const file = input.files[0];
    if (!file) return;
    if (file.size > 8000000) { place.replaceChildren(el("p", { class: "problem", role: "alert" }, say("This file is too large to be a codebook."))); return; }
    text = await file.text();
    try { become(await page.ask("say_change", { act: { do: "load", text } })); } catch (error) { place.replaceChildren(problem(error)); }
  }
  const chosen = new Map();
  function become(told) {
    chosen.clear();
    const gone = told.changes.filter(one => one.change === "removed");
    if (gone.length) moves.append(el("h3", {}, say("Codes that are not in the file: what became of them?")), el("ul", { class: "plain" }, gone.map(one => {
      const choice = field({ placeholder: say("id of the code that it became; nothing: taken out"), size: "40", "aria-label": say("What {code} became", { code: one.name }), onchange: () => { chosen.set(one.code, choice.value.trim()); again(); } });
      return el("li", { class: "row" }, name(one.name), " → ", choice);
    })));
    again();
  }
  const again = () => offer(page, place, book, { do: "load", text, moves: Object.fromEntries([...chosen].filter(([, to]) => to)) });
  root.append(el("h1", {}, say("The codebook as a file")), el("p", {}, say("Write it, change the file in an editor, and load it again: what changes is shown first.")),
    el("p", {}, button(say("Write the codebook to files"), async () => {
      try { const told = await page.ask("write_codebook"); written.replaceChildren(el("p", {}, say("Written: {files}, in {folder}", { files: told.files.join(", "), folder: told.folder }))); }
      catch (error) { written.replaceChildren(problem(error)); }
    })), written, el("h2", {}, say("Load a changed file")), el("p", {}, input), moves, place);
}

/** What one sees before a code is chosen. */
export function nothing(page, root, book) {
  root.append(el("h1", {}, name(book.title)), el("p", { class: "soft" }, say("Version {version}", { version: book.version }), " · ", sayMany("{n} code", "{n} codes", book.codes.length)),
    el("p", {}, say("Choose a code to see what it means, where it stands, and what its rules find; or change it. Before anything changes it is said what it means for what was coded, and it can be taken back.")),
    el("ul", {}, book.codes.filter(one => !one.parent).map(one => el("li", {}, el("a", { href: pathOf(one.id) }, name(called(one)))))));
  page.ask("codebook_history").then(told => put(root, retiredCodes(told)), () => {}); // when it is there
}
