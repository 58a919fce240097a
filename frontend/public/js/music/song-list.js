/** The rows of a list of songs: play, why, like, dislike, play next, skip, open. */

import { fill, h, icon, iconButton, setPressed, webUrl } from '../dom.js';
import { formatDuration } from '../format.js';
import { announce } from '../notify.js';
import { cover } from './cover.js';
import { feedback, hasFeedback, reportSkip, toggleFeedback } from './feedback.js';
import { player, playSong, skip, toggle } from './player.js';
import { playsAlone } from './playlist.js';
import { bringForward, dropSong, dropSongForNow } from './queue.js';
import { whyDisclosure } from './why.js';

const VERB = { synth: 'Play', stream: 'Play', embed: 'Play on Spotify', link: 'Open' };

const kindOf = (song) => song.playback?.kind ?? 'link';

const isCurrent = (song) => player.get().song?.id === song.id;

function playButton(song, mood) {
  const sign = h('span', { class: 'song-cover-icon' });
  const node = h('button', { type: 'button', class: 'song-cover', testid: 'song-play' }, cover(song, mood), sign);
  node.addEventListener('click', () => (isCurrent(song) && player.get().status !== 'embedded' ? toggle() : playSong(song)));
  const show = ({ status }) => {
    const playing = isCurrent(song) && status === 'playing';
    fill(sign, icon(playing ? 'pause' : kindOf(song) === 'link' ? 'open' : 'play'));
    node.setAttribute('aria-label', `${playing ? 'Pause' : VERB[kindOf(song)] ?? 'Play'} “${song.title}”`);
  };
  return { node, show };
}

/** Like and dislike, which follow what was said anywhere on the page. */
export function opinionButtons(song) {
  const like = iconButton(`Like “${song.title}”`, 'heart', { class: 'btn-like', testid: 'song-like', onClick: () => toggleFeedback(song, 'like') });
  const dislike = iconButton(`Dislike “${song.title}”`, 'thumb-down', { class: 'btn-dislike', testid: 'song-dislike', onClick: () => toggleFeedback(song, 'dislike') });
  const show = () => {
    setPressed(like, hasFeedback(song.id, 'like'));
    setPressed(dislike, hasFeedback(song.id, 'dislike'));
  };
  return { nodes: [like, dislike], show };
}

function skipButton(song) {
  return iconButton(`Skip “${song.title}”`, 'skip', {
    testid: 'song-skip',
    onClick: async () => {
      if (isCurrent(song)) {
        await skip();
        dropSong(song);
      } else {
        reportSkip(song, dropSongForNow(song));
      }
    },
  });
}

function nextButton(song) {
  if (!playsAlone(song)) return null;
  return iconButton(`Play “${song.title}” next`, 'play-next', {
    testid: 'song-play-next',
    onClick: () => {
      bringForward(song);
      announce(`${song.title} plays next.`);
    },
  });
}

/** Nothing may lie over Spotify's pictures, so its songs have a play sign of their own. */
function spotifyPlay(song, source) {
  if (source !== 'spotify' || kindOf(song) !== 'embed') return null;
  return iconButton(`Play “${song.title}” on Spotify`, 'play', { onClick: () => playSong(song) });
}

function openLink(song, source) {
  const url = song.url ? webUrl(song.url) : null;
  if (!url) return null;
  const isSpotify = source === 'spotify';
  const label = isSpotify ? `Open “${song.title}” on Spotify` : `Open “${song.title}” in a new tab`;
  return h('a', {
    class: `btn-icon ${isSpotify ? 'btn-spotify' : ''}`, href: url, target: '_blank', rel: 'noopener noreferrer',
    'aria-label': label, title: isSpotify ? 'Open on Spotify' : 'Open in a new tab',
  }, icon(isSpotify ? 'spotify' : 'open'));
}

function details(song) {
  const album = [song.album, song.year].filter(Boolean).join(', ');
  const length = song.duration_ms ? formatDuration(song.duration_ms) : null;
  const maker = kindOf(song) === 'synth' ? 'Attune, composed for you' : song.artists.join(', ');
  return h('div', { class: 'song-text' },
    h('p', { class: 'song-title' }, h('span', {}, song.title), song.explicit ? h('abbr', { class: 'explicit', title: 'Explicit lyrics' }, 'E') : null),
    h('p', { class: 'song-artist' }, [maker, album, length].filter(Boolean).join(' · ')),
    whyDisclosure(song));
}

/** One row; it follows the player and the feedback until `signal` aborts. */
function songItem(song, { mood, source }, signal) {
  const play = playButton(song, mood);
  const opinion = opinionButtons(song);
  const node = h('li', { class: 'song', testid: 'song-item', data: { song: song.id, kind: kindOf(song) } },
    play.node, details(song),
    h('div', { class: 'song-actions' }, spotifyPlay(song, source), opinion.nodes, nextButton(song), skipButton(song), openLink(song, source)));
  player.watch((state) => {
    play.show(state);
    node.classList.toggle('song-current', isCurrent(song));
    node.classList.toggle('song-playing', isCurrent(song) && state.status === 'playing');
    if (isCurrent(song)) node.setAttribute('aria-current', 'true');
    else node.removeAttribute('aria-current');
  }, signal);
  feedback.watch(opinion.show, signal);
  return node;
}

export function songList(list, signal) {
  return h('ol', { class: 'songs', testid: 'song-list', 'aria-label': `Songs for ${list.mood}`, data: { mood: list.mood, source: list.source } },
    list.songs.map((song) => songItem(song, list, signal)));
}
