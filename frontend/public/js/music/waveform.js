/** The outline of a composed piece behind its position slider; decoration only. */

import { fill, s } from '../dom.js';
import { renderOutline } from './synth/render.js';

const BARS = 96;
const STEP = 4;
const HEIGHT = 32;
const LEAST = 2;
/** Ears hear levels, so quiet slices would look as tall as loud ones: this sets them apart. */
const CONTRAST = 1.8;
/** Rendering waits until the piece has begun to play without a stutter. */
const PATIENCE_MS = 700;
const KEPT = 40;

/** Song id to the promise of its outline. */
const known = new Map();

function outlineOf(song) {
  if (!known.has(song.id)) {
    known.set(song.id, new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); }).then(() => renderOutline(song.playback.score, BARS)));
    if (known.size > KEPT) known.delete(known.keys().next().value);
  }
  return known.get(song.id);
}

/** One path of rounded bars. */
function barsPath(levels) {
  return levels.map((level, index) => {
    const height = Math.max(LEAST, level * HEIGHT);
    const x = index * STEP + STEP / 2;
    return `M${x} ${((HEIGHT - height) / 2).toFixed(1)}v${height.toFixed(1)}`;
  }).join('');
}

function layer(kind, levels) {
  return s('svg', { class: `wave wave-${kind}`, viewBox: `0 0 ${BARS * STEP} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    s('path', { d: barsPath(levels) }));
}

const draw = (node, levels) => fill(node, layer('rest', levels), layer('done', levels));

/** Draws a level line at once and the outline when it is known; nothing for songs of others. */
export async function showWaveform(node, song) {
  const isOurs = song?.playback?.kind === 'synth';
  node.dataset.song = song?.id ?? '';
  node.hidden = !isOurs;
  if (!isOurs) return;
  draw(node, new Array(BARS).fill(0));
  const levels = await outlineOf(song).catch(() => null);
  if (levels && node.dataset.song === song.id) draw(node, levels.map((level) => level ** CONTRAST));
}
