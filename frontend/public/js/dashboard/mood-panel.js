/** The readout: mood, confidence, probabilities, valence and arousal, and the person's objection. */

import { button, fill, h, icon, s } from '../dom.js';
import { formatProbability, formatSigned, formatSure } from '../format.js';
import { MOODS, moodGlyph, moodLabel, outcomeLabel, shapeGlyph } from '../moods.js';

function probabilityBars() {
  const rows = Object.fromEntries(MOODS.map((mood) => {
    const bar = h('div', { class: 'meter-fill' });
    const value = h('span', { class: 'meter-value' }, '–');
    const meter = h('div', { class: 'meter', role: 'meter', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': 0, 'aria-label': `${moodLabel(mood)} probability` }, bar);
    return [mood, { bar, value, meter, node: h('div', { class: 'meter-row', data: { mood } }, h('span', { class: 'meter-name' }, moodGlyph(mood, 18), moodLabel(mood)), meter, value) }];
  }));
  const show = (probabilities) => MOODS.forEach((mood) => {
    const share = probabilities?.[mood] ?? 0;
    const { bar, value, meter } = rows[mood];
    bar.style.width = `${share * 100}%`;
    value.textContent = probabilities ? formatProbability(share) : '–';
    meter.setAttribute('aria-valuenow', Math.round(share * 100));
    meter.setAttribute('aria-valuetext', probabilities ? formatProbability(share) : 'not measured');
  });
  return { node: h('div', { class: 'meters' }, MOODS.map((mood) => rows[mood].node)), show };
}

/** Valence across, arousal upwards, both -1 to 1. */
function circumplex() {
  const dot = s('circle', { class: 'plane-dot', cx: 50, cy: 50, r: 5 });
  const words = h('p', { class: 'fine' });
  const plane = s('svg', { class: 'plane', viewBox: '0 0 100 100', 'aria-hidden': 'true' },
    s('rect', { class: 'plane-ground', x: 0.5, y: 0.5, width: 99, height: 99, rx: 12 }),
    s('path', { class: 'plane-axis', d: 'M50 6V94M6 50H94' }), dot);
  const node = h('figure', { class: 'plane-box' },
    h('div', { class: 'plane-frame' }, h('span', { class: 'plane-label plane-top' }, 'lively'), h('span', { class: 'plane-label plane-bottom' }, 'calm'),
      h('span', { class: 'plane-label plane-left' }, 'unpleasant'), h('span', { class: 'plane-label plane-right' }, 'pleasant'), plane),
    h('figcaption', {}, words));
  const show = (valence, arousal) => {
    const known = typeof valence === 'number' && typeof arousal === 'number';
    dot.classList.toggle('plane-dot-off', !known);
    dot.setAttribute('cx', 50 + (known ? valence : 0) * 44);
    dot.setAttribute('cy', 50 - (known ? arousal : 0) * 44);
    words.textContent = known ? `Valence ${formatSigned(valence)}, arousal ${formatSigned(arousal)}` : 'Valence and arousal: not measured';
  };
  return { node, show };
}

/** "That's wrong", then the four moods to choose from. */
function correction(onCorrect) {
  const choices = h('div', { class: 'correct-choices', hidden: true, role: 'group', 'aria-label': 'What is it really?' });
  const open = button('That’s wrong', { testid: 'mood-wrong', 'aria-expanded': 'false', onClick: () => toggle(choices.hidden) });
  function toggle(show) {
    choices.hidden = !show;
    open.setAttribute('aria-expanded', String(show));
    if (show) choices.querySelector('button').focus();
  }
  fill(choices, h('p', { class: 'fine w-full' }, 'What is it really?'), MOODS.map((mood) => h('button', {
    type: 'button', class: 'chip', data: { mood }, on: { click: () => { toggle(false); open.focus(); onCorrect(mood); } },
  }, moodGlyph(mood, 18), moodLabel(mood))));
  return { node: h('div', { class: 'correct' }, open, choices), open, close: () => toggle(false) };
}

export function moodPanel({ onCorrect }) {
  const glyph = moodGlyph(null, 72);
  const label = h('p', { class: 'mood-label', testid: 'mood-label' }, 'No mood yet');
  const aside = h('p', { class: 'mood-aside' });
  const bars = probabilityBars();
  const plane = circumplex();
  const wrong = correction(onCorrect);
  const node = h('section', { class: 'card mood-card', 'aria-labelledby': 'mood-heading', data: { mood: 'none' } },
    h('h2', { class: 'sr-only', id: 'mood-heading' }, 'Your mood'),
    h('div', { class: 'mood-head' }, glyph, h('div', { class: 'min-w-0 grow' }, label, aside)),
    h('div', { class: 'mood-numbers' }, bars.node, plane.node), wrong.node);

  /** `read` is false when this frame showed no mood. */
  function showMood(mood, text, note, read = true) {
    node.classList.toggle('mood-unread', !read);
    node.dataset.mood = mood ?? 'none';
    document.documentElement.dataset.mood = mood ?? 'none';
    shapeGlyph(glyph, mood);
    label.textContent = text;
    fill(aside, note);
    wrong.node.hidden = !mood;
  }
  function numbers(prediction) {
    bars.show(prediction?.probabilities);
    plane.show(prediction?.valence, prediction?.arousal);
  }
  /** `told` is the person's word, which stands above the camera's. */
  function showPrediction(prediction, told, smoothed) {
    numbers(prediction);
    const mood = told ?? (smoothed ? prediction.smoothed?.mood : null) ?? prediction.mood;
    if (told) return showMood(told, moodLabel(told), [icon('person', 16), 'You said so']);
    if (prediction.outcome !== 'mood') return showMood(prediction.smoothed?.mood ?? null, outcomeLabel(prediction.outcome), prediction.smoothed?.mood ? `Last seen: ${prediction.smoothed.mood}` : '', false);
    const settling = prediction.smoothed?.stable ? '' : ', settling';
    return showMood(mood, moodLabel(mood), `${formatSure(prediction.probabilities?.[mood] ?? prediction.confidence)}${settling}`);
  }
  numbers(null);
  return {
    node, showPrediction,
    showTold: (mood) => showMood(mood, moodLabel(mood), [icon('person', 16), 'You said so']),
    showNothing: () => { numbers(null); showMood(null, 'No mood yet', 'Start the camera, or say how you feel.'); },
    /** The camera stopped: the mood stays, the numbers go. */
    rest: (mood, told) => {
      numbers(null);
      showMood(mood, moodLabel(mood), told ? [icon('person', 16), 'You said so'] : 'Seen before the camera stopped');
    },
  };
}
