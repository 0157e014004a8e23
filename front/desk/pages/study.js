// The study itself: what is set of it, its people, copies, history, and the end of the desk.
import { CutOff, Refused } from "../../base/calls.js";
import { button, el, field, name, table } from "../../base/dom.js";
import { watch } from "../../base/jobs.js";
import { byName, own } from "../../base/own.js";
import { moment, number, say, sayMany } from "../../base/words.js";
import { choose } from "./chooser.js";

export const title = () => say("Study");

export async function open(page) {
  const told = await page.ask("upkeep");
  const closing = [];
  page.root.append(el("h1", {}, name(page.about.study)),
    el("p", { class: "soft" }, sayMany("{n} interview", "{n} interviews", told.interviews), " · ", sayMany("{n} person speaks", "{n} people speak", told.people), " · ", name(told.path)),
    el("p", { class: "row" }, el("a", { href: "/doubts" }, say("How the interviews were read")), el("a", { href: "/start" }, say("Another study")), stop(page)),
    looked(page, told), settings(page, told), people(page), copies(page, told, closing), history(page));
  return () => closing.forEach(close => close());
}

/** Do something that may be refused; say why, or that it was done, in `node`. */
async function attempt(node, work) {
  node.replaceChildren();
  try {
    const words = await work();
    if (words) node.append(el("p", { role: "status" }, words));
    return true;
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof CutOff)) throw error;
    node.append(el("p", { class: "problem", role: "alert" },
      error instanceof Refused ? error.message : say("The desk was stopped: open it again. What was confirmed is in the study.")));
    return false;
  }
}

const card = (head, ...more) => el("section", { class: "card" }, el("h2", {}, head), ...more);

// Settings

const NAMES = () => ({
  author: say("Author"), organisation: say("Organisation"), period: say("Period"), minimum: say("Minimum of people"),
  languages: say("Languages of reports"), consent: say("Consent where none is stated"), release_policy: say("How releases are made"),
});

function settings(page, told) {
  const done = el("div"), fields = {}, names = NAMES();
  const rows = told.settings.map(one => {
    const id = "set-" + one.name;
    fields[one.name] = one.name === "consent"
      ? el("select", { id, "aria-describedby": id + "-what" }, [["", say("not stated")], ...CONSENTS().slice(0, 3)].map(([value, words]) => el("option", { value, selected: value === one.value }, words)))
      : field({ id, value: one.value, "aria-describedby": id + "-what" });
    return [el("label", { for: id }, names[one.name] ?? one.name), el("div", {}, fields[one.name], el("p", { class: "soft", id: id + "-what" }, one.say))];
  });
  return card(say("Settings"), el("form", { class: "grid", onsubmit: event => {
    event.preventDefault();
    attempt(done, async () => {
      const set = await page.ask("set_settings", { values: Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, one.value])) });
      return set.length ? say("It is set: {names}.", { names: set.map(one => names[one] ?? one).join(", ") }) : say("All of this is set already.");
    }).then(() => done.scrollIntoView({ block: "nearest" })); // far below the field in which Enter was pressed
  } }, rows.flat(), el("span"), el("div", {}, el("button", { class: "main" }, say("Set")), done)));
}

// People and interviews

const CONSENTS = () => [["quote", say("may be quoted")], ["paraphrase", say("counted, told in other words")], ["none", say("counted, not quoted")], ["withdrawn", say("withdrawn: neither coded nor counted")]];

function people(page) {
  const node = el("div");
  return el("section", { class: "card" }, el("h2", {}, say("People and interviews")),
    el("p", { class: "soft" }, say("What is known of them, and what they agreed to. Who takes everything back is neither coded nor counted from then on.")),
    el("details", { ontoggle: event => event.target.open && !node.firstChild && fillPeople(page, node) }, el("summary", {}, say("Show them")), node));
}

async function fillPeople(page, node) {
  const told = await page.ask("people");
  const again = () => fillPeople(page, node);
  node.replaceChildren(
    listed(page, say("People"), "participant", told.people, told.attributes.people, again),
    listed(page, say("Interviews"), "transcript", told.interviews, told.attributes.interviews, again));
}

const SHOWN = 40;

function listed(page, head, about, all, attributes, again) {
  const sought = field({ "aria-label": say("Look for one of: {head}", { head }), placeholder: say("Look for …") });
  const body = el("div", { class: "scroll" }), done = el("div");
  const words = Object.fromEntries(CONSENTS());
  function show() {
    const fits = all.filter(one => JSON.stringify([one.name, one.speaks, one.known]).toLowerCase().includes(sought.value.toLowerCase()));
    body.replaceChildren(table([
      { head: say("Name"), cell: one => name(one.name) },
      ...about === "participant" ? [{ head: say("Speaks in"), cell: one => name(one.speaks.map(([interview, label]) => label ? `${interview} (${label})` : interview).join(", ") + (one.n > one.speaks.length ? " …" : "")) }] : [],
      { head: say("Known"), cell: one => name(Object.entries(one.known).map(([key, value]) => `${key}: ${value}`).join("; ")) },
      { head: say("Consent"), cell: one => words[one.consent] ?? (one.consent || say("not stated")) },
      { head: say("Change"), cell: one => button(say("Change …"), event => change(page, one, about, attributes, again, event.target), { "aria-label": say("Change {name}", { name: one.name }) }) },
    ], fits.slice(0, SHOWN)), fits.length > SHOWN ? el("p", { class: "soft" }, sayMany("{n} more: look for them.", "{n} more: look for them.", fits.length - SHOWN)) : "");
  }
  sought.addEventListener("input", show);
  show();
  return el("section", {}, el("h3", {}, head, " ", el("span", { class: "soft" }, number(all.length))), sought, body, done);
}

function change(page, one, about, attributes, again, opener) {
  const done = el("div"), fields = byName(), known = key => own(one.known, key) ?? "";
  const add = key => { const id = "know-" + key; fields[key] = field({ id, value: known(key) }); return [el("label", { for: id }, name(key)), fields[key]]; };
  const grid = el("div", { class: "grid" }, attributes.flatMap(add));
  const fresh = field({ "aria-label": say("A new attribute"), placeholder: say("A new attribute") });
  const consent = el("select", { id: "agreed" }, [["", say("as it is")], ...CONSENTS()].map(([value, words]) => el("option", { value }, words)));
  const why = field({ id: "agreed-why", placeholder: say("How it is known") });
  const dialog = el("dialog", { class: "chooser", "aria-label": say("Change {name}", { name: one.name }) }, el("h2", {}, name(one.name)),
    el("form", { onsubmit: async event => {
      event.preventDefault();
      const values = Object.fromEntries(Object.entries(fields).map(([key, each]) => [key, each.value.trim()]).filter(([key, value]) => value && value !== known(key)));
      const gone = Object.entries(fields).some(([key, each]) => known(key) && !each.value.trim());
      const ok = await attempt(done, async () => {
        if (gone) throw new Refused(say("What is known cannot be emptied: write what it is instead."));
        if (consent.value) await page.ask("agree", { about, of: one.name, consent: consent.value, why: why.value });
        if (Object.keys(values).length) await page.ask("know", { about, of: one.name, values });
      });
      if (ok) { dialog.close(); page.status(say("It is in the study.")); await again(); }
    } }, grid,
    el("div", { class: "row" }, fresh, button(say("Add it"), () => { const key = fresh.value.trim(); if (key && !fields[key]) { grid.append(...add(key)); fields[key].focus(); fresh.value = ""; } })),
    el("div", { class: "grid" }, el("label", { for: "agreed" }, say("Consent")), consent, el("label", { for: "agreed-why" }, say("Why")), why),
    el("div", { class: "row" }, el("button", { class: "main" }, say("Keep it")), button(say("Close"), () => dialog.close())), done));
  dialog.addEventListener("close", () => {
    dialog.remove();
    const label = opener.getAttribute("aria-label");
    (opener.isConnected ? opener : [...page.root.querySelectorAll("button")].find(each => each.getAttribute("aria-label") === label))?.focus();
  });
  page.root.append(dialog);
  dialog.showModal();
}

// Copies

function copies(page, told, closing) {
  const now = el("div"), set = el("div"), merged = el("div"), work = el("div");
  const place = el("p", {});
  const says = path => place.replaceChildren(path ? say("A copy is renewed whenever the study is closed: {file}", { file: path }) : say("No second place is set: choose a folder, best on another drive."), path && told.backed_up ? " " + say("Last on {time}.", { time: moment(told.backed_up) }) : "");
  says(told.backup);
  const start = async (job, values, ended) => attempt(merged, async () => {
    const begun = await page.ask("start_job", { job, values });
    closing.splice(0).forEach(close => close());
    closing.push(watch(page.ask, work, { job, id: begun.job, onDone: async one => { if (one.state === "done") { await page.refresh(); merged.replaceChildren(el("p", { role: "status" }, ended(one.answer))); } } }));
  });
  return card(say("Copies"),
    el("h3", {}, say("A second place")), place,
    el("div", { class: "row" },
      button(say("Choose a folder …"), async () => {
        const folder = await choose(page, { kind: "place", title: say("Choose a folder for copies") });
        if (folder) await attempt(set, async () => { says((await page.ask("back_up_to", { folder })).path); });
      }),
      told.backup ? button(say("No second place"), () => attempt(set, async () => { await page.ask("back_up_to", { folder: "" }); says(""); }), { kind: "quiet" }) : null,
      button(say("Copy it now …"), async () => {
        const folder = await choose(page, { kind: "place", title: say("Choose a folder for a copy") });
        if (folder) await attempt(now, async () => say("The copy is {file}.", { file: (await page.ask("back_up_now", { folder })).path }));
      })), set, now,
    el("h3", {}, say("Another copy, brought together with this one")),
    el("p", { class: "soft" }, say("Somebody worked on a copy of this study: all that it holds comes in, and nothing is lost. The other file stays as it is.")),
    el("div", { class: "row" },
      button(say("Choose the other copy …"), async () => {
        const path = await choose(page, { kind: "study", title: say("Choose the other copy") });
        if (path) await start("merge_copy", { path, who: page.who }, answer => answer.lines
          ? say("It is in the study.") + " " + (answer.conflicts ? sayMany("{n} thing was settled in two ways: look at it above, on this page opened anew.", "{n} things were settled in two ways: look at them above, on this page opened anew.", answer.conflicts) : say("Nothing contradicts."))
          : say("This study had all of it already."));
      }),
      button(say("Write it as a folder of plain files …"), async () => {
        const folder = await choose(page, { kind: "place", title: say("Choose where the folder is to stand") });
        if (folder) await start("export_study", { folder }, answer => say("Everything stands in {folder}: a full copy, with all that was said. Keep it as safe as the interviews.", { folder: answer.path }));
      })), merged, work);
}

// What must be looked at

function looked(page, told) {
  const sound = el("div");
  const kinds = { decision: say("decision"), transcript: say("interview"), participant: say("person"), codebook: say("codebook"), setting: say("setting"), consent: say("consent"), area: say("area"), model: say("model"), sample: say("sample") };
  const check = button(say("Check the file"), () => attempt(sound, async () => {
    const wrong = await page.ask("integrity");
    if (!wrong.length) return say("All is well: every record is what was written.");
    sound.append(el("ul", { class: "problem" }, wrong.map(one => el("li", {}, one))));
  }));
  return card(say("To look at"),
    told.conflicts.length || told.unplaced.length ? null : el("p", {}, say("Nobody settled anything in two ways, and everything coded has its place.")),
    told.conflicts.length ? [el("h3", {}, sayMany("{n} thing was settled in two ways", "{n} things were settled in two ways", told.conflicts.length)), el("div", { class: "scroll" }, table([
      { head: say("What"), cell: one => [kinds[one.kind] ?? one.kind, " ", name(one.kind === "decision" ? "" : one.what)] },
      { head: say("This holds"), cell: one => name(one.one) }, { head: say("The other"), cell: one => name(one.other) },
    ].map(one => ({ ...one, cell: row => el("span", {}, one.cell(row)) })), told.conflicts)),
    el("p", { class: "soft" }, say("Do it once more as it should be, and that holds."))] : null,
    told.unplaced.length ? [el("h3", {}, sayMany("{n} coding or memo has lost its place", "{n} codings and memos have lost their place", told.unplaced.length)), el("div", { class: "scroll" }, table([
      { head: say("Interview"), cell: one => el("a", { href: "/read/" + encodeURIComponent(one.transcript) }, name(one.transcript)) },
      { head: say("Code"), cell: one => name(one.code) }, { head: say("Who"), cell: one => name(one.coder) }, { head: say("What was said there"), cell: one => name(one.passage) },
    ], told.unplaced))] : null,
    el("div", { class: "row" }, check), sound);
}

// History

function history(page) {
  const body = el("div"), done = el("div");
  const section = el("details", { ontoggle: event => event.target.open && !body.firstChild && more(0) }, el("summary", {}, say("Show it")), done, body);
  async function more(before) {
    const told = await page.ask("history", { before });
    if (!before) body.replaceChildren();
    body.querySelector(".more")?.remove();
    if (told.hidden && !before) body.append(el("p", { class: "note" }, !page.who ? say("Say your name at the top to see what others did in reading.") : say("You are reading blind: what others did in reading is not shown.")));
    body.append(el("div", { class: "scroll" }, table([
      { head: say("Line"), number: true, cell: one => String(one.line) }, { head: say("When"), cell: one => moment(one.time) },
      { head: say("Who"), cell: one => name(one.who) }, { head: say("What"), cell: one => one.what },
      { head: say("Records"), number: true, cell: one => number(one.records) }, { head: say("Details"), cell: one => name(one.details) },
      { head: say("Undo"), cell: one => button(say("Take back"), () => back(one), { "aria-label": say("Take back line {line}", { line: one.line }) }) },
    ], told.lines)));
    if (told.more) body.append(button(say("Earlier ones"), () => more(told.lines.at(-1).line), { kind: "quiet more" }));
  }
  async function back(one) {
    const why = field({ id: "why-back" });
    const dialog = el("dialog", { class: "chooser", "aria-label": say("Take back line {line}", { line: one.line }) },
      el("h2", {}, say("Take back line {line}", { line: one.line })),
      el("p", {}, one.what, " · ", name(one.who), " · ", moment(one.time)), el("p", {}, name(one.details)),
      el("p", { class: "soft" }, say("It stays in the study and holds no more. To take back the line of the taking back brings it back.")),
      el("form", { onsubmit: async event => {
        event.preventDefault();
        dialog.close("yes");
        if (await attempt(done, async () => { const n = await page.ask("take_back", { line: one.line, why: why.value }); return sayMany("{n} record was taken back.", "{n} records were taken back.", n); })) await more(0);
        done.tabIndex = -1; done.focus();
      } }, el("label", { for: "why-back" }, say("Why")), " ", why, el("div", { class: "row" }, el("button", { class: "main" }, say("Take back")), button(say("Close"), () => dialog.close()))));
    const opener = document.activeElement;
    dialog.addEventListener("close", () => { dialog.remove(); opener?.focus?.(); });
    page.root.append(dialog);
    dialog.showModal();
  }
  return card(say("History"), el("p", { class: "soft" }, say("Everything that was ever done in the study, the last first.")), section);
}

// The end

function stop(page) {
  const node = el("span");
  return el("span", { class: "row" }, button(say("Stop the desk"), () => attempt(node, async () => {
    await page.ask("stop_desk");
    document.querySelector("header").replaceChildren();
    page.root.replaceChildren(el("h1", { tabindex: "-1" }, say("The desk is stopped")), el("p", {}, say("Everything that was confirmed is in the study. This window can be closed.")));
    page.root.querySelector("h1").focus();
  }), { kind: "bad" }), node);
}
