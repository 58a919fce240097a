/** The session's songs: fetches lists for a mood, keeps hold and undo, remembers feedback. */

import { music } from '../api.js';
import { session } from '../session.js';
import { createStore } from '../store.js';
import { toast, toastError } from '../notify.js';
import { EMPTY, hold, removeSong, replaceList, undo } from './playlist.js';

const FRESH = { ...EMPTY, mood: null, waitingMood: null, intent: 'match', loading: false, error: null };

export const queue = createStore(FRESH);
/** Song id to the set of kinds the person gave. */
export const feedback = createStore(new Map());

let fetching = null;
let owner = null;
/** The intent of the preferences; a new one replaces what was chosen here. */
let preferred = 'match';

session.watch(({ user }) => {
  const intent = user?.preferences?.intent ?? 'match';
  if ((user?.id ?? null) === owner) {
    if (intent !== preferred) queue.patch({ intent: preferred = intent });
    return;
  }
  owner = user?.id ?? null;
  preferred = intent;
  fetching?.abort();
  queue.set({ ...FRESH, intent });
  feedback.set(new Map());
});

/** Fetches songs for the mood and the chosen intent; `announce` shows the toast with undo and hold. */
export async function loadSongs(mood, { announce = true } = {}) {
  fetching?.abort();
  const mine = fetching = new AbortController();
  queue.patch({ mood, loading: true, error: null });
  try {
    const list = await music.songs({ mood, intent: queue.get().intent }, mine.signal);
    if (mine.signal.aborted) return;
    queue.set({ ...replaceList(queue.get(), list), loading: false });
    if (announce) announceList(list);
  } catch (error) {
    if (mine.signal.aborted) return;
    queue.patch({ loading: false, error });
  }
}

function announceList(list) {
  const actions = [{ label: 'Hold', run: () => setHeld(true) }];
  if (queue.get().former) actions.unshift({ label: 'Undo', run: undoList });
  toast(`Songs for ${list.mood}.`, { actions, key: 'songs' });
}

/** A mood change that the camera saw: ignored while the list is held. */
export function followMood(mood) {
  if (queue.get().held) queue.patch({ waitingMood: mood });
  else loadSongs(mood);
}

export function setHeld(held) {
  const { waitingMood } = queue.get();
  queue.set({ ...hold(queue.get(), held), waitingMood: null });
  if (held) toast('Holding these songs. Your mood can change; they stay.', { key: 'songs' });
  else if (waitingMood && waitingMood !== queue.get().list?.mood) loadSongs(waitingMood);
}

export function undoList() {
  const state = undo(queue.get());
  queue.set({ ...state, mood: state.list?.mood ?? state.mood, intent: state.list?.intent ?? state.intent });
  if (state.list) toast(`Back to the songs for ${state.list.mood}.`, { key: 'songs' });
}

export function setIntent(intent) {
  if (intent === queue.get().intent) return;
  queue.patch({ intent });
  if (queue.get().mood) loadSongs(queue.get().mood, { announce: false });
}

function remember(songId, kind, given) {
  const kinds = new Set(feedback.get().get(songId));
  if (given) kinds.add(kind);
  else kinds.delete(kind);
  feedback.set(new Map(feedback.get()).set(songId, kinds));
}

export const hasFeedback = (songId, kind) => feedback.get().get(songId)?.has(kind) ?? false;

/** Gives or takes back a like or dislike; a like replaces a dislike and the other way round. */
export async function toggleFeedback(song, kind) {
  const giving = !hasFeedback(song.id, kind);
  const other = kind === 'like' ? 'dislike' : 'like';
  try {
    if (giving && hasFeedback(song.id, other)) {
      await music.takeBack(song.id, other);
      remember(song.id, other, false);
    }
    await (giving ? music.feedback(song.id, kind) : music.takeBack(song.id, kind));
    remember(song.id, kind, giving);
  } catch (error) {
    toastError(error, 'Your feedback was not saved.');
  }
}

/** Feedback that the player gives on the person's behalf; a failure is not worth a toast. */
export function reportFeedback(song, kind) {
  music.feedback(song.id, kind).catch(() => {});
}

export function dropSong(song) {
  queue.set({ ...queue.get(), ...removeSong(queue.get(), song.id) });
}
