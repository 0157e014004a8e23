// A button that has long work done, beside which it is seen how far that is.
import { button, el } from "../../base/dom.js";
import { watch } from "../../base/jobs.js";
import { problem } from "../main.js";

/** Return the node and what closes it; onDone(answer) is called when the work is done. */
export function doing(page, { job, words, values, onDone, kind = "main", disabled = false }) {
  const at = el("div"), failed = el("div");
  const go = button(words, async () => {
    go.disabled = true;
    failed.replaceChildren();
    try { look((await page.ask("start_job", { job, values: { ...values(), who: page.who } })).job); }
    catch (error) { go.disabled = false; failed.replaceChildren(problem(error)); go.focus(); }
  }, { kind, disabled });
  let stop;
  const look = (id = "") => {
    stop?.();
    stop = watch(page.ask, at, { job, id, onDone: async told => {
      go.disabled = false;
      if (told.state === "done" && told.answer !== null) await onDone(told.answer);
    } });
  };
  look();
  return { node: el("div", {}, go, at, failed), close: () => stop?.() };
}
