/* Reading: the list of transcripts, one of them, or a queue. */
import { el, field, name } from "../../base/dom.js";
import { own } from "../../base/own.js";
import { number, percent, say, sayMany } from "../../base/words.js";
import { heading as headingOf } from "../../room/beside/among.js";
import { Chosen, addressOf } from "../../room/beside/chosen.js";
import { reading } from "../../room/reading.js";

const FIRST_ROWS = 200, MORE_ROWS = 400;
export const title = () => say("Read");

export async function open(page) {
  const queue = page.query.get("queue") ?? "", [transcript] = page.parts;
  if (!queue && !transcript) return list(page);
  const at = /^(\d+)-(\d+)$/.exec(page.hash);
  page.root.append(el("h1", { class: "for-readers" }, title()));
  const room = await reading(page.root, {
    ask: page.ask, who: page.who, about: page.about, language: page.language, queue, transcript, status: page.status, go: page.go,
    back: history.state?.from?.startsWith("/tables") ? () => history.back() : null, themes: sample => page.ask("themes", { sample }), at: at && { start: +at[1], end: +at[2] }, onPlace: queue ? undefined : remembered(),
    among: { query: page.query, keep: query => history.replaceState(history.state, "", location.pathname + query + location.hash) },
  });
  return () => room.close();
}

/** Keep the passage in the address, so that loading the page anew comes back to it. */
function remembered() {
  let timer = 0;
  return (transcript, start, end) => {
    clearTimeout(timer);
    const before = location.href;
    timer = setTimeout(() => {
      if (location.href === before) history.replaceState(history.state, "", `/read/${encodeURIComponent(transcript)}${location.search}#${start}-${end}`);
    }, 400);
  };
}

const AGAIN_AFTER = 400; // milliseconds, as long as not all is counted

async function list(page) {
  const state = { closed: false, shown: null };
  const show = async () => {
    const told = await page.ask("transcripts");
    if (state.closed) return;
    const shown = listed(page, told, state.shown?.contains(document.activeElement) ? document.activeElement.type : "");
    if (state.shown) state.shown.replaceWith(shown); else page.root.append(shown);
    state.shown = shown;
    if (shown.wasFocused) shown.querySelector("input[type=search]").focus();
    if (told.more) setTimeout(() => show().catch(() => {}), AGAIN_AFTER); // else it stays as it is
  };
  await show();
  return () => { state.closed = true; };
}

/** The list of transcripts, as far as they are counted; what is stated of them may be called as a column of the list. */
function listed(page, { columns: all, rows: given }, focused) {
  const stated = all.indexOf("attributes"), attributes = [...new Set(given.flatMap(row => Object.keys(row[stated] ?? {})))];
  const told = filled(all.toSpliced(stated, 1, ...attributes.map(one => all.includes(one) ? " " + one : one)), given.map(row => row.toSpliced(stated, 1, ...attributes.map(one => own(row[stated], one) ?? ""))));
  const { columns } = told;
  const place = Object.fromEntries(columns.map((one, i) => [one, i]));
  const chosen = new Chosen(given.map(row => ["id", "language", "attributes"].map(one => row[all.indexOf(one)])), new URLSearchParams(location.search));
  const words = field({ type: "search", value: chosen.wanted.get("words") ?? "" });
  const selects = chosen.keys.map(one => [one, choices(one, chosen)]).filter(([, select]) => select);
  const found = el("p", { role: "status" }), body = el("tbody"), table = el("table", { class: "transcripts" }, head(told.columns), body);
  const show = () => {
    chosen.set("words", words.value.trim());
    selects.forEach(([key, select]) => chosen.set(key, select.value));
    const ids = new Set(chosen.ids), fit = told.rows.filter(row => ids.has(row[place.id]));
    found.textContent = sayMany("{n} transcript", "{n} transcripts", fit.length);
    fill(body, fit, told.columns, chosen);
    history.replaceState(history.state, "", "/read" + chosen.query); // the browser's way back comes to the same list
  };
  words.addEventListener("input", show);
  selects.forEach(([, select]) => select.addEventListener("change", show));
  const node = el("div", { class: "list-of-transcripts" }, el("h1", {}, title()),
    el("div", { class: "row filters" }, labelled(say("Words of the name or of what is known"), words), selects.map(([one, select]) => labelled(heading(one), select))),
    found, el("div", { class: "scroll" }, table));
  node.wasFocused = focused === "search";
  show();
  return node;
}

/** Only the columns in which anything stands. */
function filled(columns, rows) {
  const kept = columns.map((_, i) => i).filter(i => rows.some(row => row[i] !== ""));
  return { columns: kept.map(i => columns[i]), rows: rows.map(row => kept.map(i => row[i])) };
}

const labelled = (text, node) => el("label", {}, el("span", {}, text), node);

const heading = one => own({ id: say("Transcript"), turns: say("Turns"), codings: say("Codings"), read: say("Read by you") }, one) ?? headingOf(one);

function choices(key, chosen) {
  const values = chosen.choices(key);
  if (!values.length) return null;
  const select = el("select", {}, el("option", { value: "" }, say("all")), values.map(value => el("option", { value }, value)));
  select.value = chosen.wanted.get(key) ?? "";
  return select;
}

const isNumber = one => ["words", "turns", "codings", "read"].includes(one);

function head(columns) {
  return el("thead", {}, el("tr", {}, columns.map(one => el("th", { scope: "col", class: isNumber(one) ? "number" : "" }, heading(one)))));
}

/** Rows a few hundred at a time: the first at once, the rest when there is time. */
function fill(body, rows, columns, chosen) {
  const cell = (one, value) => one === "id" ? el("th", { scope: "row" }, el("a", { href: addressOf(value, chosen) }, name(value)))
    : el("td", { class: isNumber(one) ? "number" : "" }, value === null ? "…" : one === "read" ? percent(value) : isNumber(one) ? number(value) : name(String(value ?? "")));
  const made = row => el("tr", {}, columns.map((one, i) => cell(one, row[i])));
  const turn = body.turn = (body.turn ?? 0) + 1;
  body.replaceChildren(...rows.slice(0, FIRST_ROWS).map(made));
  const more = from => {
    if (body.turn !== turn || from >= rows.length || !body.isConnected) return;
    body.append(...rows.slice(from, from + MORE_ROWS).map(made));
    setTimeout(more, 0, from + MORE_ROWS);
  };
  setTimeout(more, 0, FIRST_ROWS);
}
