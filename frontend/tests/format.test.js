import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatProbability, formatSure } from '../public/js/format.js';

test('a guess is never told as certain', () => {
  assert.equal(formatSure(1), 'over 99% sure');
  assert.equal(formatSure(0.995), 'over 99% sure');
  assert.equal(formatSure(0.99), '99% sure');
  assert.equal(formatSure(0.734), '73% sure');
});

test('a probability is never told as none or all', () => {
  assert.deepEqual([0, 0.004, 0.01, 0.734, 0.99, 0.996, 1].map(formatProbability), ['<1%', '<1%', '1%', '73%', '99%', '>99%', '>99%']);
});
