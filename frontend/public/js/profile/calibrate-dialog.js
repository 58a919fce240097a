/** Takes frames of the resting face under the person's eyes and has them read. */

import { me } from '../api.js';
import { captureFrame, closeCamera } from '../dashboard/camera.js';
import { openDialog } from '../dialog.js';
import { button, h, pause } from '../dom.js';
import { moodGlyph } from '../moods.js';

const FRAMES = 6;
const FEWEST_FRAMES = 3;
const FRAME_EVERY_MS = 500;

/** The inside of the dialog: preview, instruction, progress. */
function preview(stream, { onStart, onCancel }) {
  const video = h('video', { class: 'stage-video', muted: true, playsinline: true, 'aria-label': 'Your camera, mirrored' });
  const live = h('span', { class: 'stage-live' }, 'Camera on');
  const idle = h('div', { class: 'stage-idle', hidden: true }, moodGlyph('neutral', 84));
  const stage = h('div', { class: 'stage stage-on' }, video, idle, live);
  const bar = h('progress', { class: 'progress', max: FRAMES, value: 0, 'aria-label': 'Calibration' });
  const words = h('p', { class: 'font-semibold', role: 'status', tabIndex: -1 }, 'Press Start when you are ready.');
  const start = button('Start', { kind: 'primary', iconName: 'camera', testid: 'calibrate-start', onClick: () => { words.focus(); start.disabled = true; onStart(); } });
  video.srcObject = stream;
  video.play().catch(() => {});
  return {
    video,
    node: [
      h('div', { class: 'dialog-body grid gap-3', tabIndex: 0, role: 'region', 'aria-label': 'Camera and progress' },
        h('p', {}, 'Be alone in the picture, with light on your face. Look at the camera and let your face rest: no smile, no frown.'), stage, bar, words),
      h('footer', { class: 'dialog-foot' }, button('Cancel', { onClick: onCancel }), start)],
    showTaken(taken) {
      bar.value = taken;
      const text = `Hold still: ${Math.ceil((FRAMES - taken) * FRAME_EVERY_MS / 1000)} s`;
      if (text !== words.textContent) words.textContent = text;
    },
    showSending() {
      bar.value = FRAMES;
      live.hidden = true;
      idle.hidden = false;
      stage.classList.remove('stage-on');
      words.textContent = 'The camera is off. Reading your resting face…';
    },
  };
}

async function takeFrames({ video, showTaken }, signal) {
  const canvas = document.createElement('canvas');
  const frames = [];
  for (let taken = 0; taken < FRAMES && !signal.aborted; taken += 1) {
    showTaken(taken);
    await pause(FRAME_EVERY_MS, signal);
    frames.push(captureFrame(video, canvas));
  }
  return frames.filter(Boolean);
}

/** Answers the new calibration, null when it was dismissed before the frames were sent; throws what went wrong. The camera is off when it ends. */
export async function measure(stream, signal) {
  const ending = new AbortController();
  const ended = AbortSignal.any([signal, ending.signal]);
  let failure = null;
  let sent = null;
  const made = await openDialog({ title: 'Your resting face', testid: 'calibrate-dialog' }, (close) => {
    const fail = (error) => { failure = error; close(null); };
    const shown = preview(stream, { onCancel: () => close(null), onStart: () => run().then(close, fail) });
    async function run() {
      const frames = await takeFrames(shown, ended);
      closeCamera(stream);
      if (ended.aborted) return null;
      if (frames.length < FEWEST_FRAMES) throw new Error('The camera gave no picture. Please try again.');
      shown.showSending();
      sent = me.calibrate(frames, signal);
      return (await sent).calibration;
    }
    stream.getVideoTracks()[0].addEventListener('ended', () => fail(Object.assign(new Error(), { kind: 'unplugged' })));
    signal.addEventListener('abort', () => close(null), { signal: ending.signal });
    return shown.node;
  }).finally(() => closeCamera(stream));
  ending.abort();
  if (failure) throw failure;
  return made ?? (await sent)?.calibration ?? null; // Dismissed or not, what was sent may be kept.
}
