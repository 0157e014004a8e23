// The reading room in a notebook: the kernel is asked by messages, and nothing of them is saved.
import { CutOff, Refused } from "../base/calls.js";
import { button, el, field } from "../base/dom.js";
import { say, speak } from "../base/words.js";
import { reading } from "./reading.js";

const PATIENCE = 20_000; // ms until a kernel that does not answer counts as stopped or busy

/** Ask the kernel; answers come back under the number of the question. */
function overKernel(model, coder) {
  const waiting = new Map();
  let last = 0;
  const take = told => {
    const one = waiting.get(told.id);
    if (!one) return;
    waiting.delete(told.id);
    clearTimeout(one.timer);
    if (told.refused !== undefined) one.no(new Refused(told.refused)); else one.yes(told.answer);
  };
  model.on("msg:custom", take);
  const ask = (name, values = {}) => new Promise((yes, no) => {
    const id = `${Date.now()}-${++last}`;
    const timer = setTimeout(() => { waiting.delete(id); no(new CutOff(name)); }, PATIENCE);
    waiting.set(id, { yes, no, timer });
    model.send({ id, name, values, coder: coder(), language: model.get("language") });
  });
  return { ask, close: () => model.off("msg:custom", take) };
}

/** Ask who is reading, once. */
function askedName(root) {
  return new Promise(done => {
    const given = field({ "aria-label": say("Your name"), placeholder: say("Your name") });
    const go = () => { if (given.value.trim()) { form.remove(); done(given.value.trim()); } };
    const form = el("form", { class: "row", onsubmit: event => { event.preventDefault(); go(); } },
      given, button(say("Begin"), go, { kind: "main" }));
    root.append(form);
  });
}

async function render({ model, el: root }) {
  let coder = model.get("coder"), room = null, closed = false;
  const kernel = overKernel(model, () => coder);
  root.classList.add("civic-qual-room");
  // Or a notebook takes letters for its own. Notebook 7 looks at what has the focus, and no further.
  root.addEventListener("focusin", event => { event.target.dataset.lmSuppressShortcuts = "true"; });
  const status = el("p", { class: "status", role: "status", "aria-live": "polite" });
  const place = el("div", { class: "room-in-notebook" });
  root.append(status, place);
  const begin = async () => {
    speak(model.get("language"), await kernel.ask("words"));
    if (model.get("elsewhere")) {
      root.prepend(el("p", { class: "note" }, say(
        "{program} fetches what it shows from the network. If the room does not work here, use civic-qual desk in a browser.",
        { program: model.get("elsewhere") })));
    }
    if (!coder) {
      coder = await askedName(place);
      model.set("coder", coder);
      model.save_changes();
    }
    if (closed) return;
    room = await reading(place, {
      ask: kernel.ask, who: coder, about: { coders: [] }, language: model.get("language"),
      queue: model.get("queue"), transcript: model.get("transcript"), at: null,
      status: text => { status.textContent = text; }, go: () => {},
    });
  };
  begin().catch(error => {
    const words = error instanceof Refused ? error.message
      : say("The kernel does not answer: run the cell again. What was confirmed is in the study.");
    place.append(el("p", { class: "problem", role: "alert" }, words));
  });
  return () => { closed = true; room?.close(); kernel.close(); };
}

export default { render };
