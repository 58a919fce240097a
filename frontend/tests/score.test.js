import assert from 'node:assert/strict';
import test from 'node:test';
import { durationSeconds, firstNoteAt, flattenScore, notesHeldAt } from '../public/js/music/synth/score.js';

const score = {
  tempo_bpm: 120, beats_per_bar: 4, bars: 2, duration_ms: 4000,
  tracks: [
    { instrument: 'pad', gain: 0.5, notes: [[0, 4, 60, 1], [4, 4, 62, 1]] },
    { instrument: 'drums', gain: 1, notes: [[2, 0.25, 36, 0.8]] },
  ],
};

test('notes of all tracks come in the order they start, in seconds, with the gain of their track', () => {
  const notes = flattenScore(score);
  assert.deepEqual(notes.map(({ at }) => at), [0, 1, 2]);
  assert.deepEqual(notes[0], { at: 0, duration: 2, midi: 60, velocity: 0.5, instrument: 'pad' });
});

test('a score without a duration lasts as long as its bars', () => {
  assert.equal(durationSeconds(score), 4);
  assert.equal(durationSeconds({ ...score, duration_ms: 0 }), 4);
});

test('a seek finds the next note and the long notes it lands in', () => {
  const notes = flattenScore(score);
  assert.equal(firstNoteAt(notes, 0), 0);
  assert.equal(firstNoteAt(notes, 1.5), 2);
  assert.equal(firstNoteAt(notes, 9), 3);
  assert.deepEqual(notesHeldAt(notes, 1.5).map(({ midi, duration }) => [midi, duration]), [[60, 0.5]]);
  assert.deepEqual(notesHeldAt(notes, 2), []);
});
