/** A list of songs as a file for other players: extended M3U in UTF-8, and JSPF (XSPF in JSON). Pure. */

import { playsAlone } from './playlist.js';

const kindOf = (song) => song.playback?.kind ?? 'link';

/** One line, whatever the tags hold. */
const line = (text) => String(text ?? '').replace(/\s+/g, ' ').trim();

const titleOf = (list) => `Attune: songs for ${list.mood} (${list.intent})`;

/** A web address that still works tomorrow and without Attune; the paths of streams are neither. */
function lastingUrl(song) {
  const url = kindOf(song) === 'link' ? song.playback.url || song.url : song.url;
  return /^https?:\/\//.test(url ?? '') ? url : null;
}

/** What to say of a song that has no address outside of Attune. */
function whereItIs(song) {
  if (kindOf(song) !== 'synth') return 'In your own music library; play it in Attune.';
  const { tempo_bpm: bpm, key, mode, seed } = song.playback.score;
  return `Composed and played by Attune: ${Math.round(bpm)} bpm, ${key} ${mode}, seed ${seed}. Export it there as WAV.`;
}

/** Songs without an address are comments, because every entry needs one. */
export function toM3u(list) {
  const entries = list.songs.flatMap((song) => {
    const name = line(`${song.artists.join(', ')} - ${song.title}`);
    const url = lastingUrl(song);
    const seconds = song.duration_ms ? Math.round(song.duration_ms / 1000) : -1;
    return url ? [`#EXTINF:${seconds},${name}`, url] : [`# ${name}`, `# ${whereItIs(song)}`];
  });
  return ['#EXTM3U', `#PLAYLIST:${line(titleOf(list))}`, ...entries, ''].join('\n');
}

/** Pages about a song are `info`; XSPF keeps `location` for the sound itself, which nobody here may share. */
function track(song) {
  const url = lastingUrl(song);
  return {
    title: line(song.title),
    creator: line(song.artists.join(', ')),
    ...(song.album ? { album: line(song.album) } : {}),
    ...(song.duration_ms ? { duration: Math.round(song.duration_ms) } : {}),
    ...(url ? { info: url } : { annotation: whereItIs(song) }),
  };
}

export function toJspf(list, now = new Date()) {
  return JSON.stringify({
    playlist: { title: titleOf(list), creator: 'Attune', date: now.toISOString(), track: list.songs.map(track) },
  }, null, 2);
}

/** How many songs play in Attune only, for the note beside the choice. */
export const namedOnly = (list) => list.songs.filter((song) => playsAlone(song) && !lastingUrl(song)).length;
