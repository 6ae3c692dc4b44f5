'use strict';
// Which picture comes next, as src/domain/guide.rs decides it; tests hold the two together.
// A trace is a list of [position, letter]: s standing, d destroyed, x cannot be seen.
export const readTrace = (text) => text.split('.').filter(Boolean).map((word) => [parseInt(word, 10), word.slice(-1)]);
export const writeTrace = (trace) => trace.map(([at, seen]) => at + seen).join('.');
export const unsaid = (trace, position) => trace.filter(([at]) => at !== position);
export const saidAlso = (trace, position, seen) => [...unsaid(trace, position), [position, seen]];
export const saidOf = (trace, position) => trace.find(([at]) => at === position)?.[1];
const places = (trace, seen) => trace.filter(([, own]) => own === seen).map(([at]) => at);
// -1 where there is none.
export const lastStanding = (trace) => Math.max(-1, ...places(trace, 's'));
export const firstDestroyed = (trace) => {
  const found = places(trace, 'd');
  return found.length ? Math.min(...found) : -1;
};

export function nextStep(count, trace, nudge) {
  const last = lastStanding(trace);
  const first = firstDestroyed(trace);
  if (first >= 0 && last >= first) return { kind: 'clash' };
  const open = [];
  for (let at = last + 1; at < (first < 0 ? count : first); at += 1) {
    if (!saidOf(trace, at)) open.push(at);
  }
  let middle = Math.floor(open.length / 2);
  if (!trace.length && open.length >= 4) middle += (nudge % 3) - 1;
  if (open.length) return { kind: 'look', at: open[middle], remaining: 32 - Math.clz32(open.length) };
  if (last < 0 && first < 0) return { kind: 'nothing' };
  return { kind: 'confirm', last, first };
}
