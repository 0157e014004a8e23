// How far coders agree; and what they differ on, settled side by side, one key each.
import { CutOff } from "../../base/calls.js";
import { button, el, field, name, table } from "../../base/dom.js";
import { moment, number, say, sayMany } from "../../base/words.js";
import { choice, folded, form, labelled, ticked, wrong } from "./forms.js";

export const title = () => say("Disagreements");

export async function open(page) {
  const { root, ask } = page;
  root.append(el("h1", {}, title()));
  let told;
  try { told = await ask("adjudication", { reference: page.query.get("round") ?? "" }); }
  catch (error) { root.append(wrong(error)); return; }
  const state = { ...told, at: -1, filter: told.closed ? "all" : "open", last: [], waiting: 0 };
  state.at = next(state, -1);
  root.append(agreementOf(page), ...(state.changed.length ? [learning(state)] : []));
  const head = el("section", { class: "head" }), card = el("section", { class: "card case", tabindex: "-1", "aria-label": say("What is to be settled") });
  const list = el("section", { class: "list" });
  root.append(head, card, list);
  const room = { page, state, head, card, list };
  showHead(room); showList(room);
  await showCase(room);
  const pressed = event => key(room, event);
  const leaving = event => { if (state.waiting) event.preventDefault(); };
  document.addEventListener("keydown", pressed);
  addEventListener("beforeunload", leaving);
  return () => { document.removeEventListener("keydown", pressed); removeEventListener("beforeunload", leaving); };
}

const isOpen = row => !row.decision || row.decision === "later";
const shownRows = ({ rows, filter }) => rows.map((row, i) => [row, i])
  .filter(([row]) => filter === "all" || (filter === "later" ? row.decision === "later" : filter === "settled" ? !isOpen(row) : !row.decision));

/** The next row that nobody looked at, behind one and then from the beginning. */
function next({ rows }, after) {
  const order = [...rows.keys()].slice(after + 1).concat([...rows.keys()].slice(0, after + 1));
  return order.find(i => !rows[i].decision) ?? order.find(i => isOpen(rows[i])) ?? (rows.length ? Math.max(after, 0) : -1);
}

// Agreement

function agreementOf(page) {
  const place = el("div", {}), level = choice([["theme", say("themes")], ["code", say("every code")]]);
  const show = async () => {
    place.replaceChildren(el("p", { class: "soft", role: "status" }, say("Working …")));
    try {
      const told = await page.ask("agreement_table", { level: level.value });
      place.replaceChildren(...told.groups.map(agreementTable),
        el("ul", { class: "soft" }, told.notes.map(one => el("li", {}, one))));
    } catch (error) { place.replaceChildren(wrong(error)); }
  };
  level.addEventListener("change", show);
  const made = folded(say("How far coders agree"), el("p", {}, say("Counted is only what two have read blind. What is left out stands below the table.")), labelled(say("Of what"), level), place);
  made.addEventListener("toggle", () => { if (made.open && !place.childElementCount) show(); });
  return made;
}

function agreementTable(group) {
  const limits = ([value, low, high]) => value === null ? say("undefined") : low === null ? number(value, 2)
    : `${number(value, 2)} [${number(low, 2)}, ${number(high, 2)}]`;
  const words = `${group.coders} (${group.who})`;
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words }, table([
    { head: say("Code"), cell: row => row.name },
    { head: say("Passages"), number: true, cell: row => number(row.units) },
    { head: say("Agreement"), number: true, cell: row => limits([row.percent[0], null, null]) },
    { head: say("Kappa"), number: true, cell: row => limits(row.kappa) },
    { head: say("Alpha"), number: true, cell: row => limits(row.alpha) },
    { head: say("Beware"), cell: row => el("span", { class: "soft" }, row.note) },
  ], group.rows, { caption: words }));
}

function learning(state) {
  return el("section", { class: "card learn" }, el("h2", {}, say("Yours that were changed")),
    el("p", {}, say("Where this round settled otherwise than you had coded: to learn from, and to object to in the discussion.")),
    el("ul", {}, state.changed.map(row => el("li", {}, name(row.transcript), " · ", row.name, " · ",
      row.decision === "yes" ? say("it holds; you left it out") : say("it does not hold; you gave it"),
      row.why ? ": " : "", row.why && name(row.why), " (", name(row.decided_by), ")"))));
}

// The round

function showHead(room) {
  const { state, page, head } = room;
  const settled = state.rows.filter(row => !isOpen(row)).length, later = state.rows.filter(row => row.decision === "later").length;
  const rounds = choice([...state.rounds, ...(state.closed && !state.rounds.includes(state.another) ? [state.another] : [])].map(one => [one, one]), { "aria-label": say("Round") });
  rounds.value = state.reference;
  rounds.addEventListener("change", () => page.go("/disagreements?round=" + encodeURIComponent(rounds.value)));
  head.replaceChildren(
    el("h2", {}, say("What they differ on")),
    el("div", { class: "row" }, el("label", {}, say("Round"), " ", rounds),
      el("span", { class: "counts" }, say("{settled} of {of} settled, {later} for later", { settled: number(settled), of: number(state.rows.length), later: number(later) })),
      el("span", { class: "soft" }, state.closed ? say("closed: names are open") : say("open: letters stand for names until it is closed"))),
    state.own && !state.closed ? el("p", { class: "note" }, say("You are one of those compared. Better that a third person settles this.")) : "",
    state.closed ? "" : closing(room));
}

function closing(room) {
  const { page, state } = room;
  const sure = ticked(say("Make the reference coding, and open the names"));
  const alike = el("div", {});
  const made = folded(say("Take over what all agree on, and close the round"),
    el("p", {}, say("The reference coding holds all on which all agree, all that one alone has read, and what was settled. What is open or for later is in it neither found nor absent. Then the names are open, and nothing more can be settled in this round.")),
    alike,
    form([sure.node], [{ words: say("Close the round"), main: true, act: async () => {
      if (!sure.box.checked) return el("p", { class: "problem" }, say("Tick the box first: it means that."));
      await page.ask("close_round", { reference: state.reference });
      await page.refresh();
      await page.go("/disagreements?round=" + encodeURIComponent(state.reference));
    } }]));
  made.addEventListener("toggle", async () => {
    if (!made.open || alike.childElementCount) return;
    alike.append(el("p", { class: "soft", role: "status" }, say("Working …")));
    try {
      const told = await page.ask("agreed", { reference: state.reference });
      alike.replaceChildren(el("details", {}, el("summary", {}, sayMany("{n} code on a passage is taken over at once", "{n} codes on passages are taken over at once", told.n)),
        el("div", { class: "scroll alike", tabindex: "0", role: "region", "aria-label": say("Taken over at once") }, table([
          { head: say("Transcript"), cell: one => name(one.transcript) }, { head: say("Code"), cell: one => one.code }, { head: say("Why"), cell: one => one.why },
        ], told.rows))));
    } catch (error) { alike.replaceChildren(wrong(error)); }
  });
  return made;
}

// One case

async function showCase(room, { focus = false } = {}) {
  const { state, page, card } = room, row = state.rows[state.at];
  if (!row) {
    card.replaceChildren(el("p", {}, state.closed ? say("Nothing was settled in this round.") : say("There is nothing to settle: the coders agree on all that both have read.")));
    return;
  }
  const at = state.at;
  let told;
  try { told = await detail(room, at); } catch (error) { card.replaceChildren(wrong(error)); return; }
  if (state.at !== at) return; // somebody went on meanwhile
  const why = field({ value: row.why, class: "why" }, "textarea"), problem = el("div", {});
  const takes = [row.said, row.found_nothing];
  state.why = why;
  card.replaceChildren(
    el("h3", {}, told.name, " ", el("span", { class: "soft" }, name(row.transcript))),
    el("details", { class: "above" }, el("summary", {}, say("What was said before")), el("p", { class: "said-text", dir: "auto", lang: told.language, translate: "no" }, told.above || say("Nothing: the interview begins here."))),
    el("div", { class: "sides" }, told.sides.filter(side => takes.some(names => isOf(names, side.name))).map(side => sideOf(side, row, told))),
    el("div", { class: "meaning" }, el("p", {}, el("strong", {}, told.name, ": "), told.definition || say("not defined yet")),
      told.examples.length || told.counter_examples.length ? el("details", {}, el("summary", {}, say("Examples")),
        el("ul", {}, told.examples.slice(0, 4).map(one => el("li", {}, name(one))), told.counter_examples.slice(0, 3).map(one => el("li", { class: "soft" }, say("not:"), " ", name(one))))) : ""),
    verdict(row), problem,
    state.closed ? "" : el("div", { class: "row acts" },
      button(say("Y · it holds"), () => settle(room, "yes"), { key: "y", kind: row.decision === "yes" ? "main" : "" }),
      button(say("N · it does not"), () => settle(room, "no"), { key: "n", kind: row.decision === "no" ? "main" : "" }),
      button(say("L · later"), () => settle(room, "later"), { key: "l", kind: row.decision === "later" ? "main" : "" }),
      button(say("Previous"), () => step(room, -1), { key: "ArrowUp", kind: "quiet" }), button(say("Next"), () => step(room, 1), { key: "ArrowDown", kind: "quiet" }),
      row.id ? button(say("Take back"), () => takeBack(room), { key: "Control+Z", kind: "quiet" }) : ""),
    state.closed ? "" : labelled(say("M · why"), why, say("Written before you press Y or N, it is kept with it. Escape goes back.")),
    discussion(room, row, told));
  room.problem = problem;
  if (focus) card.focus({ preventScroll: true });
  const following = next(state, state.at);
  if (following !== state.at && following >= 0) detail(room, following).catch(() => {});
}

function detail({ page, state }, at) {
  const row = state.rows[at];
  const asked = { reference: state.reference, transcript: row.transcript, start: row.start, end: row.end, code: row.code };
  row.told ??= page.ask("side_by_side", asked).catch(error => { row.told = undefined; throw error; });
  return row.told;
}

function verdict(row) {
  const words = { yes: say("It holds"), no: say("It does not hold"), later: say("For later") }[row.decision];
  if (!words) return "";
  return el("p", { class: "verdict" }, el("strong", {}, words), " (", name(row.decided_by), ")", row.why ? ": " : "", row.why && name(row.why),
    row.otherwise ? el("span", { class: "problem" }, " ", say("Settled otherwise by somebody who did not know: {otherwise}", { otherwise: row.otherwise })) : "");
}

/** Whether one is of names with commas between them; a name may hold commas, too. */
const isOf = (names, one) => `, ${names}, `.includes(`, ${one}, `);

function sideOf(side, row, told) {
  const gave = isOf(row.said, side.name);
  return el("section", { class: gave ? "side gave" : "side", "aria-label": side.name },
    el("h4", {}, name(side.name), ": ", gave ? say("gave the code") : say("read it and did not")),
    el("p", { class: "said-text", dir: "auto", lang: told.language, translate: "no" }, marked(told.text, side.spans)),
    side.codes.length ? el("p", { class: "soft" }, say("Besides: {codes}", { codes: side.codes.join(", ") })) : "",
    side.memos.map(one => el("p", { class: "memo" }, name(one))));
}

/** A text with some of its words marked; places are code points. */
function marked(text, spans) {
  const signs = [...text], on = new Array(signs.length).fill(false);
  for (const [start, end] of spans) on.fill(true, start, end);
  const parts = [];
  for (let i = 0; i < signs.length;) {
    let j = i;
    while (j < signs.length && on[j] === on[i]) j++;
    const words = signs.slice(i, j).join("");
    parts.push(on[i] ? el("mark", {}, words) : words);
    i = j;
  }
  return parts;
}

function discussion(room, row, told) {
  const said = field({}, "textarea");
  return el("details", { class: "discussion", open: told.discussion.length > 0 },
    el("summary", {}, say("Discussion"), told.discussion.length ? ` (${number(told.discussion.length)})` : ""),
    told.discussion.map(one => el("p", { class: "memo" }, el("strong", {}, name(one.who)), " ", el("span", { class: "soft" }, moment(one.time)), el("br"), name(one.text))),
    form([labelled(say("A note on this passage"), said)], [{ words: say("Note"), main: true, act: async () => {
      await room.page.ask("discuss", { transcript: row.transcript, start: row.start, end: row.end, text: said.value });
      row.told = undefined;
      await showCase(room, { focus: true });
    } }]));
}

// What a person does

function key(room, event) {
  const { state, card } = room;
  const inField = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (inField) { if (event.key === "Escape" && card.contains(inField)) { event.preventDefault(); card.focus(); } return; }
  if (event.isComposing || event.altKey || event.metaKey || state.closed) return;
  if (event.ctrlKey) { if (event.key.toLowerCase() === "z" && state.last.length) { event.preventDefault(); takeBack(room, state.last.at(-1)); } return; }
  const does = { y: () => settle(room, "yes"), o: () => settle(room, "yes"), n: () => settle(room, "no"), l: () => settle(room, "later"), m: () => state.why?.focus() }[event.key.toLowerCase()]
    ?? (card.contains(event.target) ? { ArrowDown: () => step(room, 1), ArrowUp: () => step(room, -1) }[event.key] : undefined);
  if (does) { event.preventDefault(); does(); }
}

async function settle(room, decision) {
  const { state, page, list } = room, row = state.rows[state.at];
  if (!row || row.busy) return;
  row.busy = true;
  state.waiting++;
  const at = state.at, told = await row.told;
  const values = {
    act: crypto.randomUUID(), reference: state.reference, transcript: row.transcript, revision: told.revision, start: row.start, end: row.end,
    code: row.code, decision, why: state.why?.value ?? "", seen: row.id,
  };
  try {
    const made = await untilAnswered(page, values);
    Object.assign(row, { id: made.id, decision, why: values.why, decided_by: page.who, otherwise: "" });
    state.last.push(at);
    const left = state.rows.filter(isOpen).length;
    page.status([{ yes: say("Settled: it holds."), no: say("Settled: it does not hold."), later: say("Kept for later.") }[decision], sayMany("{n} left.", "{n} left.", left), say("All in the study.")].join(" "));
    if (state.at === at) state.at = next(state, at);
    showHead(room); showList(room);
    await showCase(room, { focus: true });
  } catch (error) {
    const fresh = await page.ask("adjudication", { reference: state.reference }).catch(() => null);
    if (fresh) { state.rows = fresh.rows; showHead(room); showList(room); state.at = Math.min(at, state.rows.length - 1); await showCase(room, { focus: true }); }
    room.problem?.replaceChildren(wrong(error));
  } finally { row.busy = false; state.waiting--; }
}

/** Ask until an answer comes: the same act is done once, however often it is sent. */
async function untilAnswered(page, values) {
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    try { return await page.ask("settle", values); } catch (error) {
      if (!(error instanceof CutOff)) throw error;
      page.status(say("1 not yet in the study: trying again"));
      await new Promise(done => setTimeout(done, wait));
    }
  }
}

async function takeBack(room, at = room.state.at) {
  const { state, page } = room, row = state.rows[at];
  if (!row?.id) return;
  try {
    await page.ask("unsettle", { id: row.id });
    const fresh = await page.ask("adjudication", { reference: state.reference });
    state.rows = fresh.rows;
    state.last = state.last.filter(one => one !== at);
    state.at = at;
    page.status(say("Taken back."));
    showHead(room); showList(room);
    await showCase(room, { focus: true });
  } catch (error) { room.problem?.replaceChildren(wrong(error)); }
}

function step(room, by) {
  const { state } = room, shown = shownRows(state).map(([, i]) => i);
  const here = shown.indexOf(state.at), to = here < 0 ? shown[0] : shown[Math.max(0, Math.min(shown.length - 1, here + by))];
  if (to === undefined) return;
  state.at = to;
  showList(room);
  showCase(room, { focus: true });
}

function showList(room) {
  const { state, list } = room;
  const filter = choice([["open", say("not looked at")], ["later", say("for later")], ["settled", say("settled")], ["all", say("all")]], { "aria-label": say("Show") });
  filter.value = state.filter;
  filter.addEventListener("change", () => { state.filter = filter.value; showList(room); list.querySelector("select").focus(); });
  const rows = shownRows(state);
  list.replaceChildren(el("div", { class: "row" }, el("h2", {}, say("List")), filter, el("span", { class: "soft" }, number(rows.length))),
    el("ol", { class: "rows" }, rows.map(([row, i]) => el("li", {}, button([
      name(row.transcript), " · ", row.name, " · ", say("{said} gave it, {not} did not", { said: row.said, not: row.found_nothing }),
      row.decision ? ` · ${{ yes: say("It holds"), no: say("It does not hold"), later: say("For later") }[row.decision]}` : "",
    ], () => { state.at = i; showList(room); showCase(room, { focus: true }); }, { kind: "quiet", "aria-current": i === state.at ? "true" : null })))));
}
