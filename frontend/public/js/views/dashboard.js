/** Camera, mood and songs together. */

import { moods } from '../api.js';
import { captureFrame, closeCamera, openCamera, problemOf } from '../dashboard/camera.js';
import { cameraPanel } from '../dashboard/camera-panel.js';
import { ensureConsent } from '../dashboard/consent.js';
import { detect } from '../dashboard/detection.js';
import { moodPanel } from '../dashboard/mood-panel.js';
import { createMoodState } from '../dashboard/mood-state.js';
import { toldPanel } from '../dashboard/told-panel.js';
import { h } from '../dom.js';
import { moodLabel, outcomeLabel } from '../moods.js';
import { followMood, queue } from '../music/queue.js';
import { songsPanel } from '../music/songs-panel.js';
import { announce, toast, toastError } from '../notify.js';
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

/** The camera's life in this view: off, or running until stopped, failed or left. */
function cameraControl({ camera, onPrediction, onOff }, signal) {
  const canvas = document.createElement('canvas');
  let stream = null;
  let running = null;

  function stop() {
    running?.abort();
    running = null;
    closeCamera(stream);
    stream = null;
    camera.showOff();
    onOff();
  }
  async function run() {
    const mine = running = new AbortController();
    try {
      stream = await openCamera();
      if (mine.signal.aborted || signal.aborted) return closeCamera(stream);
      stream.getVideoTracks()[0].addEventListener('ended', () => { stop(); camera.showProblem(problemOf('unplugged')); });
      await camera.showStream(stream);
      moodState.begin();
      await detect({ capture: () => captureFrame(camera.video, canvas), onPrediction, onWait: camera.showWait, signal: mine.signal });
    } catch (error) {
      if (mine.signal.aborted) return;
      stop();
      await explain(error);
    }
  }
  async function explain(error) {
    if (error.kind) return camera.showProblem(problemOf(error.kind));
    if (['consent_required', 'consent_outdated'].includes(error.code)) return start({ again: true });
    return toastError(error, 'Mood detection stopped.');
  }
  async function start({ again = false } = {}) {
    camera.busy(true);
    try {
      if (await ensureConsent({ again })) run();
      else toast('The camera stays off. You can say how you feel instead.');
    } catch (error) {
      toastError(error);
    } finally {
      camera.busy(false);
    }
  }
  signal.addEventListener('abort', stop);
  return { start, stop, isOn: () => running !== null };
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
