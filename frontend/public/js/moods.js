/** The four moods: names, words and the five-bar glyph that stands for each. */

import { s } from './dom.js';
import { capitalise } from './format.js';

export const MOODS = ['happy', 'sad', 'angry', 'neutral'];

export const INTENTS = [
  { value: 'match', label: 'Match', about: 'Songs that fit the mood you are in' },
  { value: 'lift', label: 'Lift', about: 'Songs that start where you are and lead somewhere brighter' },
  { value: 'surprise', label: 'Surprise', about: 'Fitting songs from corners you do not know yet' },
];

/** What an intent means for a mood: an angry person is settled, not lifted. */
export function intentFor(value, mood) {
  const intent = INTENTS.find((one) => one.value === value) ?? INTENTS[0];
  return value === 'lift' && mood === 'angry'
    ? { ...intent, label: 'Settle', about: 'Songs that start where you are and lead to somewhere calmer' } : intent;
}

export const moodLabel = (mood) => (MOODS.includes(mood) ? capitalise(mood) : 'No mood yet');

/** Top and height of each of the five bars, in a box of 40 by 40. */
const BARS = {
  happy: [[7, 13], [13, 15], [16, 16], [13, 15], [7, 13]],
  sad: [[20, 13], [12, 15], [8, 16], [12, 15], [20, 13]],
  angry: [[14, 14], [5, 25], [17, 9], [8, 28], [13, 12]],
  neutral: [[14, 12], [14, 12], [14, 12], [14, 12], [14, 12]],
  none: [[18, 4], [18, 4], [18, 4], [18, 4], [18, 4]],
};

/** A smile, a frown, a jag or a level line made of equaliser bars. Decorative: put the word beside it. */
export function moodGlyph(mood, size = 24) {
  const bars = (BARS[mood] ?? BARS.none).map(([y, height], index) =>
    s('rect', { x: 3 + index * 7.5, y, width: 4, height, rx: 2 }));
  return s('svg', {
    class: 'glyph', viewBox: '0 0 40 40', width: size, height: size, fill: 'currentColor',
    'aria-hidden': 'true', 'data-mood': mood ?? 'none',
  }, bars);
}

/** Changes a glyph in place, so that CSS can move the bars. */
export function shapeGlyph(glyph, mood) {
  glyph.dataset.mood = mood ?? 'none';
  (BARS[mood] ?? BARS.none).forEach(([y, height], index) => {
    glyph.children[index].setAttribute('y', y);
    glyph.children[index].setAttribute('height', height);
  });
}

const OUTCOMES = {
  unsure: 'Not sure', no_face: 'No face', too_dark: 'Too dark', too_bright: 'Too bright',
  blurred: 'Blurred', too_small: 'Too far away',
};

/** What the readout says for a prediction without a mood. */
export const outcomeLabel = (outcome) => OUTCOMES[outcome] ?? 'Not sure';
