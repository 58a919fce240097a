/** Who is signed in. Knows nothing of views; they watch the store. */

import { auth, forgetToken, me, onSessionLost, refresh } from './api.js';
import { createStore } from './store.js';
import { keepTheme } from './theme.js';

/**
 * `user` is null when signed out; `note` says why, for the login view;
 * `keepPlace` asks for the same view again after the next sign-in.
 */
export const session = createStore({ known: false, user: null, note: null, keepPlace: false });

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
  forgetToken();
  session.set({ known: true, user: null, note, keepPlace });
}

onSessionLost(() => signedOut('Your session has ended. Please sign in again.', true));
tabs?.addEventListener('message', () => {
  if (session.get().user) signedOut('You signed out in another tab.');
});

/** Takes up the session of the refresh cookie, if there is one. */
export async function resume() {
  if (!isSessionLikely()) return signedOut();
  try {
    const answer = await refresh();
    if (answer) signedIn(answer.user);
    else signedOut();
  } catch (error) {
    signedOut(error.message);
    expectSession(true);
  }
  return undefined;
}

export async function login(name, password) {
  signedIn((await auth.login(name, password)).user);
}

export async function register(account) {
  signedIn((await auth.register(account)).user);
}

/** Ends the session here even when the server cannot be told. */
export async function logout() {
  await auth.logout().catch(() => {});
  leave('You are signed out.');
}

export function leave(note) {
  tabs?.postMessage('signed out');
  signedOut(note);
}

export async function updateMe(changes) {
  signedIn(await me.update(changes));
}

export async function giveConsent(version) {
  const answer = await me.giveConsent(version);
  signedIn(answer?.username ? answer : await me.get());
}

export async function withdrawConsent() {
  const answer = await me.withdrawConsent();
  signedIn(answer?.username ? answer : await me.get());
}
