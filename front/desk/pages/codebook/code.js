// One code: what it is called and means, examples, fields, rules, passages, memos; and what is done to it.
import { button, el, field, name } from "../../../base/dom.js";
import { moment, number, say, sayMany } from "../../../base/words.js";
import { problem } from "../../main.js";
import { offer } from "./change.js";
import { called, codeChoice, languageChoice, languageName, pathOf, put, swatch, texts } from "./parts.js";
import { passages, sorting, waitingList } from "./passages.js";
import { rules } from "./rules.js";

const VIEWS = ["about", "rules", "passages", "sort"];
const viewName = view => ({ about: say("What it means"), rules: say("Rules"), passages: say("Passages"), sort: say("Share out") })[view];

export async function code(page, root, book, id) {
  const told = await page.ask("codebook_code", { code: id });
  if (told.gone) return gone(page, root, book, told);
  const view = VIEWS.includes(page.query.get("view")) ? page.query.get("view") : "about";
  document.title = `${called(told)} · civic-qual`;
  root.append(path(book, told),
    el("h1", {}, swatch(told.colour), name(called(told)), " ", el("code", { class: "soft", translate: "no" }, told.id)),
    el("nav", { class: "row views", "aria-label": say("About this code") }, VIEWS.map(one =>
      el("a", { href: pathOf(id) + (one === "about" ? "" : "?view=" + one), "aria-current": one === view ? "true" : null }, viewName(one), one === "passages" ? ` (${number(told.people + told.machines)})` : one === "rules" ? ` (${number(told.rules.length)})` : ""))));
  const part = root.appendChild(el("section", { class: "view" }));
  page.root.classList.toggle("wide", view === "rules");
  if (view === "rules") return rules(page, part, book, told);
  if (view === "passages") return passages(page, part, told);
  if (view === "sort") return sorting(page, part, book, told);
  return about(page, part, book, told);
}

function path(book, told) {
  const above = [];
  for (let one = book.codes.find(code => code.id === told.parent); one; one = book.codes.find(code => code.id === one.parent)) above.unshift(one);
  return el("p", { class: "soft above" }, el("a", { href: "/codebook" }, say("All codes")), above.map(one => [" › ", el("a", { href: pathOf(one.id) }, name(called(one)))]).flat());
}

function about(page, root, book, told) {
  const place = el("div", { class: "place" });
  const acts = [[say("Change the words"), words], [say("Examples"), exampleForm], [say("Fields"), fieldForm], [say("Move"), move], [say("Merge"), merge], [say("Split"), split], [say("Retire"), retire]];
  const opened = (label, form) => button(label, () => { place.replaceChildren(form(page, book, told, place)); place.querySelector("input, select, textarea, button")?.focus(); });
  put(root,
    el("p", { class: "numbers" }, sayMany("{n} coding", "{n} codings", told.people), " ", sayMany("of {n} coder", "of {n} coders", told.coders), " · ", sayMany("{n} by machines", "{n} by machines", told.machines)),
    el("p", { class: "row", role: "group", "aria-label": say("Change this code") }, acts.map(([label, form]) => opened(label, form))), place,
    el("dl", {}, told.languages.flatMap(language => lines(told, language))),
    sample(say("Examples"), told.examples, say("none yet: two in each language make a rule testable")), sample(say("Counter-examples"), told.counterexamples, say("none yet")),
    told.fields.length + told.fields_above.length > 0 && el("p", {}, say("Its codings also say: "), [...told.fields.map(one => one.name + (one.one_of.length ? ` (${one.one_of.join(", ")})` : "")), ...told.fields_above].join("; ")),
    memos(page, told));
}

function lines(told, language) {
  const text = (label, words) => words ? [el("dt", {}, label), el("dd", { lang: language, dir: "auto" }, words)] : [];
  return [el("dt", {}, el("strong", {}, languageName(language))), el("dd", { lang: language, dir: "auto" }, name(told.name[language] ?? say("no name"))),
    ...text(say("Definition"), told.definition[language]), ...text(say("Counts"), told.include[language]), ...text(say("Does not count"), told.exclude[language])];
}

function sample(label, some, none) {
  return el("div", {}, el("h2", {}, label), some.length ? el("ul", {}, some.map(one => el("li", { lang: one.language, dir: "auto" }, one.text))) : el("p", { class: "soft" }, none));
}

function form(label, act, page, book, place, ...children) {
  const below = el("div");
  return el("form", { class: "card", onsubmit: event => { event.preventDefault(); offer(page, below, book, act(), { done: made => made.codes.length ? pathOf(made.codes[0]) : "/codebook" }); } },
    el("h2", {}, label), children.flat(Infinity), el("p", { class: "row" }, el("button", { class: "main" }, say("See what it changes")), button(say("Close"), () => { place.replaceChildren(); place.parentElement.querySelector("button").focus(); }, { kind: "quiet" })), below);
}

function words(page, book, told, place) {
  const parts = { name: texts(say("Name"), told.languages, told.name), definition: texts(say("Definition"), told.languages, told.definition, { long: true }),
    include: texts(say("Counts"), told.languages, told.include, { long: true }), exclude: texts(say("Does not count"), told.languages, told.exclude, { long: true }) };
  const colour = el("input", { type: "color", value: told.colour }), own = el("input", { type: "checkbox", checked: Boolean(told.own_colour) });
  const sensitive = el("input", { type: "checkbox", checked: told.sensitive });
  colour.addEventListener("input", () => { own.checked = true; });
  return form(say("Change the words"), () => ({ do: "write", code: told.id, ...Object.fromEntries(Object.entries(parts).map(([key, one]) => [key, one.value()])),
    colour: own.checked ? colour.value : "", sensitive: sensitive.checked }), page, book, place,
  Object.values(parts).map(one => one.root), el("p", { class: "row" }, el("label", { class: "row" }, own, say("A colour of its own")), el("label", { class: "row" }, say("Colour"), colour)),
  el("p", {}, el("label", { class: "row" }, sensitive, say("Tables and quotations of it need care"))));
}

function exampleForm(page, book, told, place) {
  const lists = [["examples", say("It must be found in"), told.examples], ["counterexamples", say("It must not be found in"), told.counterexamples]].map(([key, label, given]) => {
    const entries = given.map(one => ({ ...one })), list = el("ul", { class: "plain" });
    const add = entry => {
      const text = field({ value: entry.text, rows: "2", "aria-label": label, oninput: () => { entry.text = text.value; } }, "textarea");
      const item = el("li", {}, el("div", { class: "row" }, languageChoice(told.languages, entry.language, event => { entry.language = event.target.value; }),
        button(say("Take out"), () => { entries.splice(entries.indexOf(entry), 1); item.remove(); more.focus(); }, { kind: "quiet" })), text);
      list.append(item);
      return text;
    };
    entries.forEach(add);
    const more = button(say("One more"), () => { const entry = { text: "", language: told.languages.includes(page.language) ? page.language : told.languages[0], attributes: {} }; entries.push(entry); add(entry).focus(); });
    return [key, entries, el("fieldset", {}, el("legend", {}, label), list, more)];
  });
  return form(say("Examples"), () => ({ do: "write", code: told.id, ...Object.fromEntries(lists.map(([key, entries]) => [key, entries])) }), page, book, place, lists.map(one => one[2]));
}

function fieldForm(page, book, told, place) {
  const entries = told.fields.map(one => ({ ...one })), list = el("ul", { class: "plain" });
  const add = entry => {
    const called_ = field({ value: entry.name, oninput: event => { entry.name = event.target.value.trim(); } });
    const item = el("li", { class: "row" }, el("label", {}, el("span", {}, say("Name")), called_),
      el("label", {}, el("span", {}, say("It may be (with commas; nothing: any text)")), field({ value: entry.one_of.join(", "), oninput: event => { entry.one_of = event.target.value.split(",").map(one => one.trim()).filter(Boolean); } })),
      button(say("Take out"), () => { entries.splice(entries.indexOf(entry), 1); item.remove(); more.focus(); }, { kind: "quiet" }));
    list.append(item);
    return called_;
  };
  entries.forEach(add);
  const more = button(say("One more"), () => { const entry = { name: "", one_of: [] }; entries.push(entry); add(entry).focus(); });
  return form(say("Fields"), () => ({ do: "write", code: told.id, fields: entries }), page, book, place, el("p", {}, say("What a coding of it says beside the passage, as to whom it was said.")), list, more);
}

const belowIt = (book, id) => [id, ...book.codes.filter(one => one.parent === id).flatMap(one => belowIt(book, one.id))];

function move(page, book, told, place) {
  const choice = codeChoice(book, { first: say("a theme of its own"), value: told.parent, without: belowIt(book, told.id), label: say("Below") });
  return form(say("Move"), () => ({ do: "move", code: told.id, parent: choice.value }), page, book, place, el("p", {}, el("label", { class: "row" }, say("Below"), choice)));
}

function merge(page, book, told, place) {
  const choice = codeChoice(book, { without: belowIt(book, told.id), label: say("It becomes") });
  const [withRules, withExamples] = [say("with its rules"), say("with its examples")].map(label => [el("input", { type: "checkbox", checked: true }), label]);
  return form(say("Merge"), () => ({ do: "merge", codes: [told.id], into: choice.value, rules: withRules[0].checked, examples: withExamples[0].checked }), page, book, place,
    el("p", {}, say("{code} goes, and its codings carry the other code.", { code: called(told) })), el("p", {}, el("label", { class: "row" }, say("It becomes"), choice)),
    [withRules, withExamples].map(([box, label]) => el("p", {}, el("label", { class: "row" }, box, label))));
}

function split(page, book, told, place) {
  const parts = [1, 2].map(n => texts(say("New code {n}", { n }), told.languages, {})), list = el("div", {}, parts.map(one => one.root));
  const more = button(say("One more"), () => { const one = texts(say("New code {n}", { n: parts.length + 1 }), told.languages, {}); parts.push(one); list.append(one.root); one.first.focus(); });
  return form(say("Split"), () => ({ do: "split", code: told.id, names: parts.map(one => one.value()).filter(one => Object.values(one).some(text => text.trim())) }), page, book, place,
    el("p", {}, say("The new codes stand below it. Then its codings are shared out among them, one by one or by a rule; those that are left stay with it.")), list, more);
}

function retire(page, book, told, place) {
  const below = told.children.length ? el("fieldset", {}, el("legend", {}, say("The codes below it")),
    [["up", say("move up to where it stands")], ["too", say("go, too")]].map(([value, label]) => el("label", { class: "row" }, el("input", { type: "radio", name: "below", value, checked: value === "up" }), label))) : el("div");
  return form(say("Retire"), () => ({ do: "retire", code: told.id, below: below.querySelector("input:checked")?.value ?? "up" }), page, book, place,
    el("p", {}, say("It is offered to nobody any more. Earlier versions keep it, and it can come back.")), below);
}

function memos(page, told) {
  const list = el("ul"), draw = some => list.replaceChildren(...some.map(one => el("li", {}, el("p", { dir: "auto" }, one.text), el("p", { class: "soft" }, name(one.coder), " · ", moment(one.time)))));
  const text = field({ rows: "2", "aria-label": say("A memo on this code") }, "textarea"), root = el("section", {}, el("h2", {}, say("Memos")));
  let act = crypto.randomUUID().replaceAll("-", "");
  draw(told.memos);
  root.append(list, text, button(say("Note it"), async () => {
    root.querySelector(".problem")?.remove();
    try { draw(await page.ask("note_on_code", { code: told.id, text: text.value, act })); text.value = ""; act = crypto.randomUUID().replaceAll("-", ""); text.focus(); }
    catch (error) { root.append(problem(error)); }
  }));
  return root;
}

async function gone(page, root, book, told) {
  const place = el("div");
  root.append(el("h1", {}, name(told.gone.label)), el("p", { class: "note" }, say("This code is retired: {who} took it out of the codebook on {time}. It is offered to nobody and counts in no table; its codings are kept, below.", { who: told.gone.who || "?", time: moment(told.gone.time) })),
    el("p", {}, button(say("Bring it back"), () => offer(page, place, book, { do: "bring back", code: told.gone.code, version: told.gone.version }, { done: () => pathOf(told.gone.code) }), { kind: "main" })), place,
    el("h2", {}, say("Codings that wait for another code")));
  waitingList(page, root, book, told.waiting, pathOf(told.gone.code));
}
