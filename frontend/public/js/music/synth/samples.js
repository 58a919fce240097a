/** Sounds computed once and played often: the plucked string and the drums. Pure: arrays, no audio. */

import { randomFrom } from '../../random.js';

export const frequencyOf = (midi) => 440 * 2 ** ((midi - 69) / 12);

const STRING_SECONDS = 2;

/** White noise of −1 … 1 that is the same for the same name. */
function noise(length, name) {
  const random = randomFrom(name);
  return Float32Array.from({ length }, () => random() * 2 - 1);
}

/** Scales to a peak of 1 and fades the end out, so that nothing clicks. */
function finished(samples, fade) {
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const from = samples.length - fade;
  return samples.map((value, index) => (value / peak) * (index < from ? 1 : (samples.length - index) / fade));
}

/** What excites the string: noise without an offset, softened like a fingertip. */
function excitation(length, name) {
  let smooth = 0;
  const soft = noise(length, name).map((value) => (smooth += 0.45 * (value - smooth)));
  const mean = soft.reduce((sum, value) => sum + value, 0) / length;
  return soft.map((value) => value - mean);
}

/**
 * A plucked string after Karplus and Strong (1983), tuned by the all-pass of Jaffe and Smith (1983).
 * Low strings ring longer than high ones.
 */
export function stringSamples(rate, midi) {
  const frequency = frequencyOf(midi);
  let delay = Math.floor(rate / frequency - 0.5);
  let rest = rate / frequency - 0.5 - delay;
  if (rest < 0.1) { delay -= 1; rest += 1; }
  const turn = (1 - rest) / (1 + rest);
  const ringing = Math.min(3, 1.1 + 160 / frequency);
  const loss = 10 ** (-3 / (frequency * ringing));
  const line = excitation(delay, `string ${midi}`);
  const out = new Float32Array(Math.floor(rate * STRING_SECONDS));
  let [before, passedIn, passedOut] = [0, 0, 0];
  for (let i = 0, at = 0; i < out.length; i += 1, at = (at + 1) % delay) {
    const now = line[at];
    const damped = 0.5 * (now + before) * loss;
    passedOut = turn * (damped - passedOut) + passedIn;
    passedIn = damped;
    line[at] = passedOut;
    before = now;
    out[i] = now * Math.min(1, i / (0.002 * rate));
  }
  return finished(out, Math.floor(rate * 0.25));
}

/** One-pole filters, applied in place: what is below or above `cutoff`. */
function lowPassed(samples, rate, cutoff) {
  const step = 1 - Math.exp((-2 * Math.PI * Math.min(cutoff, rate * 0.45)) / rate);
  let smooth = 0;
  return samples.map((value) => (smooth += step * (value - smooth)));
}
function highPassed(samples, rate, cutoff) {
  const low = lowPassed(samples, rate, cutoff);
  return samples.map((value, index) => value - low[index]);
}

/** `level(t)` of every moment of a drum. */
const shaped = (rate, seconds, level) => Float32Array.from({ length: Math.floor(rate * seconds) }, (_, index) => level(index / rate));

const decaying = (attack, decay) => (t) => Math.min(1, t / attack) * Math.exp(-t / decay);

function kick(rate) {
  const level = decaying(0.002, 0.12);
  // A sine that falls from 126 Hz to 46 Hz: its phase is the integral of that fall.
  return shaped(rate, 0.6, (t) => level(t) * Math.sin(2 * Math.PI * (46 * t + 80 * 0.035 * (1 - Math.exp(-t / 0.035)))));
}

function brushed(rate, { name, seconds, attack, decay, above, below = 20_000 }) {
  const level = decaying(attack, decay);
  const raw = noise(Math.floor(rate * seconds), name);
  const body = lowPassed(highPassed(highPassed(raw, rate, above), rate, above), rate, below);
  return body.map((value, index) => value * level(index / rate));
}

function snare(rate) {
  const wires = brushed(rate, { name: 'snare', seconds: 0.45, attack: 0.001, decay: 0.075, above: 900, below: 6500 });
  const level = decaying(0.001, 0.05);
  const skin = shaped(rate, 0.45, (t) => level(t) * Math.sin(2 * Math.PI * 188 * t));
  return wires.map((value, index) => value + 0.55 * skin[index]);
}

function rim(rate) {
  const level = decaying(0.0008, 0.014);
  return shaped(rate, 0.15, (t) => level(t) * (Math.sin(2 * Math.PI * 820 * t) + 0.6 * Math.sin(2 * Math.PI * 1730 * t)));
}

const hat = (rate) => brushed(rate, { name: 'hat', seconds: 0.2, attack: 0.001, decay: 0.024, above: 6500 });
const openHat = (rate) => brushed(rate, { name: 'open hat', seconds: 0.6, attack: 0.001, decay: 0.1, above: 6000 });
const crash = (rate) => brushed(rate, { name: 'crash', seconds: 2.6, attack: 0.003, decay: 0.5, above: 3200 });
const shaker = (rate) => brushed(rate, { name: 'shaker', seconds: 0.25, attack: 0.018, decay: 0.03, above: 4200, below: 9000 });

const DRUMS = { 36: kick, 37: rim, 38: snare, 42: hat, 46: openHat, 49: crash, 70: shaker };

/** The drum of a General MIDI number; an unknown one is a hi-hat. */
export const drumSamples = (rate, midi) => finished((DRUMS[midi] ?? hat)(rate), Math.floor(rate * 0.02));
