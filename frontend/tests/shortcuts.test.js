import assert from 'node:assert/strict';
import test from 'node:test';
import { SHORTCUTS, actionOf } from '../public/js/music/shortcuts.js';

/** A press on an element that matches the selectors which hold `tag`. */
const press = (key, tag = 'body', more = {}) => ({
  key, target: { closest: (selector) => new RegExp(`(^|[ ,])${tag}(\\W|$)`).test(selector) }, ...more,
});

test('each key has one action', () => {
  const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys);
  assert.equal(new Set(keys).size, keys.length);
  for (const { action, keys: own } of SHORTCUTS) for (const key of own) assert.equal(actionOf(press(key)), action);
});

test('capitals count, other keys do not', () => {
  assert.equal(actionOf(press('N')), 'next');
  assert.equal(actionOf(press('x')), null);
  assert.equal(actionOf(press('Tab')), null);
});

test('text fields and lists of choices keep their keys', () => {
  for (const tag of ['textarea', 'select']) for (const key of ['n', ' ', '?', 'ArrowLeft']) assert.equal(actionOf(press(key, tag)), null);
});

test('a button keeps its space and its other keys are ours', () => {
  assert.equal(actionOf(press(' ', 'button')), null);
  assert.equal(actionOf(press('n', 'button')), 'next');
});

test('with a modifier, while composing, or taken by others, a key is not ours', () => {
  for (const held of ['ctrlKey', 'altKey', 'metaKey', 'isComposing', 'defaultPrevented']) assert.equal(actionOf(press('n', 'body', { [held]: true })), null);
});

test('a key held down repeats seeking and volume only', () => {
  assert.equal(actionOf(press('n', 'body', { repeat: true })), null);
  assert.equal(actionOf(press('ArrowLeft', 'body', { repeat: true })), 'back');
});
