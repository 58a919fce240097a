/** What the person said about songs: like, dislike, skip; given and taken back exactly. */

import { music } from '../api.js';
import { toast, toastError } from '../notify.js';
import { session } from '../session.js';
import { createStore } from '../store.js';

/** Song id to the set of kinds that were given. */
export const feedback = createStore(new Map());

let owner = null;
session.watch(({ user }) => {
  if ((user?.id ?? null) === owner) return;
  owner = user?.id ?? null;
  feedback.set(new Map());
});

function remember(songId, kind, given) {
  const kinds = new Set(feedback.get().get(songId));
  if (given) kinds.add(kind);
  else kinds.delete(kind);
  feedback.set(new Map(feedback.get()).set(songId, kinds));
}

/** Takes over which songs of a list were liked before; what was said on this page is known already. */
export function learnFeedback(songs) {
  songs.filter(({ id }) => !feedback.get().has(id)).forEach(({ id, liked }) => liked && remember(id, 'like', true));
}

export const hasFeedback = (songId, kind) => feedback.get().get(songId)?.has(kind) ?? false;

async function change(song, kind, giving) {
  await (giving ? music.feedback(song.id, kind) : music.takeBack(song.id, kind));
  remember(song.id, kind, giving);
}

/** Gives or takes back a like or dislike; a like replaces a dislike and the other way round. */
export async function toggleFeedback(song, kind) {
  const giving = !hasFeedback(song.id, kind);
  const other = kind === 'like' ? 'dislike' : 'like';
  try {
    if (giving && hasFeedback(song.id, other)) await change(song, other, false);
    await change(song, kind, giving);
  } catch (error) {
    return toastError(error, 'Your feedback was not saved.');
  }
  const undo = { label: 'Undo', run: () => toggleFeedback(song, kind) };
  if (giving) toast(kind === 'like' ? `More like “${song.title}”.` : `Less like “${song.title}”.`, { actions: [undo], key: 'feedback' });
  else toast(`Taken back for “${song.title}”.`, { key: 'feedback' });
}

/** Feedback that the player gives on the person's behalf; a failure is not worth a toast. */
export function reportFeedback(song, kind) {
  return change(song, kind, true).catch(() => {});
}

/** Reports a skip, says so, and offers to take it back; `restore` undoes what the skip did to the page. */
export function reportSkip(song, restore) {
  const told = reportFeedback(song, 'skip');
  const undo = async () => {
    await told;
    if (hasFeedback(song.id, 'skip')) {
      await change(song, 'skip', false).catch((error) => toastError(error, 'The skip was not taken back.'));
    }
    restore();
  };
  toast(`Skipped “${song.title}”.`, { actions: [{ label: 'Undo', run: undo }], key: 'feedback' });
}
