/**
 * Messages on their way. Each keeps its transaction id through every retry, so it is stored once;
 * unsent ones survive a change of view and a reload of the tab.
 */

import { chat } from '../api.js';
import { session } from '../session.js';
import { createStore } from '../store.js';
import { holdBack, nextToSend, sendAgain } from './sending-order.js';

/** Items `{txn, peer, body, at, status: sending | failed, error}`. */
export const outbox = createStore([]);

const sentListeners = new Set();
const busy = new Set();
let owner = null;

const storageKey = () => `attune-outbox-${owner}`;

/** `crypto.randomUUID` exists on secure pages only. */
function transactionId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function save(items) {
  outbox.set(items);
  try {
    if (items.length) sessionStorage.setItem(storageKey(), JSON.stringify(items.map(({ error, ...rest }) => rest)));
    else sessionStorage.removeItem(storageKey());
  } catch {
    // Storage may be full or switched off; the message then lives as long as the page.
  }
}

/** Calls `listener(item, message)` for every message that was stored. */
export function onSent(listener, signal) {
  sentListeners.add(listener);
  signal.addEventListener('abort', () => sentListeners.delete(listener));
}

/** Sends what waits for this person, one after another, and stops at the first failure. */
async function drain(peer) {
  const sender = owner;
  const lane = `${sender} ${peer}`;
  if (busy.has(lane)) return;
  busy.add(lane);
  try {
    for (let item = nextToSend(outbox.get(), peer); item; item = nextToSend(outbox.get(), peer)) {
      await sendOne(item);
      if (owner !== sender) return;
    }
  } finally {
    busy.delete(lane);
  }
}

async function sendOne(item) {
  const sender = owner;
  try {
    const { message } = await chat.send({ to: item.peer, body: item.body, client_txn_id: item.txn });
    if (owner !== sender) return;
    for (const listener of sentListeners) listener(item, message);
    discard(item);
  } catch (error) {
    if (owner === sender) save(holdBack(outbox.get(), item, error));
  }
}

function resume(peer) {
  save(sendAgain(outbox.get(), peer));
  drain(peer);
}

/** What could not be sent before is tried again, and goes first. */
export function post(peer, body) {
  save([...outbox.get(), { txn: transactionId(), peer, body, at: new Date().toISOString(), status: 'sending', error: null }]);
  resume(peer);
}

export const retry = ({ peer }) => resume(peer);

export function discard(item) {
  save(outbox.get().filter(({ txn }) => txn !== item.txn));
}

function restore() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(storageKey()) ?? '[]');
    outbox.set(kept.map((item) => ({ ...item, status: 'failed', error: null })));
  } catch {
    outbox.set([]);
  }
}

session.watch(({ user }) => {
  if ((user?.id ?? null) === owner) return;
  owner = user?.id ?? null;
  if (owner) restore();
  else outbox.set([]);
});

window.addEventListener('online', () => {
  for (const peer of new Set(outbox.get().map((item) => item.peer))) resume(peer);
});
