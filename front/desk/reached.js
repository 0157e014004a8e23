// Whether the desk answers: told when it stops, and looked for until it does again.
import { CutOff } from "../base/calls.js";

const WHEN_SEEN = 10000, FIRST = 1000, LONGEST = 8000;  // milliseconds
let tell = () => {}, cut = false;

/** Ask as before, and notice whether anybody answers. */
export function asked(ask) {
  return async (name, values) => {
    try {
      const answer = await ask(name, values);
      hear(true);
      return answer;
    } catch (error) {
      hear(!(error instanceof CutOff), error.words);
      throw error;
    }
  };
}

function hear(answered, words = "") {
  if (answered && !cut) return;
  cut = !answered;
  tell(answered, words);
}

/** Look whether the desk answers: now and then while the page is seen, and often when it does not. */
export function watching(ask, told) {
  tell = told;
  let wait = FIRST, timer = 0;
  const look = async () => {
    clearTimeout(timer);
    if (!document.hidden) await ask("job").catch(() => {});
    wait = cut ? Math.min(LONGEST, wait * 1.5) : FIRST;
    timer = setTimeout(look, cut ? wait : WHEN_SEEN);
  };
  const soon = () => { if (!document.hidden) { wait = FIRST; look(); } };
  addEventListener("focus", soon);
  addEventListener("online", soon);
  document.addEventListener("visibilitychange", soon);
  timer = setTimeout(look, WHEN_SEEN);
}
