// Where a code stands, and its codings shared out among others.
import { button, el, field, name } from "../../../base/dom.js";
import { own } from "../../../base/own.js";
import { say, sayMany } from "../../../base/words.js";
import { offerSharing } from "./change.js";
import { called, codeChoice, passage, pathOf } from "./parts.js";

const said = one => [name(one.coder), one.origin !== "human" && say("machine"), one.status === "suggested" && say("suggested")]
  .filter(Boolean).flatMap((part, i) => i ? [" · ", part] : [part]);

/** List the passages of a code, a page at a time. */
export async function passages(page, root, code, extra = one => null) {
  const list = el("ol", { class: "passages" }), more = el("p"), who = el("select", { "aria-label": say("Whose codings") });
  const load = async first => {
    const told = await page.ask("codebook_passages", { code: code.id, coder: who.value, first });
    if (!first) list.replaceChildren();
    list.append(...told.rows.map(one => passage(one, [el("span", {}, said(one)), extra(one)].flat())));
    const left = told.of - first - told.rows.length;
    more.replaceChildren(...(left > 0 ? [button(sayMany("Show {n} more", "Show {n} more", Math.min(left, 50)), () => load(first + told.rows.length))] : []));
    if (!told.of) list.replaceChildren(el("li", {}, say("Nothing that you may see carries it.")));
    return told;
  };
  const told = await load(0);
  who.append(el("option", { value: "" }, say("Everybody")), ...told.coders.map(one => el("option", { value: one }, one)));
  who.addEventListener("change", () => load(0));
  root.append(told.coders.length > 1 && el("p", { class: "row" }, el("label", { class: "row" }, say("Coded by"), who)) || "", list, more);
}

/** Share out the codings of a code: one by one, or by a rule a code. */
export async function sorting(page, root, book, code) {
  const goes = new Map(), choices = new Map();
  let targets = code.children.filter(id => book.codes.some(one => one.id === id));
  const rules = el("div", { class: "rules-of" }), list = el("ol", { class: "passages" }), state = el("span", { role: "status" });
  const labelOf = id => called(book.codes.find(one => one.id === id) ?? { id });
  const count = () => { state.textContent = sayMany("{n} coding goes to another code", "{n} codings go to another code", goes.size); };
  const choose = (id, target) => { if (target) goes.set(id, target); else goes.delete(id); count(); };
  const inputs = new Map();
  const drawTargets = () => {
    rules.replaceChildren(...targets.map(id => {
      const input = inputs.get(id) ?? field({ "aria-label": say("Rule for {code}", { code: labelOf(id) }) });
      inputs.set(id, input);
      return el("label", { class: "row" }, name(labelOf(id)), input, el("span", { class: "problem-of", dataset: { of: id } }));
    }), el("p", { class: "row" }, codeChoice(book, { first: say("Another code…"), without: [code.id, ...targets], label: say("Another code"),
      onchange: event => { targets = [...targets, event.target.value]; drawTargets(); for (const [one, select] of choices) fill(one, select); } }),
    button(say("Choose by these rules"), byRules)));
  };
  const fill = (id, select) => select.replaceChildren(el("option", { value: "" }, say("stays {code}", { code: called(code) })),
    ...targets.map(target => el("option", { value: target, selected: goes.get(id) === target }, labelOf(target))));
  async function byRules() {
    const told = await page.ask("codings_by_rules", { code: code.id, rules: Object.fromEntries([...inputs].map(([id, input]) => [id, input.value])) });
    for (const node of rules.querySelectorAll(".problem-of")) node.textContent = own(told.problems, node.dataset.of) ?? "";
    for (const [id, target] of Object.entries(told.goes)) goes.set(id, target);
    for (const [id, select] of choices) fill(id, select);
    count();
  }
  const machine = one => one.origin !== "human";
  drawTargets();
  const part = el("div");
  await passages(page, part, code, one => {
    if (machine(one)) return null;
    const select = el("select", { "aria-label": say("Where it goes"), onchange: () => choose(one.id, select.value) });
    choices.set(one.id, select);
    fill(one.id, select);
    return [" ", select];
  });
  const place = el("div");
  const doing = button(say("See what it changes"), () => offerSharing(page, place, book, code.id, Object.fromEntries(goes), pathOf(code.id)), { kind: "main" });
  root.append(el("p", {}, say("Choose for each coding where it goes, or write a rule for each code and choose by these. What is left stays. A coding of somebody else that you change becomes yours, as any change does; it can be taken back.")),
    el("details", { open: targets.length > 0 && targets.length < 5 }, el("summary", {}, say("By rules")), rules), part, el("div", { class: "card stays" }, el("p", { class: "row" }, doing, state), place));
  count();
}

/** Codings whose code is no more: each can be given another one. */
export function waitingList(page, root, book, waiting, back) {
  if (!waiting.length) { root.append(el("p", {}, say("No coding waits for another code."))); return; }
  const goes = {};
  const list = el("ol", { class: "passages" }, waiting.map(one => passage(
    { ...one, before: "", words: one.passage, after: "" },
    [name(one.coder), " · ", name(one.code), " ", codeChoice(book, { first: say("no code yet"), label: say("Where it goes"),
      onchange: event => { if (event.target.value) goes[one.id] = event.target.value; else delete goes[one.id]; } })])));
  const place = el("div");
  root.append(list, button(say("See what it changes"), () => offerSharing(page, place, book, waiting[0].code, goes, back), { kind: "main" }), place);
}
