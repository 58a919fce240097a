/** Plays a score with Web Audio: a look-ahead scheduler that can start at any moment of the piece. */

import { INSTRUMENTS, REVERB_SEND } from './instruments.js';
import { createMixer } from './mixer.js';
import { durationSeconds, firstNoteAt, flattenScore, notesHeldAt } from './score.js';

const TICK_MS = 60;
const LOOK_AHEAD_S = 0.25;
/** Background timers may come once a second only. */
const LOOK_AHEAD_HIDDEN_S = 2.5;
const LEAD_IN_S = 0.06;
/** Notes are scheduled in steps also when rendering: every waiting node costs time. */
const RENDER_STEP_S = 0.5;

let shared = null;

function audioContext() {
  shared ??= new AudioContext({ latencyHint: 'playback' });
  return shared;
}

/** Starts one note of a flattened score at `time` on the bus. */
export function playNote(ctx, bus, note, time) {
  const instrument = INSTRUMENTS[note.instrument] ? note.instrument : 'pluck';
  INSTRUMENTS[instrument](ctx, bus.inputs[instrument], { ...note, time });
}

/** Renders a whole score without a loudspeaker; for tests and previews. */
export async function renderOffline(score, sampleRate = 44_100) {
  const seconds = durationSeconds(score) + 2;
  const ctx = new OfflineAudioContext(2, Math.ceil(seconds * sampleRate), sampleRate);
  const bus = createMixer(ctx, { sends: REVERB_SEND }).openBus();
  const notes = flattenScore(score);
  const schedule = (from) => notes
    .slice(firstNoteAt(notes, from), firstNoteAt(notes, from + RENDER_STEP_S))
    .forEach((note) => playNote(ctx, bus, note, note.at));
  schedule(0);
  for (let at = RENDER_STEP_S; at < seconds; at += RENDER_STEP_S) {
    ctx.suspend(at).then(() => { schedule(at); ctx.resume(); });
  }
  return ctx.startRendering();
}

/** The engine interface: play, pause, seek, position, volume, dispose; `onEnded` when it is over. */
export function createSynthEngine(score, { volume, onEnded }) {
  const ctx = audioContext();
  const notes = flattenScore(score);
  const length = durationSeconds(score);
  const mixer = createMixer(ctx, { sends: REVERB_SEND, volume });
  let at = 0;
  let origin = 0;
  let next = 0;
  let bus = null;
  let timer = null;

  const position = () => (bus ? Math.min(length, Math.max(0, ctx.currentTime - origin)) : at);

  function tick() {
    const horizon = ctx.currentTime + (document.hidden ? LOOK_AHEAD_HIDDEN_S : LOOK_AHEAD_S);
    while (next < notes.length && notes[next].at + origin < horizon) {
      playNote(ctx, bus, notes[next], Math.max(ctx.currentTime, notes[next].at + origin));
      next += 1;
    }
    if (position() >= length) {
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
      await ctx.resume();
      if (!bus) begin();
    },
    pause: () => halt(position()),
    seek(ms) {
      const playing = bus !== null;
      halt(Math.min(length, Math.max(0, ms / 1000)));
      if (playing) begin();
    },
    setVolume: mixer.setVolume,
    dispose() {
      halt(0);
      setTimeout(mixer.dispose, 3000);
    },
  };
}
