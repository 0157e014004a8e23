// The first page: a study opened, made of a folder of interviews, or tried with the bundled ones.
import { CutOff, Refused } from "../../base/calls.js";
import { button, el, field, name } from "../../base/dom.js";
import { watch } from "../../base/jobs.js";
import { moment, say, sayMany } from "../../base/words.js";
import { choose } from "./chooser.js";

export const title = () => say("Start");

export async function open(page) {
  const told = await page.ask("studies");
  const making = makeStudy(page), trying = tryIt(page);
  page.root.append(el("h1", {}, say("Interviews about the protection of civilians, read and coded")),
    el("div", { class: "ways" }, el("div", {}, openStudy(page, told), trying.card), making.card));
  return () => { making.close(); trying.close(); };
}

/** Do something that may be refused; say why beside it. */
async function attempt(node, work) {
  node.replaceChildren();
  try { return await work(); }
  catch (error) {
    if (!(error instanceof Refused) && !(error instanceof CutOff)) throw error;
    node.append(el("p", { class: "problem", role: "alert" },
      error instanceof Refused ? error.message : say("The desk was stopped: open it again. What was confirmed is in the study.")));
  }
}

async function show(page, path) {
  await page.ask("open_study", { path });
  await page.refresh();
  const left = await page.ask("doubts_left");
  page.go(left.asked ? "/doubts" : "/work");
}

// A study that there is

function openStudy(page, told) {
  const refused = el("div");
  const entry = (one, more) => el("li", {}, el("button", { type: "button", class: "study", onclick: () => attempt(refused, () => show(page, one.path)) },
    el("strong", {}, name(one.name)), el("span", { class: "soft" }, more), el("span", { class: "soft where" }, name(one.folder))));
  const path = field({ "aria-label": say("Path of a study"), placeholder: say("Path of a study"), class: "path" });
  return el("section", { class: "card" }, el("h2", {}, say("Open a study")),
    told.opened.length ? el("ul", { class: "studies" }, told.opened.map(one => entry(one, one.opened ? moment(one.opened) : ""))) : el("p", { class: "soft" }, say("None was opened on this computer yet.")),
    told.near.length ? [el("h3", {}, say("Found on this computer")), el("ul", { class: "studies" }, told.near.map(one => entry(one, "")))] : null,
    el("form", { class: "row", onsubmit: event => { event.preventDefault(); if (path.value.trim()) attempt(refused, () => show(page, path.value)); } },
      path, el("button", {}, say("Open")),
      button(say("Look for it …"), async () => {
        const chosen = await choose(page, { kind: "study", title: say("Choose a study") });
        if (chosen) attempt(refused, () => show(page, chosen));
      })),
    refused);
}

// A study made of interviews

function makeStudy(page) {
  const folder = field({ id: "folder", class: "path" }), study = field({ id: "study", class: "path" });
  const own = field({ "aria-label": say("Path of a codebook"), class: "path", disabled: true });
  const who = field({ id: "who", value: page.who, autocomplete: "off", placeholder: say("Your name") });
  const found = el("div", { role: "status" }), refused = el("div"), work = el("div"), levels = el("div");
  const make = el("button", { class: "main" }, say("Make the study"));
  const protection = el("input", { type: "radio", name: "book", id: "protection", checked: true, onchange: pick });
  const mine = el("input", { type: "radio", name: "book", id: "mine", onchange: pick });
  let closing = null;

  function pick() { own.disabled = !mine.checked; }

  async function look(path) {
    const told = await attempt(found, () => page.ask("propose_study", { folder: path }));
    if (!told) return;
    folder.value = told.path;
    study.value = told.study;
    found.replaceChildren(el("p", { class: "soft" }, sayMany("{n} file can be read as an interview.", "{n} files can be read as interviews.", told.interviews)));
    const below = Object.entries(told.folders);
    levels.replaceChildren(below.length ? subfolders(below) : "");
    if (told.codebook) { mine.checked = true; own.value = told.codebook; pick(); }
  }

  function subfolders(below) {
    const n = below.reduce((sum, [, count]) => sum + count, 0);
    const words = below.slice(0, 6).map(([one]) => one).join(", ") + (below.length > 6 ? ", …" : "");
    return el("p", { class: "note" },
      sayMany("{n} interview lies in sub-folders ({names}).", "{n} interviews lie in sub-folders ({names}).", n, { names: words }), " ",
      el("label", {}, say("The sub-folders are:"), " ", el("select", { id: "levels" },
        el("option", { value: "country" }, say("countries")), el("option", { value: "place" }, say("places")),
        el("option", { value: "respondent_group" }, say("groups of respondents")), el("option", { value: "" }, say("something else: leave them out")))));
  }

  async function begin(event) {
    event.preventDefault();
    const level = levels.querySelector("select")?.value;
    await attempt(refused, async () => {
      if (!folder.value.trim()) throw new Refused(say("Choose the folder of the interviews first."));
      if (!who.value.trim()) throw new Refused(say("Say your name: it stands in the study beside what you do."));
      if (!study.value) await look(folder.value);
      const { job } = await page.ask("start_job", { job: "make_study", values: {
        folder: folder.value, study: study.value, who: who.value.trim(),
        codebook: mine.checked ? own.value : "", folders: level ? [level] : [],
      } });
      make.disabled = true;
      closing?.();
      work.scrollIntoView({ block: "nearest" });
      closing = watch(page.ask, work, { job: "make_study", id: job, onDone: ended });
    });
  }

  async function ended(job) {
    make.disabled = false;
    if (job.state === "done") await attempt(refused, () => { page.sit?.(who.value.trim()); return show(page, job.answer.path); });
  }

  const card = el("section", { class: "card" }, el("h2", {}, say("Make a study")),
    el("form", { class: "steps", onsubmit: begin },
      el("label", { for: "folder" }, say("Folder of interviews")),
      el("div", { class: "row" }, folder, button(say("Choose …"), async () => {
        const chosen = await choose(page, { kind: "folder", title: say("Choose the folder of the interviews"), at: folder.value });
        if (chosen) look(chosen);
      })),
      found, levels,
      el("fieldset", {}, el("legend", {}, say("Codebook")),
        el("p", {}, protection, " ", el("label", { for: "protection" }, say("Protection of civilians (comes with civic-qual; it can be changed later)"))),
        el("div", { class: "row" }, el("span", {}, mine, " ", el("label", { for: "mine" }, say("A codebook of my own:"))), own, button(say("Choose …"), async () => {
          const chosen = await choose(page, { kind: "codebook", title: say("Choose a codebook"), at: folder.value });
          if (chosen) { mine.checked = true; own.value = chosen; pick(); }
        }))),
      el("label", { for: "who" }, say("Your name")), who,
      el("label", { for: "study" }, say("The study will stand in this file")), study,
      el("p", { class: "soft" }, say("Everything will be in this one file: interviews, codes, and who did what. The interviews themselves stay as they are. Keep it as safe as they are.")),
      el("div", { class: "row" }, make), refused, work));
  folder.addEventListener("change", () => folder.value.trim() && look(folder.value));
  return { card, close: () => closing?.() };
}

// The bundled interviews

function tryIt(page) {
  const refused = el("div"), work = el("div");
  let closing = null;
  const go = button(say("Try it with 24 invented interviews"), () => attempt(refused, async () => {
    const { job } = await page.ask("start_job", { job: "try_example", values: { who: page.who } });
    go.disabled = true;
    closing?.();
    closing = watch(page.ask, work, { job: "try_example", id: job, onDone: async told => {
      go.disabled = false;
      if (told.state === "done") await attempt(refused, () => show(page, told.answer.path));
    } });
  }));
  const card = el("section", { class: "card" }, el("h2", {}, say("Try it")),
    el("p", {}, say("The interviews are invented, in English and French, and two people have coded them already. Nothing can be broken.")), go, refused, work);
  return { card, close: () => closing?.() };
}
