/** Covers: the source's picture, or one drawn from the song's own id and mood. */

import { h, s, webUrl } from '../dom.js';
import { randomFrom } from '../random.js';

const SIZE = 64;
const PICTURE_SIZE = 256;

/** Where the moon and the bars of a song's cover are, in a box of 64 by 64. */
function design(song) {
  const random = randomFrom(song.id);
  const turn = Math.floor(random() * 4);
  const bars = Array.from({ length: 7 }, (_, index) => {
    const height = 8 + random() * 28;
    return { x: 7 + index * 7.6, y: 32 - height / 2, height };
  });
  return { turn, bars, moon: { x: random() * SIZE, y: random() * SIZE, radius: 18 + random() * 16 } };
}

function drawn(song, mood) {
  const { turn, bars, moon } = design(song);
  return s('svg', { class: `cover cover-drawn cover-turn-${turn}`, viewBox: '0 0 64 64', 'aria-hidden': 'true', 'data-mood': mood ?? 'neutral' },
    s('rect', { width: SIZE, height: SIZE, class: 'cover-ground' }),
    s('circle', { cx: moon.x.toFixed(0), cy: moon.y.toFixed(0), r: moon.radius.toFixed(0), class: 'cover-moon' }),
    bars.map(({ x, y, height }) => s('rect', { x, y: y.toFixed(1), width: 4, height: height.toFixed(1), rx: 2, class: 'cover-bar' })));
}

/** The source's picture is shown as it is: whole, uncropped, nothing laid over it. */
export function cover(song, mood) {
  const url = song.artwork_url ? webUrl(song.artwork_url) : null;
  if (!url) return drawn(song, mood);
  const picture = h('img', { class: 'cover cover-art', src: url, alt: '', loading: 'lazy', referrerpolicy: 'no-referrer', width: 56, height: 56 });
  picture.addEventListener('error', () => picture.replaceWith(drawn(song, mood)), { once: true });
  return picture;
}

/** The drawn cover as a PNG's data URL, for the system's media controls. */
export function coverPicture(song, mood) {
  const { bars, moon } = design(song);
  const canvas = h('canvas', { width: PICTURE_SIZE, height: PICTURE_SIZE });
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const probe = document.body.appendChild(h('i', { class: 'cover-ink', data: { mood: mood ?? 'neutral' }, hidden: true }));
  const ink = getComputedStyle(probe).color;
  probe.remove();
  pen.scale(PICTURE_SIZE / SIZE, PICTURE_SIZE / SIZE);
  pen.fillStyle = ink;
  pen.fillRect(0, 0, SIZE, SIZE);
  pen.fillStyle = '#ffffff66';
  pen.beginPath();
  pen.arc(moon.x, moon.y, moon.radius, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = '#ffffff';
  for (const { x, y, height } of bars) {
    pen.beginPath();
    pen.roundRect(x, y, 4, height, 2);
    pen.fill();
  }
  return canvas.toDataURL('image/png');
}
