/** The camera's life in the dashboard: off, or running until stopped, failed or left. */

import { toast, toastError } from '../notify.js';
import { captureFrame, closeCamera, openCamera, problemOf } from './camera.js';
import { ensureConsent } from './consent.js';
import { detect } from './detection.js';

/** A run lasts from the press on Start to its end; there is at most one, and its stream ends with it. */
export function cameraControl({ camera, onBegin, onPrediction, onOff }, signal) {
  const canvas = document.createElement('canvas');
  let running = null;

  function stop() {
    running?.abort();
    running = null;
    camera.busy(false);
    camera.showOff();
    onOff();
  }
  /** The stream of this run, which closes with it, also when the run ended while the camera opened. */
  async function streamOf(run) {
    const stream = await openCamera();
    if (run.signal.aborted) closeCamera(stream);
    run.signal.addEventListener('abort', () => closeCamera(stream));
    const unplugged = () => { stop(); camera.showProblem(problemOf('unplugged')); };
    stream.getVideoTracks()[0].addEventListener('ended', unplugged, { signal: run.signal });
    return stream;
  }
  async function see(run, again) {
    const agreed = await ensureConsent({ again });
    if (run.signal.aborted) return;
    if (!agreed) {
      stop();
      toast('The camera stays off. You can say how you feel instead.');
      return;
    }
    const stream = await streamOf(run);
    if (run.signal.aborted) return;
    await camera.showStream(stream);
    camera.busy(false);
    onBegin();
    await detect({ capture: () => captureFrame(camera.video, canvas), onPrediction, onWait: camera.showWait, signal: run.signal });
  }
  function explain(error) {
    if (error.kind) return camera.showProblem(problemOf(error.kind));
    if (['consent_required', 'consent_outdated'].includes(error.code)) return start({ again: true });
    return toastError(error, 'Mood detection is off.');
  }
  async function start({ again = false } = {}) {
    if (running || signal.aborted) return;
    const run = running = new AbortController();
    camera.busy(true);
    try {
      await see(run, again);
    } catch (error) {
      if (run.signal.aborted) return;
      stop();
      explain(error);
    }
  }
  signal.addEventListener('abort', stop);
  return { start, stop };
}
