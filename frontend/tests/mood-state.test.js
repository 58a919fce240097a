import assert from 'node:assert/strict';
import test from 'node:test';
import { createMoodState } from '../public/js/dashboard/mood-state.js';

const stable = (mood, extra = {}) => ({ smoothed: { mood, stable: true }, recorded: false, ...extra });

test('songs follow a mood once, when it becomes stable', () => {
  const state = createMoodState();
  assert.equal(state.observe({ smoothed: { mood: null, stable: false } }), null);
  assert.equal(state.observe(stable('happy')), 'happy');
  assert.equal(state.observe(stable('happy')), null);
  assert.equal(state.observe({ smoothed: { mood: 'sad', stable: false } }), null);
  assert.equal(state.observe(stable('sad')), 'sad');
});

test('the word of the person wins until the automatic mood changes', () => {
  const state = createMoodState();
  state.observe(stable('happy'));
  state.tell('angry');
  assert.equal(state.mood, 'angry');
  assert.equal(state.observe(stable('happy')), null);
  assert.equal(state.told, 'angry');
  assert.equal(state.observe(stable('sad')), 'sad');
  assert.equal(state.told, null);
});

test('a camera that comes to agree with the person changes no songs', () => {
  const state = createMoodState();
  state.observe(stable('happy'));
  state.tell('sad');
  assert.equal(state.observe(stable('sad')), null);
  assert.equal(state.mood, 'sad');
});

test('a correction outlives a restart of the camera, a mood told while it was off does not', () => {
  const corrected = createMoodState();
  corrected.observe(stable('happy'));
  corrected.tell('sad');
  corrected.begin();
  assert.equal(corrected.observe(stable('happy')), null);
  const told = createMoodState();
  told.tell('sad');
  told.begin();
  assert.equal(told.mood, 'sad');
  assert.equal(told.observe(stable('happy')), 'happy');
});

test('the last recorded detection is the one a correction is about', () => {
  const state = createMoodState();
  state.observe(stable('happy', { recorded: true, detection_id: 'd1' }));
  state.observe(stable('happy', { recorded: false, detection_id: null }));
  assert.equal(state.detectionId, 'd1');
});

test('a new start of the camera forgets what the one before recorded', () => {
  const state = createMoodState();
  state.observe(stable('happy', { recorded: true, detection_id: 'd1' }));
  state.tell('sad');
  state.begin();
  assert.equal(state.detectionId, null);
});
