import assert from 'node:assert/strict';
import test from 'node:test';
import { holdBack, nextToSend, sendAgain } from '../public/js/chat/sending-order.js';

const item = (txn, peer, status = 'sending') => ({ txn, peer, status, error: null });
const statuses = (items) => items.map(({ txn, status }) => `${txn} ${status}`);

test('the oldest unsent message of a person goes first', () => {
  const items = [item('1', 'bob', 'failed'), item('2', 'eve'), item('3', 'eve')];
  assert.equal(nextToSend(items, 'eve').txn, '2');
  assert.equal(nextToSend(items, 'carol'), null);
});

test('none overtakes one that waits for another try', () => {
  assert.equal(nextToSend([item('1', 'bob', 'failed'), item('2', 'bob')], 'bob'), null);
});

test('a failure holds back what is behind it, of this person only', () => {
  const error = new Error('Attune cannot be reached.');
  const held = holdBack([item('1', 'bob'), item('2', 'eve'), item('3', 'bob')], { txn: '1', peer: 'bob' }, error);
  assert.deepEqual(statuses(held), ['1 failed', '2 sending', '3 failed']);
  assert.deepEqual(held.map((one) => one.error), [error, null, null]);
});

test('another try begins with the oldest', () => {
  const items = sendAgain([item('1', 'bob', 'failed'), item('2', 'eve', 'failed'), item('3', 'bob', 'failed')], 'bob');
  assert.deepEqual(statuses(items), ['1 sending', '2 failed', '3 sending']);
  assert.equal(nextToSend(items, 'bob').txn, '1');
});
