import assert from 'node:assert/strict';
import test from 'node:test';
import { changesOf } from '../public/js/profile/changes.js';

test('only what differs from what was loaded is a change, null among it', () => {
  const loaded = { display_name: 'Ada', age: 36, gender: null };
  assert.deepEqual(changesOf(loaded, { display_name: 'Ada', age: null, gender: null }), { age: null });
  assert.deepEqual(changesOf(loaded, { ...loaded }), {});
});
