// Names that somebody chose may be those of JavaScript itself, as constructor and __proto__: only what was put there counts.

/** What stands under a name, or undefined. */
export const own = (kept, name) => kept && Object.hasOwn(kept, name) ? kept[name] : undefined;

/** An empty place for values by such names. */
export const byName = () => Object.create(null);
