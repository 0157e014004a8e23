// What a person is to read; for the team lead samples, queues, sheets, and how far everybody is.
import { button, el, field, name, table } from "../../base/dom.js";
import { number, say, sayMany } from "../../base/words.js";
import { limitsOf, restsOn, shareOf } from "../../room/beside/limits.js";
import { isOpened, revealWords } from "../../room/beside/reveal.js";
import { choice, folded, form, labelled, names, ticked, wrong } from "./forms.js";

export const title = () => say("Work");

const KINDS = () => ({
  sample: say("random sample"), suggestions: say("what a model is unsure of"),
  disagreements: say("where coders disagree"), search: say("found by a search"), transcripts: say("whole transcripts"),
});
const SHOWN = () => ({
  blind: say("blind: nothing of others is shown"), rules: say("with what rules found"),
  model: say("with what a model found"), another_coder: say("with what others said"),
});
const UNITS = () => [["turn", say("turns")], ["sentence", say("sentences")], ["paragraph", say("paragraphs")], ["transcript", say("whole transcripts")]];

export async function open(page) {
  const { root, ask } = page;
  root.append(el("h1", {}, title()));
  if (!page.who) {
    root.append(el("p", { class: "note" }, say("Say who you are first, in the field at the top: your queues are yours alone.")));
    return;
  }
  const mine = el("section", { class: "mine" }), lead = el("section", { class: "lead" });
  const far = el("div", { class: "far" });
  root.append(mine, lead);
  const state = {};
  const again = async () => {
    state.work = await ask("work");
    showMine(mine, state.work, page);
    showSamples(far, state.work, page);
  };
  await again();
  const choices = await ask("work_choices");
  lead.append(el("h2", {}, say("For the team lead")), far,
    drawing(page, choices, again), giving(page, state, again), others(page, choices, again),
    sheets(page, state, choices, again), revealing(page, state, again));
  const seen = () => { if (!document.hidden) again().catch(() => {}); };
  document.addEventListener("visibilitychange", seen);
  return () => document.removeEventListener("visibilitychange", seen);
}

// For the person

function showMine(root, work, page) {
  const open = work.mine.filter(one => one.left), done = work.mine.filter(one => !one.left);
  root.replaceChildren(el("h2", {}, say("Your work")),
    ...(work.mine.length ? [] : [el("p", {}, say("You were given nothing to read yet. Whoever leads the team gives it to you, below; you can also read any transcript on the page Read."))]),
    ...open.map((one, i) => el("div", { class: "card queue" },
      el("div", {},
        el("h3", {}, name(one.queue)),
        el("p", { class: "soft" }, KINDS()[one.kind], " · ", SHOWN()[one.shown])),
      el("div", { class: "row" },
        progress(one.read, one.assigned),
        el("span", {}, sayMany("{n} passage left", "{n} passages left", one.left)),
        el("a", { class: i ? "as-button" : "as-button main", href: "/read?queue=" + encodeURIComponent(one.queue),
          "aria-label": `${one.read ? say("Continue") : say("Begin")}: ${one.queue}` }, one.read ? say("Continue") : say("Begin"))))),
    ...done.map(one => el("p", { class: "soft" }, name(one.queue), " · ",
      sayMany("all read: {n} passage", "all read: {n} passages", one.read), " · ",
      el("a", { href: "/read?queue=" + encodeURIComponent(one.queue) }, say("look at it again")))));
}

function progress(read, of) {
  return el("span", { class: "row" }, el("progress", { value: read, max: of || 1, "aria-label": say("{read} of {of} read", { read: number(read), of: number(of) }) }),
    el("span", { class: "number" }, say("{read} of {of} read", { read: number(read), of: number(of) })));
}

// How far everybody is

function showSamples(root, work, page) {
  const closed = work.others === null;
  const columns = [
    { head: say("Sample"), cell: one => name(one.sample) },
    { head: say("Drawn"), number: true, cell: one => say("{drawn} of {of}", { drawn: number(one.drawn), of: number(one.of) }) },
    { head: say("To be read twice"), number: true, cell: one => number(one.to_read_twice) },
    { head: say("By"), cell: one => [one.by || say("all together"), ", ", say("seed {seed}", { seed: one.seed })].join("") },
    ...(closed ? [] : [
      { head: say("Given"), number: true, cell: one => number(one.assigned) },
      { head: say("Read"), number: true, cell: one => number(one.read) },
      { head: say("Read twice"), number: true, cell: one => number(one.read_twice) },
      { head: say("Themes"), cell: one => button(say("how wide are the limits?"), () => showThemes(root, one.sample, page), { kind: "quiet" }) },
    ]),
  ];
  const themes = root.querySelector(".themes") ?? el("div", { class: "themes", tabindex: "-1" });
  root.replaceChildren(
    el("h3", {}, say("Samples")),
    work.samples.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("Samples") }, table(columns, work.samples))
      : el("p", {}, say("No sample was drawn yet. A random sample is what lets you say how often a theme is spoken of, and how sure that is.")),
    themes,
    ...(closed ? [el("p", { class: "note" }, say("How far others are is closed to you while you read {queues} blind.", { queues: work.closed.join(", ") }))]
      : work.others.length ? [el("h3", {}, say("Who reads what")), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("Who reads what") }, table([
        { head: say("Queue"), cell: one => name(one.queue) },
        { head: say("Coder"), cell: one => name(one.coder) },
        { head: say("Where from"), cell: one => KINDS()[one.kind] },
        { head: say("Shown"), cell: one => SHOWN()[one.shown] },
        { head: say("Read"), cell: one => progress(one.read, one.assigned) },
      ], work.others))] : []));
}

async function showThemes(root, sample, page) {
  const place = root.querySelector(".themes");
  const points = labelled.points ?? 5;
  place.replaceChildren(el("p", { class: "soft", role: "status" }, say("Coding what nobody read, to say how wide the limits are …")));
  try {
    const told = await page.ask("themes", { sample, points });
    const wanted = field({ type: "number", min: "1", max: "25", value: String(points), class: "short" });
    wanted.addEventListener("change", () => { labelled.points = Math.min(25, Math.max(1, Number(wanted.value) || 5)); showThemes(root, sample, page); });
    place.replaceChildren(el("div", { class: "card" },
      el("h3", {}, say("Themes in the sample {sample}", { sample })),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("Themes") }, table([
        { head: say("Theme"), cell: one => el("a", { href: "/codebook/" + encodeURIComponent(one.theme) }, one.name) },
        { head: say("Found"), number: true, cell: one => say("{found} of {of}", { found: number(one.found), of: number(one.of) }) },
        { head: say("In all passages"), number: true, cell: shareOf },
        { head: say("Limits"), number: true, cell: limitsOf },
        { head: say("Passages more for ± {points} points", { points: number(points) }), cell: one => more(one, points) },
      ], told.rows)),
      labelled(say("Points on each side"), wanted),
      restsOn(told.notes)));
  } catch (error) { place.replaceChildren(wrong(error)); }
  place.focus({ preventScroll: false });
}

function more(one, points) {
  if (one.low !== null && one.high - one.low <= points / 50) return say("reached");
  if (one.more === null) return one.low === null ? "" : say("not even with all passages");
  const { more: few, cautious } = one;
  return cautious === null || few === cautious ? say("about {few}", { few: number(few) })
    : say("about {few}, to be safe {many}", { few: number(few), many: number(cautious) });
}

// Samples

function drawing(page, choices, again) {
  const n = field({ type: "number", min: "1", value: "200", class: "short" });
  const unit = choice(UNITS());
  const by = choice([["", say("all together")], ...choices.attributes.map(one => [one, one])]);
  const second = choice([["", say("nothing more")], ...choices.attributes.map(one => [one, one])]);
  const double = field({ type: "number", min: "0", max: "100", value: "20", class: "short" });
  const seed = field({ type: "number", min: "0", value: "1", class: "short" });
  const pull = choice([["", say("every passage alike")], ["rules", say("more of what rules find, so that rare codes are met")],
    ...choices.models.map(one => ["model:" + one, say("more of what the model {model} finds", { model: one })])]);
  const called = field({});
  const whole = ticked(say("whole interviews; then the number above is of interviews"));
  const values = keep => ({
    n: Number(n.value) || 0, unit: unit.value, by: [by.value, second.value].filter(Boolean), double: (Number(double.value) || 0) / 100,
    seed: Number(seed.value) || 0, name: called.value, interviews: whole.box.checked, rules: pull.value === "rules",
    model: pull.value.startsWith("model:") ? pull.value.slice(6) : "", keep,
  });
  return folded(say("Draw a sample"), form([
    el("div", { class: "fields" },
      labelled(say("How many"), n), labelled(say("Of what"), unit),
      labelled(say("Each its share, by"), by, say("Every value gets as much of the sample as it has of the study.")),
      labelled(say("and by"), second),
      labelled(say("Drawn are"), pull),
      labelled(say("Read by two, percent"), double, say("From these it is known how far coders agree. Nobody is told which they are.")),
      labelled(say("Seed"), seed, say("The same seed draws the same sample, on every computer.")),
      labelled(say("Name"), called, say("Left empty, it is named after how it was drawn."))),
    whole.node,
  ], [
    { words: say("Look what would be drawn"), act: async () => drawn(await page.ask("draw", values(false))) },
    { words: say("Draw it"), main: true, act: async () => { const told = await page.ask("draw", values(true)); await again(); return drawn(told); } },
  ]));
}

function drawn(told) {
  return [
    el("p", {}, told.kept ? el("strong", {}, say("In the study."), " ") : say("Not in the study yet."), " ",
      say("{sample}: {drawn} of {of}, from {transcripts} transcripts, with seed {seed}; {twice} to be read by two.", {
        sample: told.sample, drawn: number(told.drawn), of: number(told.of), transcripts: number(told.transcripts), seed: told.seed, twice: number(told.to_read_twice) })),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("What was drawn") }, table([
      { head: say("Part"), cell: one => one.stratum },
      { head: say("Drawn"), number: true, cell: one => number(one.drawn) },
      { head: say("Chance of each passage"), number: true, cell: one => one.high - one.low < 0.0005 ? number(one.low, 3) : say("{low} to {high}", { low: number(one.low, 3), high: number(one.high, 3) }) },
    ], told.strata)),
    el("details", {}, el("summary", {}, say("The passages")), el("ol", { class: "passages" }, told.passages.map(one => el("li", {},
      el("a", { href: `/read/${encodeURIComponent(one.transcript)}#${one.start}-${one.end}` }, name(one.transcript)), " ",
      el("span", { class: "soft", dir: "auto", translate: "no" }, one.words))))),
  ];
}

function giving(page, state, again) {
  const people = names();
  const sample = el("select", {});
  const fill = () => { const kept = sample.value; sample.replaceChildren(...state.work.samples.map(one => el("option", { value: one.sample }, one.sample))); if (kept) sample.value = kept; };
  fill();
  const made = folded(say("Give a sample to coders"), form([
    el("div", { class: "fields" }, labelled(say("Sample"), sample),
      labelled(say("Coders"), people.control, say("Names with commas between them, new ones too. Who joins later gets what nobody has, and second readings that are missing; what was given stays."))),
  ], [{ words: say("Give"), main: true, act: async () => {
    const given = await page.ask("give_sample", { sample: sample.value, coders: people.all() });
    await again(); await page.refresh();
    return el("ul", {}, Object.entries(given).map(([coder, n]) => el("li", {}, name(coder), ": ", sayMany("{n} passage to read", "{n} passages to read", n))));
  } }]));
  made.addEventListener("toggle", fill);
  return made;
}

// Other queues

function others(page, choices, again) {
  const way = choice([["suggest", KINDS().suggestions], ["disagreements", KINDS().disagreements], ["search", KINDS().search], ["transcripts", KINDS().transcripts]]);
  const people = names(), called = field({});
  const n = field({ type: "number", min: "1", value: "50", class: "short" });
  const rule = field({ placeholder: "soldiers NEAR/5 market" });
  const code = choice([["", say("no code: read it for all")], ...choices.codes.map(one => [one.id, `${one.name} (${one.id})`])]);
  const which = el("select", { multiple: true, size: "6" }, choices.transcripts.map(one => el("option", { value: one }, one)));
  const shown = choice([["", say("as is usual for it")], ["blind", SHOWN().blind], ["rules", SHOWN().rules], ["model", SHOWN().model]]);
  const share = ticked(say("share the passages out, each reads a part"));
  const parts = {
    suggest: labelled(say("How many"), n), search: labelled(say("Rule"), rule, say("As in the codebook: words, \"phrases\", OR, NEAR/5.")),
    transcripts: labelled(say("Which; none chosen is all"), which),
  };
  const showParts = () => { for (const [of, part] of Object.entries(parts)) part.hidden = of !== way.value; };
  way.addEventListener("change", showParts);
  showParts();
  return folded(say("Other things to read"), form([
    el("div", { class: "fields" }, labelled(say("What"), way), ...Object.values(parts),
      labelled(say("For one code alone"), code), labelled(say("What is shown beside it"), shown),
      labelled(say("Coders"), people.control, say("Names with commas between them.")), labelled(say("Name"), called)),
    share.node,
  ], [{ words: say("Give"), main: true, act: async () => {
    const told = await page.ask("give_queue", {
      way: way.value, coders: people.all(), name: called.value, search: rule.value, code: way.value === "search" || way.value === "transcripts" ? code.value : "",
      n: Number(n.value) || 0, transcripts: [...which.selectedOptions].map(one => one.value), shown: shown.value, share: share.box.checked,
    });
    await again(); await page.refresh();
    return [el("p", {}, name(told.queue)), el("ul", {}, Object.entries(told.given).map(([coder, n]) => el("li", {}, name(coder), ": ", sayMany("{n} passage to read", "{n} passages to read", n))))];
  } }]));
}

// Sheets and documents

function sheets(page, state, choices, again) {
  const queue = el("select", {}), people = names();
  const word = ticked(say("Word documents, one a transcript")), all = ticked(say("with what was read already"));
  const back = field({ value: choices.folder, class: "wide" });
  const fill = () => {
    const known = [...new Set([...state.work.mine, ...(state.work.others ?? [])].map(one => one.queue))];
    const kept = queue.value;
    queue.replaceChildren(...known.map(one => el("option", { value: one }, one)));
    if (kept) queue.value = kept;
  };
  fill();
  const made = folded(say("Sheets for Excel and Word documents"),
    form([
      el("div", { class: "fields" }, labelled(say("Queue"), queue), labelled(say("Coders"), people.control, say("Nobody named: all who have it."))),
      el("div", { class: "row" }, word.node, all.node),
    ], [{ words: say("Write"), main: true, act: async () => {
      const told = await page.ask("write_sheets", { queue: queue.value, coders: people.all(), word: word.box.checked, again: all.box.checked });
      return [el("p", {}, say("Written into {folder}:", { folder: told.folder })),
        el("ul", {}, told.files.map(one => el("li", {}, name(one.coder), ": ", name(one.file), " · ", sayMany("{n} passage", "{n} passages", one.passages)))),
        told.others ? el("p", { class: "soft" }, say("Files of others lie in the folder, too, as far as anything is left for them.")) : null,
        ...told.notes.map(one => el("p", { class: "soft" }, one))].filter(Boolean);
    } }]),
    form([
      labelled(say("Read back from"), back, say("A folder, or one file. To read the same again does no harm; corrected, what it says now holds.")),
    ], [{ words: say("Read back"), main: true, act: async () => {
      const told = await page.ask("read_back", { path: back.value });
      await again();
      return [
        el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("What was read back") }, table([
          { head: say("File"), cell: one => name(one.file) }, { head: say("Coder"), cell: one => name(one.coders) },
          { head: say("Passages"), number: true, cell: one => number(one.rows) }, { head: say("Read"), number: true, cell: one => number(one.read) },
          { head: say("New readings"), number: true, cell: one => number(one.new_readings) }, { head: say("New codes"), number: true, cell: one => number(one.codes) },
          { head: say("To look at"), number: true, cell: one => number(one.asked) },
        ], told.files)),
        told.hidden ? el("p", { class: "soft" }, say("Files of others were read, too; what came of them is closed to you while you read blind.")) : null,
        told.notes.length ? el("details", { open: true }, el("summary", {}, say("What a person should look at")), el("ul", {}, told.notes.map(one => el("li", {}, one)))) : null,
      ].filter(Boolean);
    } }]));
  made.addEventListener("toggle", fill);
  return made;
}

// Opening what was blind

function revealing(page, state, again) {
  const queue = el("select", {}), why = field({ class: "wide" }), words = revealWords();
  const sure = ticked(words.sure);
  const fill = () => {
    const kept = queue.value;
    queue.replaceChildren(...state.work.blind.map(one => el("option", { value: one }, one)));
    if (kept) queue.value = kept;
  };
  fill();
  const made = folded(say("Open a blind queue"),
    el("p", {}, words.means),
    form([
      el("div", { class: "fields" }, labelled(say("Queue"), queue), labelled(words.why, why, words.trail)),
      sure.node,
    ], [{ words: words.open, main: true, act: async () => {
      if (!sure.box.checked) return el("p", { class: "problem" }, words.unsure);
      await page.ask("reveal", { queue: queue.value, why: why.value });
      const opened = queue.value;
      sure.box.checked = false;
      await again(); fill();
      return el("p", {}, isOpened(opened));
    } }]));
  made.addEventListener("toggle", fill);
  return made;
}
