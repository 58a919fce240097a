/** The rows of a list of songs: play, why, like, dislike, skip, open. */

import { fill, h, icon, iconButton, setPressed, webUrl } from '../dom.js';
import { formatDuration } from '../format.js';
import { announce } from '../notify.js';
import { cover } from './cover.js';
import { player, playSong, skip, toggle } from './player.js';
import { dropSong, feedback, hasFeedback, reportFeedback, toggleFeedback } from './queue.js';

const VERB = { synth: 'Play', stream: 'Play', embed: 'Play on Spotify', link: 'Open' };

const kindOf = (song) => song.playback?.kind ?? 'link';

const isCurrent = (song) => player.get().song?.id === song.id;

function playButton(song, mood) {
  const node = h('button', { type: 'button', class: 'song-cover', testid: 'song-play' }, cover(song, mood), h('span', { class: 'song-cover-icon' }));
  node.addEventListener('click', () => (isCurrent(song) && player.get().status !== 'embedded' ? toggle() : playSong(song)));
  const show = ({ status }) => {
    const playing = isCurrent(song) && status === 'playing';
    fill(node.lastChild, icon(playing ? 'pause' : kindOf(song) === 'link' ? 'open' : 'play'));
    node.setAttribute('aria-label', `${playing ? 'Pause' : VERB[kindOf(song)] ?? 'Play'} “${song.title}”`);
  };
  return { node, show };
}

function opinionButtons(song) {
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
      if (isCurrent(song)) await skip();
      else reportFeedback(song, 'skip');
      dropSong(song);
      announce(`Skipped ${song.title}.`);
    },
  });
}

function details(song) {
  const album = [song.album, song.year].filter(Boolean).join(', ');
  const length = song.duration_ms ? formatDuration(song.duration_ms) : null;
  return h('div', { class: 'song-text' },
    h('p', { class: 'song-title' }, h('span', {}, song.title), song.explicit ? h('abbr', { class: 'explicit', title: 'Explicit lyrics' }, 'E') : null),
    h('p', { class: 'song-artist' }, [song.artists.join(', '), album, length].filter(Boolean).join(' · ')),
    song.reasons?.length
      ? h('p', { class: 'song-why' }, icon('spark', 14), h('span', {}, h('span', { class: 'sr-only' }, 'Why: '), song.reasons.map(({ text }) => text).join(' · '))) : null);
}

/** One row; it follows the player and the feedback until `signal` aborts. */
function songItem(song, mood, signal) {
  const play = playButton(song, mood);
  const opinion = opinionButtons(song);
  const url = song.url ? webUrl(song.url) : null;
  const node = h('li', { class: 'song', testid: 'song-item', data: { song: song.id } },
    play.node, details(song),
    h('div', { class: 'song-actions' }, opinion.nodes, skipButton(song),
      url ? h('a', { class: 'btn-icon', href: url, target: '_blank', rel: 'noopener noreferrer', 'aria-label': `Open “${song.title}” in a new tab`, title: 'Open in a new tab' }, icon('open')) : null));
  player.watch((state) => {
    play.show(state);
    node.classList.toggle('song-current', isCurrent(song));
    if (isCurrent(song)) node.setAttribute('aria-current', 'true');
    else node.removeAttribute('aria-current');
  }, signal);
  feedback.watch(opinion.show, signal);
  return node;
}

export function songList(list, signal) {
  return h('ol', { class: 'songs', testid: 'song-list', 'aria-label': `Songs for ${list.mood}`, data: { mood: list.mood } },
    list.songs.map((song) => songItem(song, list.mood, signal)));
}
