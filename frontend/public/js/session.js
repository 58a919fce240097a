/** Who is signed in. Knows nothing of views; they watch the store. */

import { auth, forgetToken, me, onSessionLost, refresh } from './api.js';
import { backoffMs } from './backoff.js';
import { pause } from './dom.js';
import { createStore } from './store.js';
import { keepTheme } from './theme.js';

const ANOTHER_ACCOUNT = 'Another account signed in in this browser.';

/**
 * `user` is null when signed out; `note` says why, for the login view;
 * `keepPlace` asks for the same view again after the next sign-in.
 * `trouble` is why nobody knows yet who is signed in.
 */
export const session = createStore({ known: false, user: null, note: null, keepPlace: false, trouble: null });

/** Remembers that there is a refresh cookie, which scripts cannot see: a newcomer is then not asked for one. */
const KEY = 'attune-session';

function expectSession(expected) {
  try {
    if (expected) localStorage.setItem(KEY, 'open');
    else localStorage.removeItem(KEY);
  } catch {
    // Storage may be switched off; then the cookie is always tried.
  }
}

function isSessionLikely() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true;
  }
}

const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('attune-session') : null;

function signedIn(user) {
  expectSession(true);
  keepTheme(user.preferences?.theme);
  session.set({ known: true, user, note: null, keepPlace: false });
}

function signedOut(note = null, keepPlace = false) {
  expectSession(false);
  standBack(note, keepPlace);
}

/** Signs this tab out and leaves alone what all tabs share. */
function standBack(note, keepPlace = false) {
  forgetToken();
  session.set({ known: true, user: null, note, keepPlace });
}

onSessionLost(({ toAnother }) => {
  if (toAnother) standBack(ANOTHER_ACCOUNT);
  else signedOut('Your session has ended. Please sign in again.', true);
});
tabs?.addEventListener('message', ({ data }) => {
  const { user } = session.get();
  if (!user || data?.signedIn === user.id) return;
  standBack(data?.signedIn ? ANOTHER_ACCOUNT : 'You signed out in another tab.');
});

let waiting = new AbortController();

/** Ends the wait for the next try to take up the session. */
export const tryNow = () => waiting.abort();

/** Takes up the session of the refresh cookie, if there is one; waits for a server that does not answer. */
export async function resume() {
  if (!isSessionLikely()) return signedOut();
  for (let failures = 1; ; failures += 1) {
    try {
      const answer = await refresh();
      return answer ? signedIn(answer.user) : signedOut();
    } catch (trouble) {
      session.patch({ trouble });
      waiting = new AbortController();
      await pause(backoffMs(trouble, failures), waiting.signal);
    }
  }
}

function enter(user) {
  tabs?.postMessage({ signedIn: user.id });
  signedIn(user);
}

export async function login(name, password) {
  enter((await auth.login(name, password)).user);
}

export async function register(account) {
  enter((await auth.register(account)).user);
}

/** Ends the session here even when the server cannot be told. */
export async function logout() {
  await auth.logout().catch(() => {});
  if (session.get().note !== ANOTHER_ACCOUNT) leave('You are signed out.');
}

export function leave(note) {
  tabs?.postMessage('signed out');
  signedOut(note);
}

/** Takes up what the server says about the user, unless they left meanwhile. */
function renew(user) {
  if (session.get().user?.id === user.id) signedIn(user);
}

export async function updateMe(changes) {
  renew(await me.update(changes));
}

export async function giveConsent(version) {
  const answer = await me.giveConsent(version);
  renew(answer?.username ? answer : await me.get());
}

export async function withdrawConsent() {
  const answer = await me.withdrawConsent();
  renew(answer?.username ? answer : await me.get());
}
