// The border between code points, in which the study counts, and UTF-16 units, in which the browser does.

const below = (list, place) => { // how many of a sorted list are less
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < place) low = middle + 1; else high = middle;
  }
  return low;
};

/** The border of one text: { points, toUnits(point), toPoints(unit) }. Inside a pair, a unit counts as its end. */
export function border(text) {
  const wide = []; // the characters that take two units, by code point
  let point = 0;
  for (const character of text) {
    if (character.length === 2) wide.push(point);
    point += 1;
  }
  const units = wide.map((place, before) => place + before);
  return {
    points: point,
    toUnits: place => place + below(wide, place),
    toPoints: unit => unit - below(units, unit),
  };
}
