// What the intake doubts, before anything is counted: worst first, and nothing that is sure.
import { CutOff, Refused } from "../../base/calls.js";
import { button, el, name, table } from "../../base/dom.js";
import { byName } from "../../base/own.js";
import { number, say, sayMany } from "../../base/words.js";

export const title = () => say("Doubts");

const ROLES = () => [
  ["interviewer", say("Asks the questions")], ["respondent", say("Answers")],
  ["interpreter", say("Interprets")], ["observer", say("Is not counted")],
  ["nobody", say("Nobody: part of the speech")],
];

export async function open(page) {
  const body = el("div");
  page.root.append(body);
  page.given = new Map(); // answers that were chosen and are not in the study yet: the page may be drawn anew meanwhile
  await fill(page, body);
}

async function fill(page, body) {
  const told = await page.ask("doubts");
  const cards = told.files.map(one => card(page, one, () => fill(page, body)));
  const all = el("div");
  body.replaceChildren(
    el("h1", { tabindex: "-1" }, sayMany("{n} interview read", "{n} interviews read", told.of)),
    el("p", { role: "status" }, told.asked
      ? say("{sure} are surely read; {asked} to look at, those with most at stake first.", { sure: number(told.of - told.asked), asked: number(told.asked) })
      : say("All of them are surely read, or were confirmed: nothing need be asked.")),
    el("p", { class: "row" },
      el("a", { href: "/work" }, told.asked ? say("Later: to the work") : say("To the work")),
      cards.length ? confirmAll(page, cards, body) : null), all,
    ...told.namesakes.length ? [people(page, told.namesakes, () => fill(page, body))] : [],
    ...cards.map(one => one.node),
    told.asked > cards.length ? el("p", { class: "soft" }, sayMany("{n} more is shown when these are answered.", "{n} more are shown when these are answered.", told.asked - cards.length)) : "",
    taken(told.told), counted(page));
}

/** Send answers; say beside them what did not work, or show what is left. */
async function send(page, node, answers, after) {
  node.replaceChildren();
  try {
    const told = await page.ask("settle_doubts", { answers });
    answers.forEach(one => page.given.delete(one.transcript));
    page.status(said(answers.length, told.asked));
    await after();
    page.root.querySelector("h1").focus();
    if (told.problems.length) page.root.querySelector("h1").after(el("p", { class: "note" }, told.problems.join(" ")));
  } catch (error) { node.append(refusal(error)); }
}

const said = (n, left) => sayMany("{n} answer is in the study.", "{n} answers are in the study.", n) + " " + sayMany("{n} file left.", "{n} files left.", left);

function refusal(error) {
  if (!(error instanceof Refused) && !(error instanceof CutOff)) throw error;
  return el("p", { class: "problem", role: "alert" }, error instanceof Refused ? error.message : say("The desk was stopped: open it again. What was confirmed is in the study."));
}

function confirmAll(page, cards, body) {
  const node = el("div");
  return [button(sayMany("Confirm the one shown", "Confirm all {n} shown", cards.length),
    () => send(page, node, cards.map(one => one.answer()), () => fill(page, body)), { kind: "main" }), node];
}

// A file

function card(page, one, after) {
  const answer = page.given.get(one.transcript) ?? { speakers: byName(), same: byName(), language: "" };
  page.given.set(one.transcript, answer);
  const refused = el("div"), turns = el("div");
  const asked = one.heard.filter(each => each.doubted), others = one.heard.filter(each => !each.doubted);
  const shown = asked.length ? asked : others.slice(0, 6);
  const given = () => ({ transcript: one.transcript, right: true, ...answer });
  const done = el("button", { type: "button", class: "main", onclick: () => send(page, refused, [given()], after) }, "");
  const changed = () => { done.textContent = Object.keys(answer.speakers).length || answer.language || Object.keys(answer.same).length ? say("Take these answers") : say("Right as it is"); };
  changed();
  const speaks = each => speaker(one, each, answer.speakers[each.label], value => {
    if (value === undefined) delete answer.speakers[each.label]; else answer.speakers[each.label] = value;
    changed();
  });
  const node = el("section", { class: "card doubt", "aria-label": one.file },
    el("h2", {}, name(one.file), " ", el("span", { class: "soft" }, sayMany("{n} word", "{n} words", one.words))),
    el("ul", { class: "asked" }, one.doubts.map(each => el("li", {}, each.say))),
    pair(one, answer, changed),
    shown.map(speaks),
    asked.length && others.length ? el("details", {}, el("summary", {}, sayMany("{n} other speaker", "{n} other speakers", others.length)), others.slice(0, 12).map(speaks)) : null,
    language(one, answer, changed),
    el("details", { ontoggle: event => event.target.open && !turns.firstChild && firstTurns(page, one, turns) }, el("summary", {}, say("The first turns, as they were read")), turns),
    el("div", { class: "row" }, done,
      button(say("Count none of it"), () => send(page, refused, [{ ...given(), speakers: Object.fromEntries(one.heard.filter(each => each.taken).map(each => [each.label, "observer"])) }], after)),
      el("a", { href: "/read/" + encodeURIComponent(one.transcript) }, say("Look at it"))),
    refused);
  return { node, answer: given };
}

/** A label: how often it was heard, its lines as they were read and as they could be, and what it is. */
function speaker(one, each, chosen, choose) {
  const could = each.label && one.doubts.some(doubt => doubt.about === "labels" && doubt.speakers.includes(each.label));
  const group = "role " + one.transcript + " " + each.label;
  const now = each.taken ? each.role : "nobody";
  const label = each.label;
  const choices = ROLES().filter(([role]) => role !== "nobody" || each.label).map(([role, words]) => {
    const id = group + role;
    return el("span", { class: "choice" },
      el("input", { type: "radio", name: group, id, checked: role === (chosen ?? now), onchange: () => choose(role === now ? undefined : role) }),
      el("label", { for: id }, words, role === now ? el("span", { class: "soft" }, " ", say("(as it was read)")) : ""));
  });
  return el("fieldset", { class: "speaker" },
    el("legend", {}, !each.label ? say("Who speaks where nobody is named?") : each.taken ? say("Who is “{label}”?", { label }) : say("“{label}” was read as part of the speech: is it somebody?", { label })),
    el("p", { class: "soft" }, [
      sayMany("said {n} time", "said {n} times", each.turns), sayMany("{n} word", "{n} words", each.words),
      each.questions ? sayMany("{n} question", "{n} questions", each.questions) : "",
    ].filter(Boolean).join(" · ")),
    each.lines.length ? lines(each, could) : null,
    el("div", { class: "row choices" }, choices));
}

function lines(each, could) {
  const person = line => el("span", {}, el("b", {}, name(line.speaker || say("no label"))), " │ ", el("bdi", {}, line.said));
  const speech = line => el("span", {}, el("span", { class: "soft" }, line.before ? "… " + line.before + " " : ""), el("mark", {}, line.speaker + (line.speaker ? " :" : "")), " ", el("bdi", {}, line.said));
  return table([
    { head: each.taken ? say("As it was read") : say("As it could be"), cell: person },
    ...could ? [{ head: each.taken ? say("As it could be: part of the speech") : say("As it was read: part of the speech"), cell: speech }] : [],
  ], each.lines);
}

/** Two labels that may be one person. */
function pair(one, answer, changed) {
  const asked = one.doubts.filter(each => each.about === "people" && each.speakers.length === 2);
  return asked.map(({ speakers: [first, second] }) => {
    const id = "same " + one.transcript + first + second;
    return el("p", {}, el("input", { type: "checkbox", id, checked: answer.same[first] === second, onchange: event => {
      if (event.target.checked) answer.same[first] = second; else delete answer.same[first];
      changed();
    } }), " ", el("label", { for: id }, say("“{first}” and “{second}” are one person", { first, second })));
  });
}

function language(one, answer, changed) {
  if (!one.unread) return null;
  const id = "language " + one.transcript;
  return el("p", {}, el("label", { for: id }, say("It is in:")), " ", el("select", { id, onchange: event => { answer.language = event.target.value; changed(); } },
    [["", say("another language: not read by rules, not counted")], ["fr", say("French")], ["en", say("English")]].map(([value, words]) =>
      el("option", { value, selected: value === answer.language }, words))));
}

async function firstTurns(page, one, node) {
  const turns = await page.ask("first_turns", { transcript: one.transcript });
  node.replaceChildren(el("div", { class: "scroll" }, table([
    { head: say("Who"), cell: turn => name(turn.speaker || say("no label")) },
    { head: say("What they said"), cell: turn => el("bdi", {}, turn.said) },
  ], turns)));
}

// Names that return

function people(page, found, after) {
  const refused = el("div");
  const settle = async (names, same) => {
    refused.replaceChildren();
    try {
      await page.ask("settle_namesakes", { names, same });
      await after();
      page.root.querySelector("h1").focus();
    } catch (error) { refused.append(refusal(error)); }
  };
  return el("section", { class: "card" }, el("h2", {}, say("One person, or several of one name?")),
    el("p", { class: "soft" }, say("People are counted, not labels. Nobody’s name stands in what leaves the study.")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("Names") }, table([
      { head: say("Name"), cell: one => name(one.name) },
      { head: say("Speaks in"), cell: one => name(one.transcripts.slice(0, 4).join(", ") + (one.transcripts.length > 4 ? " …" : "")) },
      { head: say("Who it is"), cell: one => el("div", { class: "row" },
        button(say("One person"), () => settle([one.name], true), { "aria-label": say("{name}: one person", { name: one.name }) }),
        button(say("Different people"), () => settle([one.name], false), { "aria-label": say("{name}: different people", { name: one.name }) })) },
    ], found)),
    found.length > 1 ? button(say("All shown are different people"), () => settle(found.map(one => one.name), false), { kind: "quiet" }) : null, refused);
}

// What nobody is asked

function taken(told) {
  if (!told.length) return "";
  return el("details", { class: "card" }, el("summary", {}, sayMany("{n} thing was taken for granted: nothing speaks against it", "{n} things were taken for granted: nothing speaks against them", told.length)),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("Taken for granted") }, table([
      { head: say("What"), cell: one => one.say },
      { head: say("Interviews"), number: true, cell: one => number(one.n) },
      { head: say("Which"), cell: one => name(one.transcripts.join(", ") + (one.n > one.transcripts.length ? " …" : "")) },
    ], told)));
}

function counted(page) {
  const node = el("div");
  return el("details", { class: "card", ontoggle: event => event.target.open && !node.firstChild && account(page, node) },
    el("summary", {}, say("What came in, and what of it was read")), node);
}

async function account(page, node) {
  const told = await page.ask("account");
  const at = Object.fromEntries(told.columns.map((column, place) => [column, place]));
  const cell = (column, digits) => row => digits ? number(row[at[column]]) : name(String(row[at[column]]));
  node.replaceChildren(
    el("p", {}, say("{words} words are said by somebody; {outside} words are headings, notes and the like.", { words: number(told.words), outside: number(told.outside) })),
    told.notes.length ? el("ul", {}, told.notes.map(one => el("li", {}, one))) : "",
    left(page, told.left, () => account(page, node)),
    el("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": say("Files") }, table([
      { head: say("Interview"), cell: row => el("a", { href: "/read/" + encodeURIComponent(row[at.transcript]) }, cell("transcript")(row)) },
      { head: say("File"), cell: cell("file") },
      { head: say("Turns"), number: true, cell: cell("turns", true) },
      { head: say("People"), number: true, cell: cell("people", true) },
      { head: say("Words said"), number: true, cell: cell("words", true) },
      { head: say("Words outside"), number: true, cell: cell("words_outside", true) },
      { head: say("Surely read"), cell: row => row[at.sure] ? say("yes") : say("to look at") },
    ], told.rows)));
}

function left(page, files, after) {
  if (!files.length) return "";
  const refused = el("div");
  const bring = async (path, large) => {
    refused.replaceChildren();
    try { await page.ask("bring_in", { path, large }); await after(); }
    catch (error) { refused.append(refusal(error)); refused.querySelector("p").tabIndex = -1; refused.querySelector("p").focus(); }
  };
  return el("section", {}, el("h3", {}, sayMany("{n} file beside them is not in the study", "{n} files beside them are not in the study", files.length)),
    el("div", { class: "scroll" }, table([
      { head: say("File"), cell: one => name(one.name) },
      { head: say("What to do"), cell: one => el("div", { class: "row" },
        button(say("Read it now"), () => bring(one.path, false), { "aria-label": say("Read it now") + ": " + one.name }),
        button(say("However large it is"), () => bring(one.path, true), { kind: "quiet", "aria-label": say("However large it is") + ": " + one.name })) },
    ], files)), refused);
}
