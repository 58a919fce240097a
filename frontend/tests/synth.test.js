import assert from 'node:assert/strict';
import test from 'node:test';
import { softLimit } from '../public/js/music/synth/mixer.js';
import { brightnessOf, makeupOf, perform } from '../public/js/music/synth/performance.js';
import { outline } from '../public/js/music/synth/render.js';
import { drumSamples, stringSamples } from '../public/js/music/synth/samples.js';

const RATE = 22_050;
const score = (seed, tempo_bpm = 120) => ({
  tempo_bpm, beats_per_bar: 4, bars: 2, duration_ms: 4000, seed,
  tracks: [
    { instrument: 'pad', gain: 0.5, notes: [[0, 4, 60, 1], [4, 4, 62, 1]] },
    { instrument: 'lead', gain: 0.5, notes: [[2, 1, 72, 0.7], [6, 2, 74, 0.7]] },
  ],
});

test('a performance repeats itself, wavers around the beat, and never starts before it', () => {
  assert.deepEqual(perform(score(5)), perform(score(5)));
  assert.notDeepEqual(perform(score(5)), perform(score(7)));
  const notes = perform(score(5));
  const written = [0, 1, 2, 3];
  notes.forEach(({ at }, index) => assert.ok(at >= 0 && Math.abs(at - written[index]) < 0.03, `${at}`));
});

test('half of the seeds sing and half play keys', () => {
  const voices = (seed) => new Set(perform(score(seed)).map(({ instrument }) => instrument));
  assert.ok(voices(4).has('lead') && voices(5).has('keys'));
});

test('faster is brighter, within 0 and 1', () => {
  const tempi = [40, 60, 90, 120, 200].map((tempo) => brightnessOf(score(1, tempo)));
  assert.deepEqual(tempi.toSorted((a, b) => a - b), tempi);
  assert.deepEqual([tempi[0], tempi.at(-1)], [0, 1]);
});

test('the limiter leaves quiet alone, keeps order, and stays below −0.3 dBFS', () => {
  assert.equal(softLimit(0.5), 0.5);
  const levels = Array.from({ length: 400 }, (_, index) => softLimit(index / 100));
  assert.deepEqual(levels.toSorted((a, b) => a - b), levels);
  assert.ok(levels.at(-1) < 10 ** (-0.3 / 20));
  assert.equal(softLimit(-3), -softLimit(3));
});

test('every sound is finite, begins and ends in silence and peaks at most at 1', () => {
  const sounds = [36, 37, 38, 42, 46, 49, 70, 99].map((midi) => drumSamples(RATE, midi)).concat([48, 60, 84, 96].map((midi) => stringSamples(RATE, midi)));
  for (const samples of sounds) {
    assert.ok(samples.every((value) => Number.isFinite(value) && Math.abs(value) <= 1.0001));
    assert.ok(Math.abs(samples[0]) < 0.05 && Math.abs(samples.at(-1)) < 0.01, `${samples[0]} ${samples.at(-1)}`);
  }
});

test('a string sounds at its pitch', () => {
  for (const midi of [48, 60, 72, 84]) {
    const samples = stringSamples(44_100, midi).slice(4410, 4410 + 16_384);
    const frequency = 440 * 2 ** ((midi - 69) / 12);
    const strengthAt = (cents) => {
      const step = (2 * Math.PI * frequency * 2 ** (cents / 1200)) / 44_100;
      const sums = samples.reduce(([re, im], value, index) => [re + value * Math.cos(step * index), im + value * Math.sin(step * index)], [0, 0]);
      return Math.hypot(...sums);
    };
    const cents = Array.from({ length: 41 }, (_, index) => index * 2 - 40);
    const found = cents.reduce((best, one) => (strengthAt(one) > strengthAt(best) ? one : best), 0);
    assert.ok(Math.abs(found) <= 10, `${midi} is ${found} cents off`);
  }
});

test('an outline is relative to the loudest slice', () => {
  assert.deepEqual(outline(Float32Array.of(0, 0, 0.5, 0.5, 0.25, -0.25), 3), [0, 1, 0.5]);
});

test('no piece is brought up or down by more than a factor of two', () => {
  for (const tempo of [60, 90, 140]) assert.ok(makeupOf(score(1, tempo)) > 0.5 && makeupOf(score(1, tempo)) < 2);
});
