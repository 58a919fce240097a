import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSure } from '../public/js/format.js';

test('a guess is never told as certain', () => {
  assert.equal(formatSure(1), 'over 99% sure');
  assert.equal(formatSure(0.995), 'over 99% sure');
  assert.equal(formatSure(0.99), '99% sure');
  assert.equal(formatSure(0.734), '73% sure');
});
