/** Writes sound as a WAV file: RIFF, 16-bit PCM, little-endian. Pure. */

import { randomFrom } from '../random.js';

const HEADER_BYTES = 44;
const FULL_SCALE = 32_767;

function header(view, { channels, rate, dataBytes }) {
  const word = (at, text) => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  word(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, dataBytes, true);
}

/**
 * `channels` are arrays of samples of −1 … 1; louder ones are clipped. Triangular dither of one step
 * turns rounding errors into faint noise; it is the same in every file.
 */
export function encodeWav(channels, rate) {
  const frames = channels[0].length;
  const dataBytes = frames * channels.length * 2;
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(bytes.buffer);
  const random = randomFrom('dither');
  header(view, { channels: channels.length, rate, dataBytes });
  let at = HEADER_BYTES;
  for (let frame = 0; frame < frames; frame += 1) {
    for (const samples of channels) {
      const value = samples[frame];
      const dither = value === 0 ? 0 : random() - random();
      const level = Math.round(value * FULL_SCALE + dither);
      view.setInt16(at, Math.max(-FULL_SCALE, Math.min(FULL_SCALE, level)), true);
      at += 2;
    }
  }
  return bytes;
}
