import assert from 'node:assert/strict';
import test from 'node:test';
import { parseHash } from '../public/js/route.js';

test('the hash names a view and its parameter', () => {
  assert.deepEqual(parseHash(''), { name: '', param: null });
  assert.deepEqual(parseHash('#/profile'), { name: 'profile', param: null });
  assert.deepEqual(parseHash('#/chat/%40ada'), { name: 'chat', param: '@ada' });
});

test('a parameter that is not well encoded counts as none', () => {
  assert.deepEqual(parseHash('#/chat/100%'), { name: 'chat', param: null });
});
