// The report: what is missing before it may leave, one button, and what left before.
import { button, el, field, name, table } from "../../base/dom.js";
import { moment, number, say, sayMany } from "../../base/words.js";
import { problem } from "../main.js";
import { doing } from "./doing.js";
import { showWritten } from "./written.js";

export const title = () => say("Report");

const PAGES = { "/doubts": () => say("Settle the doubts"), "/study": () => say("Say it on the page Study"), "/work": () => say("Have it read") };

export async function open(page) {
  page.root.append(el("h1", {}, title()));
  const told = await page.ask("report_state");
  if (told.why_blind) { page.root.append(el("p", { class: "note" }, told.why_blind)); return; }
  const closing = [missing(page, told), leaving(page, told), refresh(page, told), releases(page, told), copy(page, told)];
  return () => closing.forEach(close => close?.());
}

function missing(page, told) {
  page.root.append(el("section", {}, el("h2", {}, say("What is missing")),
    told.missing.length
      ? el("ul", { class: "missing" }, told.missing.map(one => el("li", { class: one.must ? "must" : "" },
        one.must ? el("strong", {}, say("First:"), " ") : "", one.say, " ", el("a", { href: one.page }, PAGES[one.page]()))))
      : el("p", {}, say("Nothing is missing."))));
}

function groups(told) {
  return el("select", { name: "by" }, el("option", { value: "" }, say("nothing: all together")),
    told.by.map(one => el("option", { value: one, selected: one === told.usual }, one.replaceAll("_", " "))));
}

// What may leave

function leaving(page, told) {
  const by = groups(told), result = el("div", { class: "result" });
  const values = () => ({ by: by.value ? [by.value] : [] });
  const done = answer => {
    showWritten(result, answer);
    result.firstElementChild.append(...answer.problems.map(one => el("p", { class: "note" }, one)), opener(page, answer));
    if (!answer.internal) refreshReleases(page);
  };
  const out = doing(page, {
    job: "report", words: say("Make the report that may leave"), disabled: told.blocked, onDone: done, values,
  });
  const team = told.protects ? doing(page, {
    job: "report_internal", words: say("Make the full report for the team"), kind: "", onDone: done, values,
  }) : null;
  page.root.append(el("section", {}, el("h2", {}, say("Write the report")),
    el("p", {}, told.protects
      ? sayMany("Numbers behind which fewer than {n} person stands are hidden, interviews are not quoted, and the study remembers what left it.",
        "Numbers behind which fewer than {n} people stand are hidden, interviews are not quoted, and the study remembers what left it.", told.minimum)
      : say("These interviews are invented: nothing needs to be hidden.")),
    told.blocked && el("p", { class: "problem" }, say("It may not leave yet: settle first what is marked above.")),
    el("p", { class: "row" }, el("label", {}, say("Broken down by"), " ", by)),
    out.node, team?.node, result));
  return () => { out.close(); team?.close(); };
}

function opener(page, answer) {
  const failed = el("span", { role: "status" });
  return el("p", { class: "row" }, button(say("Open the report"), async () => {
    try { failed.replaceChildren(await page.ask("open_report", { folder: answer.folder }) ? "" : say("No browser could be opened: open the file by hand.")); }
    catch (error) { failed.replaceChildren(problem(error)); }
  }), failed);
}

// For the team

function refresh(page, told) {
  const by = groups(told), result = el("div", { class: "result" });
  const work = doing(page, {
    job: "refresh", words: say("Bring everything up to date"), kind: "", values: () => ({ by: by.value ? [by.value] : [] }),
    onDone: answer => {
      result.replaceChildren(el("div", { class: "card" },
        el("h3", {}, say("What changed")), el("ul", {}, answer.changed.map(one => el("li", {}, one))),
        answer.told.map(one => el("p", { class: "soft" }, one)),
        answer.files.length ? [el("p", {}, say("Written into {folder}. Internal: for the study team.", { folder: answer.folder })), opener(page, answer)] : ""));
    },
  });
  const last = told.refreshed;
  page.root.append(el("section", {}, el("h2", {}, say("What changed since last time")),
    el("p", {}, !last ? say("This trains, codes, corrects and reports anew for the team; from the second time on it says what changed.")
      : last.changed ? say("Last time: {time}. The study has changed since.", { time: moment(last.time) })
      : say("Last time: {time}. Nothing has changed since.", { time: moment(last.time) })),
    el("p", { class: "row" }, el("label", {}, say("Broken down by"), " ", by)), work.node, result));
  return work.close;
}

// What left before

function releases(page, told) {
  const place = el("div", { class: "releases" });
  page.root.append(el("section", {}, el("h2", {}, say("What left the study before")), place));
  showReleases(page, place, told.releases);
}

async function refreshReleases(page) {
  const place = page.root.querySelector(".releases");
  if (place) showReleases(page, place, (await page.ask("report_state")).releases);
}

function showReleases(page, place, rows) {
  if (!rows.length) { place.replaceChildren(el("p", {}, say("Nothing has left it that had to be protected."))); return; }
  place.replaceChildren(el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("What left the study before") }, table([
    { head: say("release"), cell: row => name(row.name) },
    { head: say("day"), cell: row => row.day },
    { head: say("files"), cell: row => row.files },
    { head: say("by"), cell: row => row.by || "–" },
    { head: say("new numbers"), number: true, cell: row => number(row.new) },
    { head: say("hidden"), number: true, cell: row => number(row.hidden) },
    { head: say("given to nobody?"), cell: row => notGiven(page, place, row) },
  ], [...rows].reverse())),
  el("p", { class: "soft" }, say("Every release narrows what later ones may show. If one was never given to anybody, say so, and it no longer counts.")));
}

function notGiven(page, place, row) {
  const at = el("div");
  const first = button(say("Nobody was given it"), () => {
    const why = field({ "aria-label": say("Why, or how you know"), placeholder: say("Why, or how you know") }), failed = el("div");
    at.replaceChildren(why, button(say("Yes, nobody was given it"), async () => {
      try {
        showReleases(page, place, await page.ask("declare_not_given", { release: row.name, why: why.value }));
        page.status(say("Recorded: {name} was given to nobody.", { name: row.name }));
        place.querySelector("button, p")?.focus();
      } catch (error) { failed.replaceChildren(problem(error)); }
    }, { kind: "bad" }), button(say("Cancel"), () => { at.replaceChildren(first); first.focus(); }, { kind: "quiet" }), failed);
    why.focus();
  }, { kind: "quiet", "aria-label": `${say("Nobody was given it")}: ${row.name}` });
  at.append(first);
  return at;
}

// A full copy

function copy(page, told) {
  const stays = el("input", { type: "checkbox", name: "stays", onchange: () => { work.node.querySelector("button").disabled = !stays.checked; } });
  const result = el("div", { class: "result" });
  const work = doing(page, {
    job: "export", words: say("Write the full copy"), kind: "", disabled: told.protects,
    values: () => ({ internal: stays.checked || !told.protects }), onDone: answer => showWritten(result, answer),
  });
  page.root.append(el("section", {}, el("h2", {}, say("A full copy for the team")),
    el("p", {}, say("Transcripts, people, codings, memos and everything else as plain files (csv, txt, yaml). It is no publication: keep it as safe as the interviews.")),
    told.protects ? el("p", {}, el("label", {}, stays, " ", say("It stays with the study team"))) : "", work.node, result));
  return work.close;
}
