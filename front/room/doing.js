// What a coder does, shown at once and sent to the study; what is refused goes back to what the study says.
import { newActId } from "../base/acts.js";
import { say, sayMany } from "../base/words.js";

export class Doing {
  constructor(reading) { this.r = reading; }

  /** Answer a question: yes becomes codings of the coder, no a rejection; then the next open one. */
  async answer(verdict, question = this.r.question) {
    const { r } = this;
    if (!question || question.answered) return;
    const { opened } = r, acts = question.entries.map(entry => this.#answer(verdict, entry));
    question.entries.forEach(one => { one.answered = verdict; });
    const keys = verdict === "accept" ? this.#accepted(question) : [];
    const sending = this.#did(r.codes.name(question.code), acts, question.spans[0][0]); // it leaves before it is drawn
    r.cursor = r.question?.key ?? r.cursor;
    r.changed();
    const words = verdict === "accept" ? say("Accepted: {code}.", { code: r.codes.name(question.code) }) : say("Rejected: {code}.", { code: r.codes.name(question.code) });
    const left = r.questions.filter(one => !one.answered).length;
    const answers = await sending;
    if (answers.some(one => one.refused)) {
      keys.forEach(key => opened.codings.delete(key));
      question.entries.forEach((one, i) => { if (answers[i].refused) one.answered = ""; });
      r.changed();
      return;
    }
    this.#named(keys, answers.flatMap(one => one.records));
    r.tell(`${words} ${left ? sayMany("{n} is left.", "{n} are left.", left) : say("None left.")}`);
  }

  #answer(verdict, { spans, code, origin, by, score, why }) {
    const { opened } = this.r;
    return { act: newActId(), do: verdict, advice: { transcript: opened.id, revision: opened.revision, spans, code, origin, by, score, why } };
  }

  #accepted({ code, spans }) {
    const { opened, who } = this.r;
    const known = new Set([...opened.codings.values()].filter(one => one.code === code && one.coder === who).map(one => `${one.start}-${one.end}`));
    return spans.filter(([start, end]) => !known.has(`${start}-${end}`)).map(([start, end]) => {
      const key = newActId();
      opened.add(key, { start, end, code });
      return key;
    });
  }

  #named(keys, records) {
    if (!keys.length) return;
    if (keys.length === records.length) keys.forEach((key, i) => this.r.opened.named(key, records[i]));
    else this.r.againSoon();
  }

  /** Code the chosen words, or the whole passage. */
  async code(id, fields) {
    const { r } = this, asked = r.codes.byId.get(id)?.fields?.filter(one => one.required) ?? [];
    const { start, end } = r.words.points ?? r.wholePassage;
    if (asked.length && !fields) return r.tools.fields(id, { start, end });
    const { opened } = r, act = newActId(), same = fields ? null : opened.same(id, start, end);
    r.codes.use(id);
    r.words.clear();
    if (same) { // a key pressed twice, or again after a browser that broke down: once is enough
      r.cursor = same.key;
      r.changed();
      return r.tell(say("Coded already: {code}.", { code: r.codes.name(id) }));
    }
    r.picker.showAtHand();
    opened.add(act, { start, end, code: id, fields: fields ?? {} });
    r.cursor = act;
    const sending = this.#did(r.codes.name(id), [{ act, do: "code", transcript: opened.id, revision: opened.revision, start, end, code: id, fields: fields ?? {} }], start);
    r.changed();
    r.focus();
    const words = say("Coded: {code}.", { code: r.codes.name(id) });
    const [answer] = await sending;
    if (answer.refused) {
      opened.codings.delete(act);
      r.changed();
    } else {
      this.#named([act], answer.records.slice(0, 1));
      r.tell(words);
    }
  }

  /** Take off the coding under the cursor. */
  async uncode() {
    const { r } = this, { opened } = r, one = opened.codings.get(r.cursor);
    if (!one) return r.tell(say("Choose a code on this passage first: Tab goes to the next one."));
    if (!one.id) return r.tell(say("This code is still on its way to the study."));
    const all = r.opened.on(r.passages.current.start, r.passages.current.end), next = all[all.indexOf(one) + 1] ?? all[all.indexOf(one) - 1];
    opened.codings.delete(one.key);
    r.cursor = next?.key ?? "";
    const words = say("Taken off: {code}.", { code: r.codes.name(one.code) });
    const sending = this.#did(r.codes.name(one.code), [{ do: "uncode", coding: one.id, head: one.head }], one.start, { mine: words, coding: one });
    r.changed();
    const [answer] = await sending;
    if (!answer.refused) r.tell(words);
  }

  /** Give a coding other words, another code or other fields. */
  async change(one, values) {
    const { r } = this;
    if (!one.id) return r.tell(say("This code is still on its way to the study."));
    Object.assign(one, values);
    r.changed();
    const words = say("Changed: {code}.", { code: r.codes.name(one.code) });
    const mine = `${r.codes.name(one.code)} “${r.text(one.start, one.end)}”`;
    const [answer] = await this.#did(r.codes.name(one.code), [{ do: "change", coding: one.id, head: one.head, ...values }], one.start, { mine, coding: one, values });
    if (answer.refused) return;
    await r.again();
    r.tell(words);
  }

  /** The words that were moved by their borders are those of the coding. */
  moved() {
    const { r } = this, one = r.opened.codings.get(r.cursor), points = r.words.points;
    r.words.clear();
    r.focus();
    if (one && points && (points.start !== one.start || points.end !== one.end)) return this.change(one, points);
    r.side.show();
  }

  /** The passage is read: with open suggestions once gone to instead, unless they are rejected. */
  async read(rejectOpen) {
    const { r } = this, item = r.passages.current;
    if (!item) return;
    const open = r.questions.filter(one => !one.answered);
    if (rejectOpen) open.forEach(one => this.answer("reject", one));
    else if (open.length && r.warnedAt !== r.passages.place) {
      r.warnedAt = r.passages.place;
      r.pointAtOpen();
      return r.tell(sayMany("{n} suggestion is open: answer it, or press Enter again. Shift+Enter rejects it.",
        "{n} suggestions are open: answer them, or press Enter again. Shift+Enter rejects them.", open.length));
    }
    const reading = r.queue && item.state === "open" ? this.#read(item) : null;
    await r.move(1, true);
    await reading;
  }

  async #read(item) {
    const { r } = this;
    item.state = "read";
    r.showProgress();
    const [answer] = await this.#did(say("passage read"), [{ do: "read", item: item.key, codebook: r.queue.told.codebook }], item.start, {}, item.transcript);
    if (answer.refused) item.state = "open";
    else r.tell(r.queue.read < r.queue.length ? `${say("Read.")} ${r.progressWords()}` : say("All passages of this queue are read."));
    r.showProgress();
    r.side.show();
    if (r.queue.isDone) await r.through();
  }

  /** Note a memo on a coding, or on words. */
  async memo(values) {
    const [answer] = await this.#did(say("memo"), [{ do: "memo", ...values }], values.start ?? this.r.passages.current?.start);
    if (answer.refused) return false;
    await this.r.again();
    this.r.tell(say("The memo is in the study."));
    return true;
  }

  /** Send acts as one thing to undo; refusals are shown where they can be read. */
  async #did(what, acts, start, seen = {}, transcript = this.r.opened.id) {
    const { r } = this, sent = acts.map(one => ({ act: newActId(), ...one }));
    const answers = await r.send(...sent);
    const stands = sent.filter((_, i) => !answers[i].refused).map(one => one.act);
    if (stands.length) r.past.add({ acts: stands, say: what, transcript, start });
    const refused = answers.find(one => one.refused);
    if (refused) await r.refused(refused.refused, seen);
    return answers;
  }
}
