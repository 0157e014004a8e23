// Tables whose numbers lead to passages, and the passages behind a number.
import { el, name } from "../../base/dom.js";
import { own } from "../../base/own.js";
import { number, say, sayMany } from "../../base/words.js";
import { problem } from "../main.js";
import { doing } from "./doing.js";
import { showShares } from "./shares.js";
import { showWritten } from "./written.js";

export const title = () => say("Tables");

const KINDS = { themes: () => say("Themes"), together: () => say("Found together"), cases: () => say("By interview or person") };
const UNITS = { turn: () => say("turn"), sentence: () => say("sentence"), paragraph: () => say("paragraph"), transcript: () => say("whole interview") };
const MEASURES = { segments: () => say("passages"), participants: () => say("people"), transcripts: () => say("interviews"), mentions: () => say("mentions"), words: () => say("words") };
const LEVELS = { theme: () => say("themes"), code: () => say("codes") };
const CASES = { transcript: () => say("interview"), participant: () => say("person") };

/** What a table is asked for, as the address says it. */
function askedOf(query, whose) {
  const one = (key, known, usual) => own(known, query.get(key)) ? query.get(key) : usual;
  return {
    whose: query.get("whose") ?? whose, kind: one("kind", KINDS, "themes"), unit: one("unit", UNITS, "turn"),
    level: one("level", LEVELS, "theme"), measure: one("measure", MEASURES, "segments"),
    case: one("case", CASES, "transcript"), by: query.getAll("by").slice(0, 2), share: query.get("share") !== "no",
  };
}

function addressOf(asked, more = {}) {
  const query = new URLSearchParams();
  for (const key of ["whose", "kind", "unit", "level", "measure", "case"]) query.set(key, asked[key]);
  for (const one of asked.by) query.append("by", one);
  if (!asked.share) query.set("share", "no");
  for (const [key, value] of Object.entries(more)) for (const one of [value].flat()) query.append(key, one);
  return (more.row === undefined ? "/tables?" : "/tables/passages?") + query;
}

export async function open(page) {
  return page.parts[0] === "passages" ? passages(page) : tables(page);
}

async function tables(page) {
  page.root.append(el("h1", {}, title()));
  const choices = await page.ask("table_choices");
  if (choices.why_blind) page.root.append(el("p", { class: "note" }, choices.why_blind));
  if (!choices.whose.length) {
    page.root.append(el("p", {}, say("Nobody has coded anything here yet, and the codebook has no rules.")),
      el("p", {}, el("a", { href: "/work" }, say("Give out passages to read"))));
    return;
  }
  const asked = askedOf(page.query, choices.whose[0].whose);
  const place = el("div", { class: "counted" });
  const form = el("form", { class: "card choices", "aria-label": say("Which table"), onsubmit: event => event.preventDefault() });
  const corrected = el("section", { class: "corrected" }), leaving = el("section", { class: "leaving" });
  const show = async () => {
    history.replaceState(history.state, "", addressOf(asked));
    fields(form, asked, choices, show);
    await count(page, place, asked, choices);
    giving(page, leaving, asked, choices);
  };
  page.root.append(form, place, corrected, leaving);
  await show();
  if (!choices.why_blind) await shares(page, corrected);
  return () => leaving.stop?.();
}

// What can be chosen

function fields(form, asked, choices, show) {
  const here = document.activeElement?.name;
  const chosen = (key, words, options) => el("label", { class: "choice" }, el("span", {}, words), el("select", {
    name: key, onchange: event => { asked[key] = event.target.value; show(); },
  }, Object.entries(options).map(([value, said]) => el("option", { value, selected: value === asked[key] },
    typeof said === "function" ? said() : said))));
  const by = place => el("label", { class: "choice" }, el("span", {}, place ? say("and by") : say("By")), el("select", {
    name: `by${place}`, onchange: event => {
      asked.by[place] = event.target.value;
      asked.by = asked.by.filter(one => one);
      show();
    },
  }, el("option", { value: "" }, place ? "–" : say("nothing: all together")),
  choices.by.filter(one => one !== asked.by[1 - place]).map(one => el("option", { value: one, selected: one === asked.by[place] }, one.replaceAll("_", " ")))));
  const share = el("label", { class: "tick" }, el("input", {
    type: "checkbox", name: "share", checked: asked.share, onchange: event => { asked.share = event.target.checked; show(); },
  }), " ", say("with shares"));
  const whose = Object.fromEntries(choices.whose.map(one => [one.whose, one.name]));
  form.replaceChildren(
    chosen("kind", say("Table"), KINDS), chosen("whose", say("Coded by"), whose), chosen("level", say("Rows"), LEVELS),
    ...(asked.kind === "themes" ? [chosen("measure", say("Counted"), MEASURES)] : []),
    chosen("unit", say("Passage"), UNITS),
    ...(asked.kind === "themes" ? [by(0), ...(asked.by.length ? [by(1)] : []), share] : []),
    ...(asked.kind === "cases" ? [chosen("case", say("A row is"), CASES)] : []));
  if (here) form.elements[here]?.focus();
}

// The table

async function count(page, place, asked, choices) {
  page.status(say("Counting …"));
  let told;
  try { told = await page.ask("counted_table", { asked }); }
  catch (error) { page.status(""); place.replaceChildren(problem(error)); return; }
  page.status("");
  place.replaceChildren(
    choices.protects
      ? el("p", { class: "note internal" }, say("Internal: for the study team. Nothing is hidden here, so do not copy these numbers out of the study. What may leave is made below."))
      : el("p", { class: "soft" }, say("These interviews are invented: nobody needs protection, and these numbers may be shown.")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("Table") }, grid(told, asked)),
    el("p", { class: "soft" }, say("Every number leads to its passages.")),
    ...(told.told.length ? [el("h2", {}, say("Who coded")), notes(told.told)] : []),
    el("h2", {}, say("What the table says, and what not")), notes(told.notes));
}

const notes = lines => el("ul", { class: "notes" }, lines.map(one => el("li", {}, one)));

function grid(told, asked) {
  const last = told.heads.length - 1;
  const heads = told.heads.map((labels, level) => el("tr", {},
    el("th", { scope: "col" }, level === last ? told.corner : told.names[level] ?? ""),
    level === last
      ? labels.map((label, at) => el(label ? "th" : "td", { scope: label ? "col" : undefined, class: told.columns[at].margin ? "number margin" : "number" }, label))
      : runs(labels).map(([label, size]) => el("th", { scope: "colgroup", colspan: size, class: "over" }, label))));
  const bases = told.bases.length ? [el("tr", { class: "bases" }, el("td", {}), told.bases.map((base, at) =>
    el("td", { class: told.columns[at].margin ? "number margin" : "number" }, base)))] : [];
  const body = told.rows.map(row => el("tr", { class: row.whole ? "whole" : row.depth ? "below" : "" },
    el("th", { scope: "row" }, name(row.name)),
    row.cells.map((cell, at) => data(cell, told.columns[at], row, told, asked))));
  return el("table", { class: "grid" }, el("thead", {}, heads, bases), el("tbody", {}, body));
}

function data([text, leads, shade, pale], column, row, told, asked) {
  const kind = ["number", column.margin && "margin", pale && `pale-${pale}`, shade && `s${Math.min(9, Math.floor(10 * shade))}`];
  const where = column.key.filter(one => one).join(" / ");
  return el("td", { class: kind.filter(one => one).join(" ") }, leads
    ? el("a", { href: addressOf(asked, { row: row.id, column: column.key }), "aria-label": `${row.name}, ${where}: ${text}` }, text)
    : text);
}

function runs(labels) {
  const found = [];
  for (const label of labels) {
    if (found.length && found.at(-1)[0] === label) found.at(-1)[1] += 1;
    else found.push([label, 1]);
  }
  return found;
}

// Shares that a sample has corrected, if they were worked out

async function shares(page, place) {
  const last = await page.ask("last_estimate"), shown = el("div");
  place.append(el("h2", {}, say("Corrected shares")), shown);
  if (last?.rows.length) showShares(shown, last);
  else shown.append(el("p", {}, say("What rules or a model find is not what was said: they miss passages and find wrong ones. A random sample that people read corrects that."), " ",
    el("a", { href: "/model" }, say("Work out corrected shares"))));
}

// What may leave

function giving(page, place, asked, choices) {
  place.stop?.();
  place.stop = undefined;
  if (choices.why_blind) { place.replaceChildren(); return; }
  const head = el("h2", {}, say("What may leave the study"));
  if (asked.kind !== "themes") {
    place.replaceChildren(head, el("p", {}, say("This table stays with the study team: its rows and pairs would tell who said what. A table of themes can be made so that it may leave.")));
    return;
  }
  const written = el("div", { class: "written" });
  const work = doing(page, {
    job: "give_table", words: say("Make files that may leave"), values: () => ({ asked }),
    onDone: answer => showWritten(written, answer),
  });
  place.stop = work.close;
  place.replaceChildren(head,
    el("p", {}, choices.protects
      ? sayMany("Numbers behind which fewer than {n} person stands are hidden, and with them what would tell them. The study remembers what left it, and reckons with it at the next release.",
        "Numbers behind which fewer than {n} people stand are hidden, and with them what would tell them. The study remembers what left it, and reckons with it at the next release.", choices.minimum)
      : say("The table is written as it is.")),
    work.node, written);
}

// The passages behind a number

async function passages(page) {
  const asked = askedOf(page.query, "people"), row = page.query.get("row") ?? "", column = page.query.getAll("column");
  const first = Math.max(0, Number(page.query.get("first")) || 0);
  const told = await page.ask("table_passages", { asked, row, column, first });
  const more = at => addressOf(asked, { row, column, first: String(at) });
  page.root.append(
    el("p", {}, el("a", { href: addressOf(asked) }, say("Back to the table"))),
    el("h1", {}, name(told.row), " · ", name(told.column)),
    el("p", { class: "soft" }, sayMany("{n} passage", "{n} passages", told.of), ". ", say("Words that carry the code are marked. Internal: for the study team.")),
    el("ol", { class: "passages", start: first + 1 }, told.passages.map(one => el("li", { class: "card" }, passage(one)))),
    el("p", { class: "row" },
      first > 0 && el("a", { href: more(Math.max(0, first - told.at_once)) }, say("Passages before these")),
      first + told.passages.length < told.of && el("a", { href: more(first + told.at_once) }, say("More passages"))));
}

function passage(one) {
  const facts = [one.speaker, one.participant, one.codes, one.origin && said(one)].filter(fact => fact);
  return [
    el("p", { class: "where" }, el("a", { href: `/read/${encodeURIComponent(one.transcript)}#${one.coded[0]}-${one.coded[1]}` },
      name(one.transcript), " ", el("span", { class: "soft" }, say("read it there")))),
    el("blockquote", { dir: "auto", translate: "no", lang: one.language || undefined },
      one.pieces.map(([text, coded]) => coded ? el("mark", {}, text) : text)),
    el("p", { class: "soft facts" }, facts.flatMap((fact, at) => [at ? " · " : "", name(fact)])),
  ];
}

function said(one) {
  const who = { human: say("coded by a person"), rule: say("found by a rule"), model: say("found by the model") };
  const origin = one.origin.split(" ").map(word => own(who, word) ?? word).join(", ");
  const score = one.score !== null && one.origin !== "human" ? ` ${number(one.score, 2)}` : "";
  return origin + score + (one.evidence ? `: ${one.evidence}` : "");
}
