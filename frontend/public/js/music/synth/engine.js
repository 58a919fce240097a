/** Plays a score with Web Audio: a look-ahead scheduler that can start at any moment of the piece. */

import { createMixer } from './mixer.js';
import { RING_S, brightnessOf, makeupOf, perform } from './performance.js';
import { durationSeconds, firstNoteAt, notesHeldAt } from './score.js';
import { playNote } from './voices.js';

const TICK_MS = 60;
const LOOK_AHEAD_S = 0.25;
/** Background timers may come once a second only. */
const LOOK_AHEAD_HIDDEN_S = 2.5;
const LEAD_IN_S = 0.06;
/** A context at rest costs power, so it sleeps once the last sound has faded. */
const SLEEP_AFTER_MS = 1500;

let shared = null;
let sleeping = null;

function audioContext() {
  shared ??= new AudioContext({ latencyHint: 'playback' });
  return shared;
}

function wake() {
  clearTimeout(sleeping);
  return shared.resume();
}

function sleepSoon() {
  clearTimeout(sleeping);
  sleeping = setTimeout(() => shared.suspend(), SLEEP_AFTER_MS);
}

/** The engine interface: play, pause, seek, position, volume, dispose; `onEnded` when it is over. */
export function createSynthEngine(score, { volume, onEnded }) {
  const ctx = audioContext();
  const notes = perform(score);
  const length = durationSeconds(score);
  const mixer = createMixer(ctx, { brightness: brightnessOf(score), makeup: makeupOf(score), volume });
  let at = 0;
  let origin = 0;
  let next = 0;
  let bus = null;
  let timer = null;
  let gone = false;

  const elapsed = () => (bus ? Math.max(0, ctx.currentTime - origin) : at);
  const position = () => Math.min(length, elapsed());

  function tick() {
    const horizon = ctx.currentTime + (document.hidden ? LOOK_AHEAD_HIDDEN_S : LOOK_AHEAD_S);
    while (next < notes.length && notes[next].at + origin < horizon) {
      playNote(ctx, bus, notes[next], Math.max(ctx.currentTime, notes[next].at + origin));
      next += 1;
    }
    // The last chord rings before the next song begins.
    if (elapsed() >= length + RING_S) {
      halt(0);
      onEnded();
    }
  }

  function begin() {
    origin = ctx.currentTime + LEAD_IN_S - at;
    bus = mixer.openBus();
    next = firstNoteAt(notes, at);
    for (const note of notesHeldAt(notes, at)) playNote(ctx, bus, note, origin + at);
    tick();
    timer = setInterval(tick, TICK_MS);
  }

  function halt(resumeAt) {
    clearInterval(timer);
    bus?.close();
    bus = null;
    at = resumeAt;
  }

  return {
    durationMs: length * 1000,
    positionMs: () => position() * 1000,
    async play() {
      await wake();
      if (!bus && !gone) begin();
    },
    pause() {
      halt(position());
      sleepSoon();
    },
    seek(ms) {
      const playing = bus !== null;
      halt(Math.min(length, Math.max(0, ms / 1000)));
      if (playing) begin();
    },
    setVolume: mixer.setVolume,
    dispose() {
      gone = true;
      halt(0);
      sleepSoon();
      setTimeout(mixer.dispose, 1000);
    },
  };
}
