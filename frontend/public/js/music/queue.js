/** The session's songs: fetches lists for a mood, keeps intent, hold and undo. */

import { music } from '../api.js';
import { session } from '../session.js';
import { createStore } from '../store.js';
import { toast } from '../notify.js';
import { learnFeedback } from './feedback.js';
import { EMPTY, hold, insertSong, playNext, removeSong, replaceList, undo } from './playlist.js';

/** `chosen` is an intent that the person has just asked for; without it the server knows which one counts. */
const FRESH = { ...EMPTY, mood: null, waitingMood: null, intent: 'match', chosen: null, loading: false, error: null };

export const queue = createStore(FRESH);

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
});

/**
 * Fetches songs for the mood. The server remembers an intent for each mood, so one is sent only when
 * the person has just chosen it. `announce` shows the toast with undo and hold.
 */
export async function loadSongs(mood, { announce = true } = {}) {
  fetching?.abort();
  const mine = fetching = new AbortController();
  queue.patch({ mood, loading: true, error: null });
  try {
    const list = await music.songs({ mood, intent: queue.get().chosen }, mine.signal);
    if (mine.signal.aborted) return;
    learnFeedback(list.songs);
    queue.set({ ...replaceList(queue.get(), list), loading: false, chosen: null, intent: list.intent ?? queue.get().intent });
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
  queue.patch({ intent, chosen: intent });
  if (queue.get().mood) loadSongs(queue.get().mood, { announce: false });
}

/** More songs of the same kind. */
export function moreSongs() {
  const { mood, intent } = queue.get();
  queue.patch({ chosen: intent });
  return loadSongs(mood, { announce: false });
}

export function dropSong(song) {
  queue.set({ ...queue.get(), ...removeSong(queue.get(), song.id) });
}

/** Takes the song out and answers a function that puts it back where it was, if its list is still there. */
export function dropSongForNow(song) {
  const index = queue.get().list?.songs.findIndex(({ id }) => id === song.id) ?? -1;
  const { mood, intent } = queue.get().list ?? {};
  if (index < 0) return () => {};
  dropSong(song);
  return () => {
    const { list } = queue.get();
    if (list?.mood === mood && list.intent === intent) queue.set({ ...queue.get(), ...insertSong(queue.get(), song, index) });
  };
}

export function bringForward(song) {
  queue.set({ ...queue.get(), ...playNext(queue.get(), song.id) });
}
