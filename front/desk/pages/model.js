// A model trained on what people coded, how good it is, and shares that a sample has corrected.
import { el, field, name, table } from "../../base/dom.js";
import { moment, number, say, sayMany } from "../../base/words.js";
import { doing } from "./doing.js";
import { showShares } from "./shares.js";

export const title = () => say("Model");

export async function open(page) {
  page.root.append(el("h1", {}, title()));
  const told = await page.ask("models");
  if (told.why_blind) {
    page.root.append(el("p", { class: "note" }, told.why_blind));
    if (told.models.length) page.root.append(el("ul", {}, told.models.map(one => el("li", {}, name(one.model), ", ", moment(one.time)))));
    return;
  }
  page.root.append(el("p", { class: "codes-now" }, told.note));
  const closing = [train(page, told), kept(page, told), await estimates(page, told)];
  return () => closing.forEach(close => close?.());
}

// Training

function train(page, told) {
  const called = field({ name: "name", value: told.codes_now || told.default, maxlength: "60" });
  const result = el("div", { class: "result" });
  const read = told.people.filter(one => one.passages);
  const section = el("section", {}, el("h2", {}, say("Train a model")));
  page.root.append(section);
  if (!read.length) {
    section.append(el("p", {}, say("A model learns from passages that people have read and coded, and nobody has read any yet.")),
      el("p", {}, el("a", { href: "/work" }, say("Give out passages to read"))));
    return undefined;
  }
  const work = doing(page, {
    job: "train", words: say("Train"), values: () => ({ name: called.value.trim() }),
    onDone: answer => {
      result.replaceChildren(el("div", { class: "card" },
        el("p", {}, el("strong", {}, answer.kept ? say("Trained and kept as {name}.", { name: answer.model }) : say("Trained, but not kept."))),
        answer.worse.map(one => el("p", { class: "note" }, one)),
        el("ul", {}, answer.told.map(one => el("li", {}, one))),
        el("p", {}, el("a", { href: "/model" }, say("Show how well it finds each code")))));
    },
  });
  section.append(
    el("p", {}, say("It learns from what people read and coded:")),
    el("ul", {}, read.map(one => el("li", {}, name(one.name), ": ", sayMany("{n} passage read", "{n} passages read", one.passages)))),
    el("p", { class: "soft" }, say("It is judged on interviews that it has not seen. That takes some minutes; people can read meanwhile.")),
    el("label", { class: "called" }, say("Kept under the name"), " ", called), work.node, result);
  return work.close;
}

// Models that are kept

function kept(page, told) {
  if (!told.models.length) return;
  page.root.append(el("section", {}, el("h2", {}, say("Models of this study")),
    [...told.models].reverse().map(one => el("details", { class: "card", open: one.model === told.codes_now },
      el("summary", {}, el("strong", {}, name(one.model)), " · ", moment(one.time), one.who ? ` · ${one.who}` : "", " · ",
        one.model === told.codes_now ? say("codes now") : one.fits === false ? say("made for another version of the codebook") : say("does not code now")),
      one.problem ? el("p", { class: "problem" }, one.problem) : quality(one)))),
  el("p", {}, el("a", { href: "/work" }, say("Give out the passages that would teach a model most"))));
}

function quality(one) {
  const f1 = one.f1.micro === undefined ? null : one.f1;
  return [
    el("p", {}, say("Trained on {passages}.", { passages: one.trained_on }), " ",
      sayMany("It codes {n} code of {all}; the others stay with the rules.", "It codes {n} codes of {all}; the others stay with the rules.", one.counted, { all: number(one.of) })),
    f1 && el("p", { class: "soft" }, say("F1 on interviews left out: {micro} over all codes together, {macro} as the mean over codes.",
      { micro: number(f1.micro, 2), macro: number(f1.macro, 2) })),
    one.by_code.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("How well each code is found") }, table([
      { head: say("code"), cell: row => name(row.name) },
      { head: say("examples"), number: true, cell: row => number(row.support) },
      { head: say("of 100 that it finds, right"), number: true, cell: row => hundred(row, "precision") },
      { head: say("of 100 that are there, found"), number: true, cell: row => hundred(row, "recall") },
      { head: say("what it does"), cell: row => does(row, one.reasons) },
    ], one.by_code, { caption: say("On interviews that it has not seen; in brackets where the true number lies, 95 times of 100.") }))
      : el("p", { class: "soft" }, say("How well it finds each code was not kept: train it again to see.")),
  ];
}

function hundred(row, what) {
  const at = value => number(Math.round(100 * value));
  if (row[what] === null) return "–";
  const low = row[what + "_low"], high = row[what + "_high"];
  return low === null || high === null || low === high ? at(row[what]) : `${at(row[what])} (${at(low)}–${at(high)})`;
}

function does(row, reasons) {
  if (row.status === "counts") return say("codes it");
  const why = reasons[row.code] ? ` (${reasons[row.code]})` : "";
  return (row.status === "provisional" ? say("proposes it, and does not count it") : say("shows passages for it, and never codes it")) + why;
}

// Estimates

async function estimates(page, told) {
  const section = el("section", {}, el("h2", {}, say("Corrected shares")));
  page.root.append(section);
  section.append(el("p", {}, say("A machine misses passages and finds wrong ones. A random sample that people read corrects its counts, and says how far they can be trusted.")));
  if (!told.samples.length) {
    section.append(el("p", { class: "note" }, say("There is no sample yet."), " ", el("a", { href: "/work" }, say("Draw one and have it read"))));
    return undefined;
  }
  const sample = el("select", { name: "sample" }, told.samples.map(one => el("option", { value: one.sample },
    say("{sample} ({drawn} passages)", one))));
  const by = el("select", { name: "by" }, el("option", { value: "" }, say("nothing: all together")), told.by.map(one => el("option", { value: one }, one.replaceAll("_", " "))));
  const rules = el("input", { type: "checkbox", name: "rules" });
  const result = el("div", { class: "result" });
  const work = doing(page, {
    job: "estimate", words: say("Work out corrected shares"),
    values: () => ({ sample: sample.value, by: by.value ? [by.value] : [], rules: rules.checked }),
    onDone: async () => showShares(result, await page.ask("last_estimate")),
  });
  const unread = told.samples.filter(one => Number(one.assigned) && Number(one.read) < Number(one.drawn));
  section.append(
    ...unread.map(one => el("p", { class: "note" }, say("Of the sample {sample} {read} of {drawn} passages are read: what is not read is missing from the shares.", one), " ",
      el("a", { href: "/work" }, say("Have it read")))),
    el("div", { class: "row choices" },
      el("label", {}, say("Sample"), " ", sample), el("label", {}, say("By"), " ", by),
      told.codes_now ? el("label", {}, rules, " ", say("by the rules alone")) : null),
    work.node, result);
  const last = await page.ask("last_estimate");
  if (last) showShares(result, last);
  return work.close;
}
