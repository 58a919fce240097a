/** What plays next: a list that a new mood replaces, that can be held, and put back. Pure. */

/** `list` is an answer of GET /songs; `next` is the index of the song that comes next in it. */
export const EMPTY = { list: null, next: 0, held: false, former: null };

/** Replaces what comes next; the song that plays is not touched. */
export function replaceList(state, list) {
  const former = state.list ? { list: state.list, next: state.next } : null;
  return { ...state, list, next: 0, former };
}

/** Puts the former list back. */
export function undo(state) {
  return state.former ? { ...state, ...state.former, former: null } : state;
}

export const hold = (state, held) => ({ ...state, held });

/** The song at `index` plays now; the one after it comes next. */
export const moveTo = (state, index) => ({ ...state, next: index + 1 });

/** Songs the page can play through by itself. */
export const playsAlone = (song) => ['synth', 'stream'].includes(song.playback?.kind);

/** The index of the next song that plays by itself, or -1 at the end. */
export function nextIndex(state) {
  const songs = state.list?.songs ?? [];
  return songs.findIndex((song, index) => index >= state.next && playsAlone(song));
}

/** Takes a song out of the list, e.g. after a dislike. */
export function removeSong(state, id) {
  if (!state.list) return state;
  const index = state.list.songs.findIndex((song) => song.id === id);
  if (index < 0) return state;
  const songs = state.list.songs.filter((song) => song.id !== id);
  return { ...state, list: { ...state.list, songs }, next: index < state.next ? state.next - 1 : state.next };
}
