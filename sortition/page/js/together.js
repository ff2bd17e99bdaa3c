// Which two people sit together most, beyond what their chances imply (docs/format.md 4.5).

import { Fraction, ZERO } from "./fraction.js";

/**
 * The largest pairs/M - count*count/M^2 over two people. For each person the others in their panels
 * are counted; of all whom they never meet, the one in fewest panels is best.
 */
export function mostTogether(panels, counts) {
  if (counts.length < 2) return ZERO;
  const held = counts.map(() => []);
  panels.forEach((panel, p) => panel.forEach((person) => held[person].push(p)));
  const rarest = counts.map((_, person) => person).sort((a, b) => counts[a] - counts[b]);
  const met = new Int32Array(counts.length);
  let best = -Infinity;
  counts.forEach((count, person) => {
    const others = new Set();
    for (const p of held[person]) {
      for (const other of panels[p]) {
        met[other]++;
        others.add(other);
      }
    }
    others.delete(person);
    for (const other of others) best = Math.max(best, panels.length * met[other] - count * counts[other]);
    const stranger = rarest.find((other) => other !== person && !others.has(other));
    if (stranger !== undefined) best = Math.max(best, -count * counts[stranger]);
    for (const other of others) met[other] = 0;
    met[person] = 0;
  });
  return new Fraction(BigInt(best), BigInt(panels.length) ** 2n);
}
