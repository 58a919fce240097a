/** Renders a score without a loudspeaker: the whole piece for a file, its outline for a picture. */

import { createMixer } from './mixer.js';
import { brightnessOf, makeupOf, perform, soundingSeconds } from './performance.js';
import { durationSeconds, firstNoteAt } from './score.js';
import { playNote } from './voices.js';

/** Notes are scheduled in steps: every waiting node costs time. */
const STEP_S = 1;
const FILE_RATE = 44_100;
/** Enough to see the outline, and quick. */
const OUTLINE_RATE = 8_000;

function schedule(ctx, bus, notes, { seconds, onProgress }) {
  const step = (from) => notes
    .slice(firstNoteAt(notes, from), firstNoteAt(notes, from + STEP_S))
    .forEach((note) => playNote(ctx, bus, note, note.at));
  step(0);
  for (let at = STEP_S; at < seconds; at += STEP_S) {
    ctx.suspend(at).then(() => {
      step(at);
      onProgress?.(at / seconds);
      ctx.resume();
    });
  }
}

function render(score, { channels, rate, seconds, room, onProgress }) {
  const ctx = new OfflineAudioContext(channels, Math.ceil(seconds * rate), rate);
  const mixer = createMixer(ctx, { brightness: brightnessOf(score), makeup: makeupOf(score), room });
  schedule(ctx, mixer.openBus(), perform(score), { seconds, onProgress });
  return ctx.startRendering();
}

/** The piece as an AudioBuffer in stereo, its last chord included; `onProgress` hears 0 … 1. */
export function renderPiece(score, { onProgress } = {}) {
  return render(score, { channels: 2, rate: FILE_RATE, seconds: soundingSeconds(score), room: true, onProgress });
}

/** The loudness of `count` slices of the piece, 0 … 1. */
export async function renderOutline(score, count) {
  const buffer = await render(score, { channels: 1, rate: OUTLINE_RATE, seconds: durationSeconds(score), room: false });
  return outline(buffer.getChannelData(0), count);
}

/** The root mean square of each slice, relative to the loudest. */
export function outline(samples, count) {
  const slice = Math.max(1, Math.floor(samples.length / count));
  const levels = Array.from({ length: count }, (_, index) => {
    let sum = 0;
    for (let i = index * slice; i < (index + 1) * slice && i < samples.length; i += 1) sum += samples[i] ** 2;
    return Math.sqrt(sum / slice);
  });
  const most = Math.max(...levels, 1e-9);
  return levels.map((level) => level / most);
}
