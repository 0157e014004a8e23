// What each key does in the reading room; a key that does not apply is left to the browser (false).

export function keyed(r) {
  const passage = () => {
    const { border } = r.room, { start, end } = r.passages.current;
    return { a: border.toUnits(start), b: border.toUnits(end) };
  };
  const within = () => { // the passage, or the turn of words that were chosen elsewhere
    const chosen = r.words.chosen, here = passage();
    if (!chosen || (chosen.a < here.b && here.a < chosen.b)) return here;
    const turn = r.room.turns[r.room.turnAt(chosen.a)];
    return { a: turn.from, b: turn.b };
  };
  const sideways = by => event => (r.words.moving && !event.shiftKey ? r.words.moveBorder(by, within()) : r.words.step("word", by, event.shiftKey, within()));
  const border = which => () => {
    const coding = r.opened.codings.get(r.cursor);
    if (!r.words.chosen && coding && r.opened.isOwn(coding)) r.startMoving(coding);
    if (!r.words.chosen) return;
    r.words.moving = true;
    r.words.border = which;
  };
  const tab = by => () => {
    const here = [...r.questions.filter(one => !one.answered), ...r.opened.on(r.passages.current.start, r.passages.current.end)].map(one => one.key);
    const next = here.indexOf(r.cursor) < 0 ? (by > 0 ? 0 : -1) : here.indexOf(r.cursor) + by;
    if (!(next in here)) { r.point(""); return false; } // the order of the page goes on
    r.point(here[next]);
  };
  const enter = () => {
    const coding = r.opened.codings.get(r.cursor);
    return r.words.moving && coding && r.opened.isOwn(coding) ? r.doing.moved() : r.doing.read(false);
  };
  const keys = {
    a: () => r.doing.answer("accept"), r: () => r.doing.answer("reject"),
    c: () => { r.words.keep(); r.picker.open(); },
    s: event => r.words.step("sentence", 1, event.shiftKey, within()),
    b: border("begin"), e: border("end"), m: () => r.tools.memo(), x: () => r.doing.uncode(), Delete: () => r.doing.uncode(),
    f: () => r.tools.filter(), d: () => r.side.turnDefinition(), "/": () => r.tools.search(), "?": () => r.keys.help(r.root),
    n: () => r.among ? r.among.go(1) : false, p: () => r.among ? r.among.go(-1) : false,
    Enter: enter, ShiftEnter: () => r.doing.read(true), Tab: tab(1), ShiftTab: tab(-1),
    ArrowDown: () => r.move(1), ArrowUp: () => r.move(-1), ArrowRight: sideways(1), ArrowLeft: sideways(-1),
    Escape: () => { r.words.clear(); r.side.close(); }, undo: () => r.past.undo(), redo: () => r.past.redo(),
  };
  for (let i = 1; i <= 9; i++) keys["digit" + i] = () => { const id = r.codes.atHand[i - 1]; return id ? r.doing.code(id) : undefined; };
  return keys;
}
