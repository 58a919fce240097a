/** The voices. Each builds a few nodes for one note, connects them to `out` and lets them end. */

import { drumSamples, frequencyOf, stringSamples } from './samples.js';

/** Context to name to buffer: a sound is computed once. */
const buffers = new WeakMap();

function bufferSource(ctx, name, samplesAt) {
  if (!buffers.has(ctx)) buffers.set(ctx, new Map());
  const known = buffers.get(ctx);
  if (!known.has(name)) {
    const samples = samplesAt(ctx.sampleRate);
    const buffer = ctx.createBuffer(1, samples.length, ctx.sampleRate);
    buffer.copyToChannel(samples, 0);
    known.set(name, buffer);
  }
  const source = ctx.createBufferSource();
  source.buffer = known.get(name);
  return source;
}

function oscillator(ctx, { type, frequency, detune = 0, from, until }) {
  const node = ctx.createOscillator();
  node.type = type;
  node.frequency.value = frequency;
  node.detune.automationRate = 'k-rate';
  node.detune.value = detune;
  node.start(from);
  node.stop(until);
  return node;
}

function gainNode(ctx, value = 0) {
  const node = ctx.createGain();
  node.gain.value = value;
  return node;
}

function lowPass(ctx, frequency, q = 0.7) {
  const node = ctx.createBiquadFilter();
  node.type = 'lowpass';
  // Once per block instead of once per sample: a sweep sounds the same and costs a fraction.
  node.frequency.automationRate = 'k-rate';
  node.frequency.value = Math.min(frequency, ctx.sampleRate * 0.45);
  node.Q.value = q;
  return node;
}

/** Rises to `peak`, settles at `sustain`, and has died away `release` after the note. */
function envelope(param, { time, duration, attack, peak, decay, sustain, release }) {
  const end = time + Math.max(duration, attack);
  param.setValueAtTime(0, time);
  param.linearRampToValueAtTime(peak, time + attack);
  param.setTargetAtTime(sustain, time + attack, decay);
  param.setTargetAtTime(0, end, release / 7);
  return end + release;
}

/** Soft chord bed: two detuned saws, darkened. */
function pad(ctx, out, { time, duration, midi, velocity }) {
  const amp = gainNode(ctx);
  const peak = velocity * 0.17;
  const until = envelope(amp.gain, {
    time, duration, attack: Math.min(0.7, duration * 0.4), peak, decay: 1.2, sustain: peak * 0.75, release: 1.8,
  });
  const tone = lowPass(ctx, 450, 0.4);
  tone.frequency.setValueAtTime(450, time);
  tone.frequency.linearRampToValueAtTime(700 + 1200 * velocity, time + Math.max(0.4, duration * 0.5));
  const frequency = frequencyOf(midi);
  for (const detune of [-6, 6]) oscillator(ctx, { type: 'sawtooth', frequency, detune, from: time, until }).connect(tone);
  tone.connect(amp).connect(out);
}

/** Plucked string; a harder touch is a brighter one. */
function pluck(ctx, out, { time, midi, velocity }) {
  const source = bufferSource(ctx, `string ${midi}`, (rate) => stringSamples(rate, midi));
  const touch = lowPass(ctx, 900 + 12_000 * velocity, 0.5);
  const amp = gainNode(ctx, velocity * 0.85);
  source.connect(touch).connect(amp).connect(out);
  source.start(time);
}

/** Round bass: a sine with a little triangle for small speakers. */
function bass(ctx, out, { time, duration, midi, velocity }) {
  const amp = gainNode(ctx);
  const peak = velocity * 0.5;
  const until = envelope(amp.gain, { time, duration, attack: 0.012, peak, decay: 0.35, sustain: peak * 0.6, release: 0.28 });
  const frequency = frequencyOf(midi);
  const tone = lowPass(ctx, 560, 0.8);
  oscillator(ctx, { type: 'sine', frequency, from: time, until }).connect(tone);
  const body = gainNode(ctx, 0.5);
  oscillator(ctx, { type: 'triangle', frequency, from: time, until }).connect(body).connect(tone);
  tone.connect(amp).connect(out);
}

/** Singing voice: triangle with a vibrato that comes in late. */
function lead(ctx, out, { time, duration, midi, velocity }) {
  const amp = gainNode(ctx);
  const peak = velocity * 0.24;
  const until = envelope(amp.gain, { time, duration, attack: 0.035, peak, decay: 0.5, sustain: peak * 0.7, release: 0.5 });
  const frequency = frequencyOf(midi);
  const voice = oscillator(ctx, { type: 'triangle', frequency, from: time, until });
  const edge = oscillator(ctx, { type: 'sawtooth', frequency, detune: 3, from: time, until });
  const depth = gainNode(ctx);
  depth.gain.setValueAtTime(0, time);
  depth.gain.linearRampToValueAtTime(9, time + 0.6);
  oscillator(ctx, { type: 'sine', frequency: 5.1, from: time, until }).connect(depth);
  depth.connect(voice.detune);
  depth.connect(edge.detune);
  const tone = lowPass(ctx, Math.min(5200, frequency * 4 + 600), 0.6);
  const thin = gainNode(ctx, 0.14);
  edge.connect(thin).connect(tone);
  voice.connect(tone);
  tone.connect(amp).connect(out);
}

/** Electric piano: one sine bends another, hard at first and then ever less. */
function keys(ctx, out, { time, duration, midi, velocity }) {
  const amp = gainNode(ctx);
  const peak = velocity * 0.34;
  const until = envelope(amp.gain, { time, duration, attack: 0.005, peak, decay: 0.7, sustain: peak * 0.25, release: 0.6 });
  const frequency = frequencyOf(midi);
  const tone = oscillator(ctx, { type: 'sine', frequency, from: time, until });
  const bend = gainNode(ctx);
  bend.gain.setValueAtTime(frequency * (0.5 + 2.2 * velocity), time);
  bend.gain.setTargetAtTime(frequency * 0.25, time, 0.22);
  oscillator(ctx, { type: 'sine', frequency, detune: 2, from: time, until }).connect(bend).connect(tone.frequency);
  tone.connect(amp).connect(out);
}

const DRUM_LEVEL = { 36: 0.85, 37: 0.3, 38: 0.42, 42: 0.17, 46: 0.13, 49: 0.2, 70: 0.16 };

function drums(ctx, out, { time, midi, velocity }) {
  const source = bufferSource(ctx, `drum ${midi}`, (rate) => drumSamples(rate, midi));
  source.connect(gainNode(ctx, velocity * (DRUM_LEVEL[midi] ?? 0.15))).connect(out);
  source.start(time);
}

const VOICES = { pad, pluck, bass, lead, keys, drums };

/** Starts one note of a performance at `time` on the bus; an unknown instrument is plucked. */
export function playNote(ctx, bus, note, time) {
  const name = VOICES[note.instrument] ? note.instrument : 'pluck';
  VOICES[name](ctx, bus.input(name, note.midi), { ...note, time });
}
