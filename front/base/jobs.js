// Long work beside reading: how far it is, a button that stops it, and what came of it.
import { CutOff, Refused } from "./calls.js";
import { button, el } from "./dom.js";
import { number, say } from "./words.js";

const PAUSE = 500;  // milliseconds between two looks

/**
 * Show in `node` the long work that is going on or was done last; ask again until it has ended.
 * onDone(job) is called once, when work that was seen running has ended: look at job.state. `id`
 * is what start_job gave: work that ends at once is told, too.
 * `job` names the kinds that are shown here; others are told in a line. `id` is that of work just begun,
 * which may end before the first look. Returns a closing function.
 */
export function watch(ask, node, { job = null, id = "", onDone } = {}) {
  let closed = false, timer = 0, seen = id;
  const words = el("p", { class: "job-words", role: "status" });
  const bar = el("progress", { "aria-label": say("How far the work is") });
  const stop = button(say("Stop"), async () => {
    stop.disabled = true;
    words.textContent = say("Stopping …");
    try { await ask("stop_job"); } catch { /* the next look says so */ }
    look();
  });
  const shown = el("div", { class: "job row", hidden: true }, bar, words, stop);
  node.append(shown);

  async function look() {
    clearTimeout(timer);
    let told;
    try { told = await ask("job"); }
    catch (error) {
      if (closed) return;
      if (error instanceof CutOff) timer = setTimeout(look, 2000);
      else if (error instanceof Refused) tell(error.message);
      return;
    }
    if (closed || !told) return;
    const here = job === null || [job].flat().includes(told.job);
    if (told.state === "running") { seen = told.id; run(told, here); timer = setTimeout(look, PAUSE); return; }
    bar.hidden = stop.hidden = true;
    if (!here) { shown.hidden = true; return; }
    if (told.state === "failed") tell(told.refused, true);
    else if (told.state === "stopped") tell(say("It was stopped; nothing half-done was left."));
    else shown.hidden = true;
    if (seen === told.id) { seen = ""; await onDone?.(told); }
  }

  function run(told, here) {
    shown.hidden = false;
    bar.hidden = false;
    stop.hidden = !here;
    if (told.of) { bar.max = told.of; bar.value = told.done; } else bar.removeAttribute("value");
    const far = told.of ? say("{done} of {of}", { done: number(told.done), of: number(told.of) }) : "";
    tell(here ? [told.say, far].filter(Boolean).join(" · ") || say("At work …") : say("Other work is going on."));
  }

  function tell(text, bad = false) {
    shown.hidden = false;
    words.classList.toggle("problem", bad);
    if (words.textContent !== text) words.textContent = text;
  }

  look();
  return () => { closed = true; clearTimeout(timer); shown.remove(); };
}
