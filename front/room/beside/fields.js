// What is said of a coding besides its code: a level, an addressee, …
import { button, el, field } from "../../base/dom.js";
import { own } from "../../base/own.js";
import { say } from "../../base/words.js";

let asked = 0;

/** Ask for the fields of a code; `onDone(values)` gets those that are filled in. */
export function fieldsForm(fields, values, onDone, { save = say("Keep"), onLeave } = {}) {
  const form = el("form", {
    class: "fields", "aria-label": say("About this coding"),
    onsubmit: event => { event.preventDefault(); onDone(said()); },
    onkeydown: event => { if (event.key === "Escape") onLeave?.(); },
  });
  const inputs = fields.map(one => [one, input(one, own(values, one.name) ?? "")]);
  const said = () => Object.fromEntries(inputs.map(([one, node]) => [one.name, node.value.trim()]).filter(([, value]) => value));
  form.append(...inputs.map(([one, node]) => el("p", {}, el("label", { for: node.id }, one.name), node)),
    el("span", { class: "row" }, el("button", { type: "submit", "data-act": "fields" }, save),
      onLeave && button(say("Leave"), onLeave)));
  return form;
}

function input(one, value) {
  const id = `civic-field-${asked += 1}`;
  if (!one.one_of) return field({ id, value, required: one.required });
  const select = el("select", { id, required: one.required }, el("option", { value: "" }, ""),
    one.one_of.map(choice => el("option", { value: choice }, choice)));
  select.value = value;
  return select;
}
