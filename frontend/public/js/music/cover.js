/** Covers: the source's picture, or one drawn from the song's own id and mood. */

import { h, s, webUrl } from '../dom.js';

/** A small, stable random number generator (mulberry32) seeded with the text. */
function randomFrom(text) {
  let seed = 0;
  for (const letter of text) seed = Math.imul(seed ^ letter.codePointAt(0), 2654435761) >>> 0;
  return () => {
    seed = (seed + 0x6d2b79f5) >>> 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function drawn(song, mood) {
  const random = randomFrom(song.id);
  const turn = Math.floor(random() * 4);
  const bars = Array.from({ length: 7 }, (_, index) => {
    const height = 8 + random() * 28;
    return s('rect', { x: 7 + index * 7.6, y: (32 - height / 2).toFixed(1), width: 4, height: height.toFixed(1), rx: 2, class: `cover-bar cover-bar-${index % 3}` });
  });
  return s('svg', { class: `cover cover-drawn cover-turn-${turn}`, viewBox: '0 0 64 64', 'aria-hidden': 'true', 'data-mood': mood ?? 'neutral' },
    s('rect', { width: 64, height: 64, class: 'cover-ground' }),
    s('circle', { cx: (random() * 64).toFixed(0), cy: (random() * 64).toFixed(0), r: (18 + random() * 16).toFixed(0), class: 'cover-moon' }),
    bars);
}

export function cover(song, mood) {
  const url = song.artwork_url ? webUrl(song.artwork_url) : null;
  if (!url) return drawn(song, mood);
  const picture = h('img', { class: 'cover', src: url, alt: '', loading: 'lazy', referrerpolicy: 'no-referrer', width: 56, height: 56 });
  picture.addEventListener('error', () => picture.replaceWith(drawn(song, mood)), { once: true });
  return picture;
}
