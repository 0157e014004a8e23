// The desk: tabs, who sits at it, the page that the address names, and whether anybody answers.
import { CutOff, Refused, overHttp } from "../base/calls.js";
import { button, el, field, name as named } from "../base/dom.js";
import { own } from "../base/own.js";
import { language, say, speak } from "../base/words.js";
import { restoreScroll, rememberScroll } from "./places.js";
import { asked, watching } from "./reached.js";
import * as codebook from "./pages/codebook.js";
import * as disagreements from "./pages/disagreements.js";
import * as doubts from "./pages/doubts.js";
import * as model from "./pages/model.js";
import * as read from "./pages/read.js";
import * as report from "./pages/report.js";
import * as start from "./pages/start.js";
import * as study from "./pages/study.js";
import * as tables from "./pages/tables.js";
import * as work from "./pages/work.js";

const PAGES = { start, doubts, work, read, disagreements, codebook, tables, model, report, study };
const TABS = ["work", "read", "disagreements", "codebook", "tables", "model", "report", "study"];
// Where nothing is asked or done in somebody's name.
const NAMELESS = new Set([start, tables, report, study]);

const state = { coder: sessionStorage.getItem("coder") ?? "", about: null, close: null, turn: 0, cut: false };
const ask = asked(overHttp(() => state.coder));
const tabs = el("nav"), who = el("div", { class: "who-is-here" });
const status = el("p", { class: "status", role: "status", "aria-live": "polite" });
const cut = el("p", { class: "cut-off", role: "alert", hidden: true });
const main = el("main", { id: "main", tabindex: "-1" });

/** Go to an address of the desk: go("/read/car_01#147-223"). */
export function go(address) {
  rememberScroll();
  history.pushState({ from: location.pathname }, "", address);
  return show({ moved: true });
}

async function show({ moved = false, scroll = 0 } = {}) {
  const turn = ++state.turn;
  const [name = "", ...parts] = location.pathname.split("/").filter(Boolean).map(decoded);
  const found = own(PAGES, name), page = found ?? (state.about.study ? work : start);
  const close = state.close;
  state.close = null;
  await close?.();
  if (turn !== state.turn) return;
  status.textContent = "";
  main.className = "page " + (found ? name : Object.keys(PAGES).find(one => PAGES[one] === page));
  document.title = `${page.title()} · civic-qual`;
  showTabs(page);
  const root = el("div", { class: "root" });
  main.replaceChildren(root);
  if (state.about.problem) root.append(cannotOpen());
  if (state.about.study && !state.coder && !NAMELESS.has(page)) whoAreYou(root);
  else await opened(page, { root, parts, turn });
  if (turn !== state.turn) return;
  if (scroll) restoreScroll(scroll);
  else if (moved) scrollTo(0, 0);
  if (moved) toHeading(root);
}

async function opened(page, { root, parts, turn }) {
  state.failed = false;
  const waiting = el("p", { class: "soft" }, say("One moment …"));
  const soon = setTimeout(() => { if (!root.childElementCount) main.append(waiting); }, 300);
  try {
    const close = await page.open({
      root, ask, go, parts, query: new URLSearchParams(location.search), hash: location.hash.slice(1),
      who: state.coder, about: state.about, language: language(),
      status: text => { if (turn === state.turn) status.textContent = text; }, refresh, sit,
    });
    if (turn === state.turn) state.close = close;
    else close?.();
  } catch (error) {
    if (turn !== state.turn) return;
    state.failed = error instanceof CutOff;
    if (!root.querySelector("h1")) root.prepend(el("h1", {}, page.title()));
    root.append(problem(error));
  } finally {
    clearTimeout(soon);
    waiting.remove();
  }
}

function decoded(text) { try { return decodeURIComponent(text); } catch { return text; } }

/** What went wrong, where it was tried. */
export function problem(error) {
  const words = error instanceof Refused ? error.message
    : error instanceof CutOff ? say("The desk does not answer. What was confirmed is in the study.")
    : say("Something unforeseen went wrong ({problem}). Load the page anew.", { problem: String(error) });
  if (!(error instanceof Refused) && !(error instanceof CutOff)) console.error(error);
  return el("p", { class: "problem", role: "alert" }, words);
}

/** The study of this desk cannot be opened: why, and once more. */
function cannotOpen() {
  return el("div", { class: "card" }, el("p", { class: "problem", role: "alert" }, state.about.problem),
    button(say("Try again"), async () => { await refresh(); show({ moved: true }); }));
}

/** Ask for a name before a page that works in one. */
function whoAreYou(root) {
  const given = field({ list: "coders", "aria-label": say("Your name"), placeholder: say("Your name"), required: true, maxlength: 200 });
  const enter = name => { if (name) { sit(name); show({ moved: true }); } };
  root.append(el("h1", {}, say("Who are you?")),
    el("p", {}, say("Your name stands beside everything you code, read and decide. It is no password.")),
    el("p", { class: "soft", hidden: !state.about.coders.length }, say("Choose the name you worked under before, or write a new one.")),
    el("div", { class: "row names" }, state.about.coders.map(one => button(named(one), () => enter(one)))),
    el("form", { class: "row", onsubmit: event => { event.preventDefault(); enter(given.value.trim()); } },
      given, el("button", { type: "submit", class: "main" }, say("Go on"))));
}

function showTabs(page) {
  tabs.setAttribute("aria-label", say("Pages"));
  const shown = state.about.study ? TABS : ["start"];
  tabs.replaceChildren(...shown.map(name => el("a", {
    href: "/" + name, "aria-current": PAGES[name] === page ? "page" : null,
  }, PAGES[name].title())));
  const here = tabs.querySelector("[aria-current]");
  if (here) tabs.scrollLeft = here.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
  const names = el("datalist", { id: "coders" }, state.about.coders.map(one => el("option", { value: one })));
  const given = field({ class: "coder", value: state.coder, list: "coders", "aria-label": say("Your name"), placeholder: say("Your name"),
    onchange: async event => { sit(event.target.value.trim()); await show(); who.querySelector(".coder").focus(); } });
  who.replaceChildren(names, given, button(language() === "fr" ? "English" : "Français", async () => {
    await speakIn(language() === "fr" ? "en" : "fr");
    await show();
    who.querySelector("button").focus();
  }, { kind: "quiet", lang: language() === "fr" ? "en" : "fr" }));
}

/** Who came to a page begins at its heading, unless the page put them elsewhere. */
function toHeading(root) {
  if (root.contains(document.activeElement)) return;
  const heading = root.querySelector("h1") ?? main;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

async function speakIn(name) {
  const response = await fetch("/words/" + name);
  speak(name, await response.json());
  sessionStorage.setItem("language", name);
  document.documentElement.lang = name;
}

/** Somebody said on a page who they are. */
function sit(name) { state.coder = name; sessionStorage.setItem("coder", name); }

/** Ask again what the study is: after another was opened, or somebody new came. */
async function refresh() { state.about = await ask("about"); }

/** Nobody answers, or somebody does again. */
function reached(does, words) {
  cut.hidden = does;
  if (!does) cut.textContent = words || say("The desk does not answer: it was stopped, or this computer slept. What was confirmed is in the study. Looking for it again …");
  else if (state.cut) answersAgain();
  state.cut = !does;
}

async function answersAgain() {
  if (state.failed) await show();
  status.textContent ||= say("The desk answers again.");
}

document.addEventListener("click", event => {
  const link = event.target.closest?.("a[href^='/'], a[href='#main']");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("download")) return;
  event.preventDefault();
  if (link.getAttribute("href") === "#main") main.focus();
  else go(link.getAttribute("href"));
});
addEventListener("popstate", event => { if (state.about) show({ moved: true, scroll: event.state?.scroll ?? 0 }); });

async function begin() {
  await speakIn(sessionStorage.getItem("language") ?? (navigator.language.startsWith("fr") ? "fr" : "en"));
  document.body.append(el("a", { class: "skip", href: "#main" }, say("To the page")),
    el("header", { class: "bar" }, tabs, status, who, cut), main);
  watching(ask, reached);
  status.textContent = say("Opening the study …");
  await refresh();
  await show({ scroll: history.state?.scroll ?? 0 });
}
begin().catch(error => document.body.append(problem(error)));
