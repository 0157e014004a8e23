// Elements made without parsing: text is text, whoever wrote it.

/** Make an element: el("button", { class: "quiet", type: "button", onclick }, "Words", child, …). */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(made.dataset, value);
    else if (name === "value" || name === "checked" || name === "disabled") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return made;
}

/** A button with words; `key` is told to screen readers. */
export function button(words, onclick, { key, kind = "", ...more } = {}) {
  return el("button", { type: "button", class: kind, onclick, "aria-keyshortcuts": key, ...more }, words);
}

/** A field for words of interviews: nothing is checked, kept, completed or translated by the browser. */
export function field(attributes = {}, tag = "input") {
  return el(tag, { spellcheck: "false", autocomplete: "off", autocapitalize: "off", translate: "no", dir: "auto", ...attributes });
}

/** A name that somebody else wrote: set apart, so that its direction does not turn the line. */
export function name(words, attributes = {}) {
  return el("bdi", { translate: "no", ...attributes }, words);
}

/** A table of rows; columns are { head, cell(row) → node or text, number: true }. */
export function table(columns, rows, { caption } = {}) {
  const head = el("tr", {}, columns.map(one => el("th", { scope: "col", class: one.number ? "number" : "" }, one.head)));
  const body = rows.map(row => el("tr", {}, columns.map((one, i) =>
    el(i ? "td" : "th", { scope: i ? undefined : "row", class: one.number ? "number" : "" }, one.cell(row)))));
  return el("table", {}, caption && el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, body));
}
