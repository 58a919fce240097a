/** Chance that a text repeats: pictures and pieces are the same whenever their name or seed is. */

/** Numbers of 0 … 1 (mulberry32 by Tommy Ettinger) seeded with the text. */
export function randomFrom(text) {
  let seed = 0;
  for (const letter of text) seed = Math.imul(seed ^ letter.codePointAt(0), 2654435761) >>> 0;
  return () => {
    seed = (seed + 0x6d2b79f5) >>> 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
