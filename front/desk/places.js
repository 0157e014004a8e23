// Where on a page somebody was: back leads there again.

const LONGEST = 3000;  // milliseconds that a page may take to grow as long as it was
let timer = 0;

history.scrollRestoration = "manual";
addEventListener("scroll", () => { clearTimeout(timer); timer = setTimeout(rememberScroll, 150); }, { passive: true });

/** Keep with the address how far down the page is. */
export function rememberScroll() {
  clearTimeout(timer);
  history.replaceState({ ...history.state, scroll: Math.round(scrollY) }, "");
}

/** Go down again to where the page was, as soon as it is long enough; unless somebody moves it first. */
export function restoreScroll(to) {
  const until = performance.now() + LONGEST;
  let moved = false;
  const stop = () => { moved = true; };
  for (const one of ["wheel", "keydown", "pointerdown", "touchstart"]) addEventListener(one, stop, { once: true, passive: true });
  const step = () => {
    if (moved) return;
    const room = document.documentElement.scrollHeight - innerHeight;
    scrollTo(0, Math.min(to, room));
    if (room < to && performance.now() < until) requestAnimationFrame(step);
  };
  step();
}
