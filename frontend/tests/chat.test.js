import assert from 'node:assert/strict';
import test from 'node:test';
import { createTimeline } from '../public/js/chat/timeline.js';

const message = (id, from, body, second) => ({ id, from, body, at: `2026-07-31T10:00:0${second}.000Z` });
const pending = (txn, body, status = 'sending') => ({ txn, body, status });

test('a message that comes twice is shown once', () => {
  const timeline = createTimeline('ada');
  timeline.confirm(message('2', 'ada', 'hi', 2));
  assert.deepEqual(timeline.receive([message('1', 'bob', 'hello', 1), message('2', 'ada', 'hi', 2)]).map(({ id }) => id), ['1']);
  assert.deepEqual(timeline.messages().map(({ id }) => id), ['1', '2']);
});

test('our own message that the poll brings first takes the place of the pending one', () => {
  const timeline = createTimeline('ada');
  timeline.setPending([pending('t1', 'hi'), pending('t2', 'hi')]);
  timeline.receive([message('1', 'ada', 'hi', 1)]);
  assert.deepEqual(timeline.pending().map(({ txn }) => txn), ['t2']);
});

test('a failed message stays even when the same words were sent before', () => {
  const timeline = createTimeline('ada');
  timeline.setPending([pending('t1', 'hi', 'failed')]);
  timeline.receive([message('1', 'ada', 'hi', 1), message('2', 'bob', 'hi', 2)]);
  assert.equal(timeline.pending().length, 1);
  assert.equal(timeline.lastFromPeer().id, '2');
});

test('older messages stand before the others, also those of the same instant', () => {
  const timeline = createTimeline('ada');
  timeline.olderLeftOut = true;
  timeline.receive([message('3', 'bob', 'c', 2), message('4', 'ada', 'd', 3)]);
  timeline.setPending([pending('t1', 'a')]);
  timeline.receiveOlder({ messages: [message('1', 'ada', 'a', 1), message('2', 'bob', 'b', 2)], limited: false });
  assert.deepEqual(timeline.messages().map(({ id }) => id), ['1', '2', '3', '4']);
  assert.equal(timeline.pending().length, 1);
  assert.equal(timeline.olderLeftOut, false);
});

test('unread messages are all here once there are as many of the other one, or nothing older is left', () => {
  const timeline = createTimeline('ada');
  Object.assign(timeline, { olderLeftOut: true, unread: 2 });
  timeline.receive([message('3', 'bob', 'c', 3), message('4', 'ada', 'd', 4)]);
  assert.equal(timeline.holdsUnread(), false);
  timeline.receiveOlder({ messages: [message('2', 'bob', 'b', 2)], limited: true });
  assert.equal(timeline.holdsUnread(), true);
  timeline.unread = 9;
  timeline.receiveOlder({ messages: [], limited: true });
  assert.equal(timeline.holdsUnread(), true);
});
