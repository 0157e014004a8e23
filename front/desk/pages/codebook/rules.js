// Rules written with what they find in view: in this study, in examples, and off the subject.
import { button, el, field } from "../../../base/dom.js";
import { number, say, sayMany } from "../../../base/words.js";
import { problem } from "../../main.js";
import { offer } from "./change.js";
import { languageChoice, languageName, passage, pathOf, put } from "./parts.js";

const PAUSE = 350; // ms without a key before rules are tried

export function rules(page, root, book, code) {
  const entries = code.rules.map(one => ({ ...one })), list = el("ol", { class: "rules" });
  const found = el("div", { class: "found" }), said = el("p", { role: "status" }), place = el("div");
  let waits = 0, asked = 0, busy = false, again = false, shown = "gained";
  const changed = () => { clearTimeout(waits); said.textContent = say("Trying…"); waits = setTimeout(trying, PAUSE); };
  async function trying() {
    if (busy) { again = true; return; }
    busy = true;
    const mine = ++asked;
    try { const told = await page.ask("try_rules", { code: code.id, rules: entries }); if (mine === asked && !again) show(told); }
    catch (error) { said.replaceChildren(problem(error)); }
    busy = false;
    if (again) { again = false; trying(); }
  }
  function add(entry, focus) {
    const item = card(entry, book.languages, changed, () => { entries.splice(entries.indexOf(entry), 1); item.remove(); changed(); adding.focus(); });
    list.append(item);
    if (focus) item.querySelector("textarea").focus();
  }
  const adding = button(say("Add a rule"), () => {
    const entry = { text: "", language: book.languages.includes(page.language) ? page.language : book.languages[0],
      within: "turn", unless_negated: false, where: [], speaker: [], confidence: 1, note: "", pattern: false };
    entries.push(entry);
    add(entry, true);
  });
  function show(told) {
    [...list.children].forEach((item, n) => slips(item, told.problems.filter(one => one.rule === n)));
    const cut = told.transcripts < told.of_transcripts
      ? " " + say("Tried in the first {n} of {of} transcripts, so that it stays quick.", { n: number(told.transcripts), of: number(told.of_transcripts) }) : "";
    said.textContent = sayMany("{n} passage is found", "{n} passages are found", told.now)
      + ": " + say("{gained} more and {lost} fewer than the {before} of the rules that hold.", { gained: number(told.gained), lost: number(told.lost), before: number(told.before) })
      + (told.problems.length ? " " + sayMany("{n} rule is left out until it is mended.", "{n} rules are left out until they are mended.", new Set(told.problems.map(one => one.rule)).size) : "") + cut;
    const people = told.coded || told.read_not_coded
      ? say("Of {coded} passages that people coded so, {found} are found. {others} that are found were read and not coded.", { coded: number(told.coded), found: number(told.coded_found), others: number(told.read_not_coded) })
      : say("People coded nothing so yet, as far as you may see.");
    const kinds = [["gained", say("Found now"), told.gained], ["lost", say("Found no more"), told.lost], ["missed", say("Coded by people, not found"), told.coded - told.coded_found],
      ["not_coded", say("Found, read and not coded"), told.read_not_coded], ["found", say("All that is found"), told.now]];
    const passages = el("ol", { class: "passages" });
    const draw = () => {
      for (const one of choice.children) one.setAttribute("aria-pressed", String(one.dataset.kind === shown));
      const rows = told.passages[shown];
      passages.replaceChildren(...rows.map(one => passage(one, peopleWords(one.people))),
        ...(rows.length ? [] : [el("li", { class: "soft" }, say("None."))]));
    };
    const choice = el("div", { class: "row kinds", role: "group", "aria-label": say("Which passages") }, kinds.map(([kind, words, count]) =>
      button(`${words} (${number(count)})`, () => { shown = kind; draw(); }, { dataset: { kind } })));
    found.replaceChildren(el("p", {}, people), choice, passages, elsewhere(told.elsewhere), examples(told.examples));
    draw();
  }
  for (const entry of entries) add(entry, false);
  const keep = button(say("Keep these rules"), () =>
    offer(page, place, book, { do: "write", code: code.id, rules: entries }, { done: () => pathOf(code.id) + "?view=rules" }), { kind: "main" });
  put(root, el("div", { class: "both" }, el("div", {}, el("p", { class: "soft" }, say("One rule is a word or a phrase, or several with AND, OR, NOT, NEAR/5 and brackets; * stands for any ending, _1 for any word, =Word for that form alone, @list for a word list.")),
    lists(code.lists), list, el("p", { class: "row stays" }, adding, keep), place), el("div", { class: "finds" }, el("h2", {}, say("What they find")), said, found)));
  trying();
  return () => clearTimeout(waits);
}

function lists(names) {
  const all = Object.keys(names);
  return all.length ? el("details", {}, el("summary", {}, sayMany("{n} word list", "{n} word lists", all.length)), el("p", { translate: "no" }, all.map(one => "@" + one).join(", "))) : null;
}

function card(entry, languages, changed, remove) {
  if (entry.pattern) return el("li", { class: "rule" }, el("code", { translate: "no" }, entry.text), el("span", { class: "soft" }, say("a token pattern: changed in the file")), button(say("Take out"), remove, { kind: "quiet" }));
  const text = field({ value: entry.text, rows: "1", lang: entry.language, class: "text", "aria-label": say("Rule"), oninput: () => { entry.text = text.value; grow(); changed(); } }, "textarea");
  const grow = () => text.setAttribute("rows", String(Math.min(8, 1 + Math.floor(text.value.length / 70) + (text.value.match(/\n/g)?.length ?? 0))));
  grow();
  const check = (label, value, set) => el("label", { class: "row" }, el("input", { type: "checkbox", checked: value, onchange: event => { set(event.target.checked); changed(); } }), label);
  const line = (label, value, set, more = {}) => el("label", {}, el("span", {}, label), field({ value, onchange: event => { set(event.target.value); changed(); }, ...more }));
  return el("li", { class: "rule" }, el("div", { class: "row" }, languageChoice(languages, entry.language, event => { entry.language = event.target.value; changed(); }), text),
  el("div", { class: "slips" }), button(say("Take out"), remove, { kind: "quiet out" }),
  el("details", { open: entry.unless_negated || entry.within !== "turn" || entry.where.length > 0 || entry.speaker.length > 0 || entry.confidence < 1 }, el("summary", {}, say("Options")),
    check(say("in one sentence"), entry.within === "sentence", on => { entry.within = on ? "sentence" : "turn"; }),
    check(say("leave out what is said not to be so"), entry.unless_negated, on => { entry.unless_negated = on; }),
    line(say("How sure, from 0 to 1"), String(entry.confidence), value => { entry.confidence = Math.min(1, Math.max(0.01, Number(value.replace(",", ".")) || 1)); }, { inputmode: "decimal", size: "4" }),
    line(say("Only said by (interviewer, respondent, interpreter, observer)"), entry.speaker.join(", "), value => { entry.speaker = value.split(/[\s,;]+/).filter(Boolean); }),
    line(say("Only where (attribute: value, value; …)"), entry.where.map(([key, ...values]) => `${key}: ${values.join(", ")}`).join("; "),
      value => { entry.where = value.split(";").map(one => one.split(/[:,]/).map(part => part.trim()).filter(Boolean)).filter(one => one.length > 1); }),
    line(say("Note"), entry.note, value => { entry.note = value; })));
}

function slips(item, problems) {
  const place = item.querySelector(".slips"), text = item.querySelector("textarea");
  if (!place) return;
  text?.setAttribute("aria-invalid", String(problems.length > 0));
  place.replaceChildren(...problems.map(one => {
    const row = (text?.value ?? "").split("\n")[one.line - 1] ?? "", letters = [...row], at = Math.min(one.column - 1, letters.length);
    return el("p", { class: "problem" }, el("code", { class: "at", translate: "no" }, letters.slice(Math.max(0, at - 25), at).join(""), el("mark", {}, letters[at] ?? " "), letters.slice(at + 1, at + 25).join("")), " ", one.problem);
  }));
}

const peopleWords = people => ({ coded: say("people coded it so"), read: say("read, and not coded so"), new: say("not read by people") })[people];

function elsewhere(told) {
  return el("section", {}, el("h2", {}, say("Off the subject")), told.length ? null : el("p", {}, say("There are no sentences in these languages.")), told.map(one => [
    el("p", {}, say("{language}: fires in {fired} of {of} plain sentences about other things ({share}); {before} by the rules that hold.",
      { language: languageName(one.language), fired: number(one.fired), of: number(one.of), share: say("{n} %", { n: number(100 * one.fired / one.of, 1) }), before: number(one.before) })),
    one.sentences.length > 0 && el("details", {}, el("summary", {}, say("See them")), el("ol", { class: "passages" }, one.sentences.map(sentence => passage({ ...sentence, transcript: "" }, null))))]).flat());
}

function examples(told) {
  const wrong = told.filter(one => !one.ok);
  const words = told.length ? say("{ok} of {of} examples and counter-examples are as they should be.", { ok: number(told.length - wrong.length), of: number(told.length) }) : say("It has no examples: give some, and every rule is held to them.");
  return el("section", {}, el("h2", {}, say("Its examples")), el("p", { class: wrong.length ? "problem" : "" }, words), el("ul", {}, wrong.map(one => el("li", { lang: one.language, dir: "auto" },
    one.text, " ", el("span", { class: "soft", lang: document.documentElement.lang }, one.kind === "example" ? say("an example that no rule finds") : say("a counter-example that is found"))))));
}
