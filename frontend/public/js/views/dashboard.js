/** Camera, mood and songs together. */

import { moods } from '../api.js';
import { cameraControl } from '../dashboard/camera-control.js';
import { cameraPanel } from '../dashboard/camera-panel.js';
import { moodPanel } from '../dashboard/mood-panel.js';
import { createMoodState } from '../dashboard/mood-state.js';
import { toldPanel } from '../dashboard/told-panel.js';
import { h } from '../dom.js';
import { moodLabel, outcomeLabel } from '../moods.js';
import { followMood, queue } from '../music/queue.js';
import { songsPanel } from '../music/songs-panel.js';
import { announce, toastError } from '../notify.js';
import { session } from '../session.js';

const HINT_SPOKEN_AFTER_MS = 3000;

let moodState = createMoodState();
session.watch(({ user }) => {
  if (user) return;
  moodState = createMoodState();
  document.documentElement.dataset.mood = 'none';
});

/** Reads a hint aloud once it has stood for a while. */
function hintSpeaker() {
  let outcome = 'mood';
  let timer = null;
  return (prediction) => {
    if (prediction.outcome === outcome) return;
    outcome = prediction.outcome;
    clearTimeout(timer);
    if (outcome !== 'mood') timer = setTimeout(() => announce(`${outcomeLabel(outcome)}. ${prediction.hint ?? ''}`), HINT_SPOKEN_AFTER_MS);
  };
}

/** The person's word: kept with the last detection when there is one, else as a mood of its own. */
async function keepWord(mood, correcting) {
  try {
    const id = correcting ? moodState.detectionId : null;
    const kept = id ? await correctOrTell(id, mood) : await moods.tell(mood);
    moodState.remember(kept?.id ?? id);
  } catch (error) {
    toastError(error, 'Your mood was not saved.');
  }
}

async function correctOrTell(id, mood) {
  try {
    return await moods.correct(id, mood);
  } catch (error) {
    if (error.status !== 404) throw error;
    return moods.tell(mood);
  }
}

function mount(root, { signal }) {
  const speakHint = hintSpeaker();
  const tell = (mood, correcting) => {
    moodState.tell(mood);
    panel.showTold(mood);
    announce(`Mood: ${moodLabel(mood)}, as you said.`);
    keepWord(mood, correcting);
    if (mood !== queue.get().list?.mood || queue.get().error) followMood(mood);
  };
  const panel = moodPanel({ onCorrect: (mood) => tell(mood, true) });
  const camera = cameraPanel({ onStart: () => control.start(), onStop: () => control.stop() });
  const control = cameraControl({
    camera,
    onBegin: () => moodState.begin(),
    onPrediction(prediction, roundTripMs) {
      const changedTo = moodState.observe(prediction);
      camera.showPrediction(prediction, roundTripMs);
      panel.showPrediction(prediction, moodState.told, session.get().user?.preferences?.smoothing !== false);
      speakHint(prediction);
      if (!changedTo) return;
      announce(`Mood: ${moodLabel(changedTo)}`);
      if (changedTo !== queue.get().list?.mood) followMood(changedTo);
    },
    onOff: () => (moodState.mood ? panel.rest(moodState.mood, moodState.told) : panel.showNothing()),
  }, signal);
  const name = session.get().user?.display_name;
  root.append(
    h('h1', { class: 'title-1', tabIndex: -1 }, name ? `Hello, ${name}` : 'Dashboard'),
    h('div', { class: 'dash' },
      h('div', { class: 'dash-mood' }, camera.node, panel.node, toldPanel({ onTell: (mood) => tell(mood, false) })),
      songsPanel(signal)));
  if (moodState.mood) panel.rest(moodState.mood, moodState.told);
  else panel.showNothing();
}

export const dashboardView = { title: 'Dashboard', mount };
