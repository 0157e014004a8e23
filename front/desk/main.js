// The desk: tabs, who sits at it, and the page that the address names.
import { CutOff, Refused, overHttp } from "../base/calls.js";
import { button, el, field } from "../base/dom.js";
import { language, say, speak } from "../base/words.js";
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

const state = { coder: sessionStorage.getItem("coder") ?? "", about: null, close: null };
const ask = overHttp(() => state.coder);
const tabs = el("nav", { "aria-label": "" }), who = el("div", { class: "who-is-here" });
const status = el("p", { class: "status", role: "status", "aria-live": "polite" });
const main = el("main", { id: "main", tabindex: "-1" });

/** Go to an address of the desk: go("/read/car_01#147-223"). */
export function go(address) { history.pushState(null, "", address); return show(); }

async function show() {
  const [name = "", ...parts] = location.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  const page = PAGES[name] ?? (state.about.study ? work : start);
  await state.close?.();
  state.close = null;
  status.textContent = "";
  main.replaceChildren();
  main.className = "page " + (PAGES[name] ? name : "");
  document.title = `${page.title()} · civic-qual`;
  showTabs(page);
  const root = main.appendChild(el("div", { class: "root" }));
  try {
    state.close = await page.open({
      root, ask, go, parts, query: new URLSearchParams(location.search), hash: location.hash.slice(1),
      who: state.coder, about: state.about, language: language(),
      status: text => { status.textContent = text; }, refresh, sit,
    });
  } catch (error) { root.append(problem(error)); }
}

/** What went wrong, where it was tried. */
export function problem(error) {
  const words = error instanceof Refused ? error.message
    : error instanceof CutOff ? say("The desk was stopped: open it again. What was confirmed is in the study.")
    : say("Something unforeseen went wrong ({problem}). Load the page anew.", { problem: String(error) });
  if (!(error instanceof Refused) && !(error instanceof CutOff)) console.error(error);
  return el("p", { class: "problem", role: "alert" }, words);
}

function showTabs(page) {
  tabs.setAttribute("aria-label", say("Pages"));
  const shown = state.about.study ? TABS : ["start"];
  tabs.replaceChildren(...shown.map(name => el("a", {
    href: "/" + name, "aria-current": PAGES[name] === page ? "page" : null,
  }, PAGES[name].title())));
  const names = el("datalist", { id: "coders" }, state.about.coders.map(one => el("option", { value: one })));
  const given = field({ value: state.coder, list: "coders", "aria-label": say("Your name"), placeholder: say("Your name"),
    onchange: event => { state.coder = event.target.value.trim(); sessionStorage.setItem("coder", state.coder); show(); } });
  who.replaceChildren(names, given, button(language() === "fr" ? "English" : "Français", async () => {
    await speakIn(language() === "fr" ? "en" : "fr");
    show();
  }, { kind: "quiet", lang: language() === "fr" ? "en" : "fr" }));
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

document.addEventListener("click", event => {
  const link = event.target.closest?.("a[href^='/']");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("download")) return;
  event.preventDefault();
  go(link.getAttribute("href"));
});
addEventListener("popstate", show);

async function begin() {
  await speakIn(sessionStorage.getItem("language") ?? (navigator.language.startsWith("fr") ? "fr" : "en"));
  document.body.append(el("a", { class: "skip", href: "#main" }, say("To the page")),
    el("header", { class: "bar" }, tabs, status, who), main);
  await refresh();
  await show();
}
begin().catch(error => document.body.append(problem(error)));
