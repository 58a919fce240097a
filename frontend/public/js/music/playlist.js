/** What plays next: a list that a new mood replaces, that can be held, and put back. Pure. */

/**
 * `list` is an answer of GET /songs; `next` is the index of the song that comes next in it;
 * `played` are the songs that were heard before, the latest last.
 */
export const EMPTY = { list: null, next: 0, held: false, former: null, played: [] };

/** As far as "previous" goes back. */
const REMEMBERED = 50;

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

/** The song was heard and may be asked for again. */
export function remember(state, song) {
  return { ...state, played: [...state.played.filter(({ id }) => id !== song.id), song].slice(-REMEMBERED) };
}

/** Songs the page can play through by itself. */
export const playsAlone = (song) => ['synth', 'stream'].includes(song.playback?.kind);

/** What follows one another: songs that play by themselves, or in a list without any those of an embed. */
function followsOn(list) {
  return list?.songs.some(playsAlone) ? playsAlone : (song) => song.playback?.kind === 'embed';
}

/** The index of the song that comes next, or -1 at the end. */
export function nextIndex(state) {
  const follows = followsOn(state.list);
  return (state.list?.songs ?? []).findIndex((song, index) => index >= state.next && follows(song));
}

/** The songs that come after this one. */
export const upNext = (state) => (state.list?.songs ?? []).slice(state.next).filter(followsOn(state.list));

const withSongs = (state, songs, next = state.next) => ({ ...state, list: { ...state.list, songs }, next });

/** Moves a song to where it comes next; the song that plays stays where it is. */
export function playNext(state, id) {
  const index = state.list?.songs.findIndex((song) => song.id === id) ?? -1;
  if (index < 0 || index === state.next) return state;
  const songs = state.list.songs.filter((song) => song.id !== id);
  const next = index < state.next ? state.next - 1 : state.next;
  return withSongs(state, songs.toSpliced(next, 0, state.list.songs[index]), next);
}

/** Puts a song that was taken out back to its index. */
export function insertSong(state, song, index) {
  if (!state.list || state.list.songs.some(({ id }) => id === song.id)) return state;
  return withSongs(state, state.list.songs.toSpliced(index, 0, song), index < state.next ? state.next + 1 : state.next);
}

/** Takes a song out of the list, e.g. after a skip. */
export function removeSong(state, id) {
  if (!state.list) return state;
  const index = state.list.songs.findIndex((song) => song.id === id);
  if (index < 0) return state;
  const songs = state.list.songs.filter((song) => song.id !== id);
  return withSongs(state, songs, index < state.next ? state.next - 1 : state.next);
}
