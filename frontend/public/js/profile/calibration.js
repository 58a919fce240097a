/** The person's resting face: what the model wrongly reads on it is measured once and taken back from then on. */

import { me } from '../api.js';
import { closeCamera, openCamera, problemOf } from '../dashboard/camera.js';
import { ensureConsent } from '../dashboard/consent.js';
import { confirmDialog } from '../dialog.js';
import { button, fill, h, icon } from '../dom.js';
import { formatDateTime } from '../format.js';
import { toast, toastError } from '../notify.js';
import { failed, loading } from '../states.js';
import { measure } from './calibrate-dialog.js';

/** Log-odds, strongest first; less than the last is not worth a word. */
const DEGREES = [[0.8, 'strongly'], [0.4, 'clearly'], [0.15, 'a little']];

const ABOUT = 'Some resting faces look sad or cross to the model. Look relaxed at the camera for three seconds, and Attune learns how yours reads. '
  + 'It keeps eight numbers, never a picture. What your resting face already shows counts less from then on. You need not do this, and you can erase the numbers at any time.';

/** `shift` maps each mood to how far it is taken back, 0 to 2 log-odds. */
export function takenBack(shift) {
  const shifts = Object.entries(shift).filter(([mood, by]) => mood !== 'neutral' && by > 0).sort(([, a], [, b]) => b - a);
  const words = shifts.map(([mood, by]) => [mood, DEGREES.find(([least]) => by >= least)?.[1]]).filter(([, degree]) => degree);
  if (words.length) return `It takes back ${words.map(([mood, degree]) => `${mood} (${degree})`).join(', ')}.`;
  return `Your resting face already reads as neutral: ${shifts.length ? 'hardly anything' : 'nothing'} is taken back.`;
}

function stateOf(calibration) {
  if (!calibration) return h('p', {}, 'You have not calibrated your resting face.');
  const { at, frames, model, shift, current } = calibration;
  const made = `Calibrated on ${formatDateTime(at)}`;
  return current
    ? [h('p', {}, `${made}. ${takenBack(shift)}`), h('p', { class: 'fine' }, `From ${frames} frames, read by ${model}.`)]
    : h('p', { class: 'banner banner-warn' }, icon('info'), h('span', {}, `${made} with an older model (${model}), so it is not in use. Please calibrate again.`));
}

function explain(problem, { kind, message }) {
  const { title, text } = kind ? problemOf(kind) : { title: message };
  problem.hidden = false;
  fill(problem, icon(kind ? 'camera-off' : 'alert'), h('div', {}, h('p', { class: 'font-semibold' }, title), text ? h('p', {}, text) : null));
}

export function calibrationSection(signal) {
  const state = h('div', { class: 'grid gap-3' });
  const problem = h('div', { class: 'banner banner-error', role: 'alert', testid: 'calibration-error', hidden: true });
  const start = button('', { kind: 'primary', iconName: 'camera', testid: 'calibrate', onClick: press });
  const erase = button('Forget it', { testid: 'calibration-forget', onClick: forget });
  const actions = h('div', { class: 'flex flex-wrap gap-2', hidden: true }, start, erase);
  let busy = false;

  function show(calibration) {
    fill(state, stateOf(calibration));
    start.lastChild.textContent = calibration ? 'Calibrate again' : 'Calibrate my resting face';
    erase.hidden = !calibration;
    actions.hidden = false;
  }
  async function refresh() {
    if (actions.hidden) fill(state, loading('Loading your calibration', 1));
    try {
      show((await me.calibration(signal)).calibration);
    } catch (error) {
      actions.hidden = true;
      if (!signal.aborted) fill(state, failed(error, refresh));
    }
  }
  async function calibrate(again) {
    try {
      const agreed = await ensureConsent({ again });
      if (signal.aborted) return undefined;
      if (!agreed) return toast('The camera stays off.');
      const stream = await openCamera();
      const made = signal.aborted ? closeCamera(stream) : await measure(stream, signal);
      if (signal.aborted) return undefined;
      if (!made) return undefined;
      show(made);
      return toast('Your resting face is calibrated.', { kind: 'done' });
    } catch (error) {
      if (signal.aborted) return undefined;
      return ['consent_required', 'consent_outdated'].includes(error.code) ? calibrate(true) : explain(problem, error);
    }
  }
  function press() {
    if (busy) return;
    busy = true;
    problem.hidden = true;
    calibrate(false).finally(() => { busy = false; });
  }
  async function forget() {
    if (!(await confirmDialog({ title: 'Forget your calibration?', text: 'Its eight numbers are erased. Your face is then read like any other.', confirm: 'Forget' }))) return;
    try {
      await me.forgetCalibration();
      problem.hidden = true;
      show(null);
      start.focus();
      toast('Your calibration is forgotten.', { kind: 'done' });
    } catch (error) {
      toastError(error);
    }
  }
  refresh();
  return h('div', { class: 'grid gap-3', testid: 'calibration' }, h('p', {}, ABOUT), state, problem, h('div', {}, actions));
}
