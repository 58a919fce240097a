/** The mark and the waveform: bars in the four mood colours. */

import { s } from './dom.js';

const BARS = [[5, 13, 'happy'], [10.5, 17, 'angry'], [16, 19, 'ink'], [21.5, 17, 'neutral'], [27, 13, 'sad']];
const TOPS = [6, 8.5, 9.5, 8.5, 6];

/** Five equaliser bars whose feet trace a smile. */
export function logo(size = 32) {
  return s('svg', { class: 'logo', viewBox: '0 0 32 32', width: size, height: size, 'aria-hidden': 'true' },
    BARS.map(([x, height, tone], index) =>
      s('rect', { class: `tone-${tone}`, x: x - 1.9, y: TOPS[index], width: 3.8, height: height - 1, rx: 1.9 })));
}

/** A wide, calm waveform; decorative. */
export function waveform(bars = 48) {
  const tones = ['happy', 'angry', 'sad', 'neutral'];
  const width = bars * 10;
  return s('svg', { class: 'waveform', viewBox: `0 0 ${width} 120`, 'aria-hidden': 'true' },
    Array.from({ length: bars }, (_, index) => {
      const t = index / (bars - 1);
      const swell = Math.sin(Math.PI * t) ** 1.2;
      const ripple = 0.55 + 0.45 * Math.sin(t * 21) * Math.cos(t * 7);
      const height = 8 + 104 * swell * ripple;
      return s('rect', {
        class: `tone-${tones[Math.min(3, Math.floor(t * 4))]}`,
        x: index * 10 + 2, y: (60 - height / 2).toFixed(1), width: 5, height: height.toFixed(1), rx: 2.5,
      });
    }));
}
