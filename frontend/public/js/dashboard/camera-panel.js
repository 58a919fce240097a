/** The preview with its face box, start and stop, hints, problems and timing. */

import { button, fill, h, icon } from '../dom.js';
import { moodGlyph } from '../moods.js';

const NOTE = 'A guess from your face can be wrong. Frames are read and forgotten, never stored. Reading emotions at work or at school is banned in the EU; use Attune only for yourself.';

/** Places the box over the mirrored picture. Fractions of the picture, origin top left. */
function placeBox(box, face) {
  box.hidden = !face;
  if (!face) return;
  box.style.left = `${(1 - face.x - face.width) * 100}%`;
  box.style.top = `${face.y * 100}%`;
  box.style.width = `${face.width * 100}%`;
  box.style.height = `${face.height * 100}%`;
}

function timing(elapsed, roundTripMs) {
  const own = Object.values(elapsed ?? {}).reduce((sum, ms) => sum + ms, 0);
  return `${Math.round(roundTripMs)} ms, ${own.toFixed(1)} ms of it reading`;
}

export function cameraPanel({ onStart, onStop }) {
  const video = h('video', { class: 'stage-video', muted: true, playsinline: true, 'aria-label': 'Your camera, mirrored' });
  const box = h('div', { class: 'face-box', hidden: true });
  const idle = h('div', { class: 'stage-idle' }, moodGlyph('happy', 84), h('p', {}, 'The camera is off'));
  const live = h('span', { class: 'stage-live', hidden: true }, 'Camera on');
  const stage = h('div', { class: 'stage' }, video, box, idle, live);
  const hint = h('p', { class: 'hint', testid: 'hint', hidden: true });
  const wait = h('p', { class: 'banner banner-warn', role: 'status', testid: 'wait-note', hidden: true });
  const problem = h('div', { class: 'banner banner-error', role: 'alert', testid: 'camera-problem', hidden: true });
  const time = h('p', { class: 'fine tabular-nums' });
  const start = button('Start mood detection', { kind: 'primary', iconName: 'camera', testid: 'start-detection', onClick: onStart });
  const stop = button('Stop', { iconName: 'stop', testid: 'stop-detection', hidden: true, onClick: onStop });
  const node = h('section', { class: 'card camera-card', 'aria-labelledby': 'camera-heading' },
    h('h2', { class: 'sr-only', id: 'camera-heading' }, 'Camera'),
    stage, hint, problem, wait,
    h('div', { class: 'flex flex-wrap items-center gap-3' }, start, stop, time),
    h('p', { class: 'fine' }, NOTE));

  function setLive(on) {
    const hadFocus = [start, stop].includes(document.activeElement);
    idle.hidden = on;
    live.hidden = !on;
    start.hidden = on;
    stop.hidden = !on;
    stage.classList.toggle('stage-on', on);
    if (hadFocus) (on ? stop : start).focus();
  }
  function clear() {
    for (const one of [hint, wait, problem]) one.hidden = true;
    placeBox(box, null);
    time.textContent = '';
  }
  return {
    node, video,
    /** Start stays focusable meanwhile, so that the keyboard does not lose its place. */
    busy: (on) => { start.setAttribute('aria-disabled', String(on)); },
    async showStream(stream) {
      clear();
      video.srcObject = stream;
      await video.play();
      stage.style.aspectRatio = `${video.videoWidth || 4} / ${video.videoHeight || 3}`;
      setLive(true);
    },
    showOff() {
      video.srcObject = null;
      stage.style.aspectRatio = '';
      clear();
      setLive(false);
    },
    showPrediction(prediction, roundTripMs) {
      wait.hidden = true;
      placeBox(box, prediction.face);
      box.classList.toggle('face-box-unsure', prediction.outcome !== 'mood');
      hint.hidden = !prediction.hint;
      fill(hint, icon('info', 18), h('span', {}, prediction.hint ?? ''));
      time.textContent = timing(prediction.elapsed_ms, roundTripMs);
    },
    showWait(ms, error) {
      wait.hidden = false;
      placeBox(box, null);
      fill(wait, icon('alert'), h('span', {}, `${error.message} Trying again in ${Math.max(1, Math.round(ms / 1000))} s.`));
    },
    showProblem({ title, text }) {
      problem.hidden = false;
      fill(problem, icon('camera-off'), h('div', {}, h('p', { class: 'font-semibold' }, title), h('p', {}, text)));
    },
  };
}
