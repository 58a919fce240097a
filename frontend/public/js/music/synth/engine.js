/** Plays a score with Web Audio: a look-ahead scheduler that can start at any moment of the piece. */

import { audioContext, sleepSoon, wake } from './context.js';
import { createMixer } from './mixer.js';
import { RING_S, brightnessOf, makeupOf, perform } from './performance.js';
import { durationSeconds, firstNoteAt, notesHeldAt } from './score.js';
import { playNote } from './voices.js';

const TICK_MS = 60;
const LOOK_AHEAD_S = 0.25;
/** Background timers may come once a second only. */
const LOOK_AHEAD_HIDDEN_S = 2.5;
const LEAD_IN_S = 0.06;
const FADE_OUT_MS = 1000;

/** The engine interface: play, pause, seek, position, volume, dispose; `onEnded` when it is over. */
export class SynthEngine {
  #ctx = audioContext();
  #notes;
  #length;
  #mixer;
  #onEnded;
  /** Where the piece rests, in seconds; while it plays, the context's time of its first beat. */
  #at = 0;
  #origin = 0;
  #next = 0;
  #bus = null;
  #timer = null;
  #gone = false;

  constructor(score, { volume, onEnded }) {
    this.#notes = perform(score);
    this.#length = durationSeconds(score);
    this.#onEnded = onEnded;
    this.#mixer = createMixer(this.#ctx, { brightness: brightnessOf(score), makeup: makeupOf(score), volume });
  }

  get durationMs() { return this.#length * 1000; }

  positionMs() { return this.#position() * 1000; }

  async play() {
    await wake();
    if (!this.#bus && !this.#gone) this.#begin();
  }

  pause() {
    this.#halt(this.#position());
    sleepSoon();
  }

  seek(ms) {
    const playing = this.#bus !== null;
    this.#halt(Math.min(this.#length, Math.max(0, ms / 1000)));
    if (playing) this.#begin();
  }

  setVolume(level) { this.#mixer.setVolume(level); }

  dispose() {
    this.#gone = true;
    this.#halt(0);
    sleepSoon();
    setTimeout(this.#mixer.dispose, FADE_OUT_MS);
  }

  #elapsed() { return this.#bus ? Math.max(0, this.#ctx.currentTime - this.#origin) : this.#at; }

  #position() { return Math.min(this.#length, this.#elapsed()); }

  #begin() {
    this.#origin = this.#ctx.currentTime + LEAD_IN_S - this.#at;
    this.#bus = this.#mixer.openBus();
    this.#next = firstNoteAt(this.#notes, this.#at);
    for (const note of notesHeldAt(this.#notes, this.#at)) playNote(this.#ctx, this.#bus, note, this.#origin + this.#at);
    this.#tick();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  #tick() {
    const horizon = this.#ctx.currentTime + (document.hidden ? LOOK_AHEAD_HIDDEN_S : LOOK_AHEAD_S);
    for (; this.#next < this.#notes.length; this.#next += 1) {
      const note = this.#notes[this.#next];
      if (note.at + this.#origin >= horizon) break;
      playNote(this.#ctx, this.#bus, note, Math.max(this.#ctx.currentTime, note.at + this.#origin));
    }
    // The last chord rings before the next song begins.
    if (this.#elapsed() >= this.#length + RING_S) {
      this.#halt(0);
      this.#onEnded();
    }
  }

  #halt(resumeAt) {
    clearInterval(this.#timer);
    this.#bus?.close();
    this.#bus = null;
    this.#at = resumeAt;
  }
}
