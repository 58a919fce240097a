/** The camera itself: open, close, one frame as a JPEG, and plain words for what can go wrong. */

const LONG_SIDE = 640;
const JPEG_QUALITY = 0.8;

const PROBLEMS = {
  insecure: {
    title: 'This page is not secure enough for the camera',
    text: 'Browsers open the camera only on https pages or on localhost. Open Attune over https, or on the computer it runs on as http://localhost.',
  },
  refused: {
    title: 'The camera is blocked',
    text: 'Allow the camera for this page: press the lock or camera sign beside the address, allow it, and start again.',
  },
  absent: {
    title: 'No camera was found',
    text: 'Connect a camera and start again, or say how you feel with the buttons below.',
  },
  busy: {
    title: 'The camera is in use',
    text: 'Another program or tab has the camera. Close it there and start again.',
  },
  unplugged: {
    title: 'The camera went away',
    text: 'It was unplugged or switched off. Connect it and start again.',
  },
};

export const problemOf = (kind) => PROBLEMS[kind];

const KIND_OF = {
  NotAllowedError: 'refused', SecurityError: 'refused', NotFoundError: 'absent', OverconstrainedError: 'absent',
  NotReadableError: 'busy', AbortError: 'busy',
};

/** Resolves with a stream, or throws an error whose `kind` is a key of the problems. */
export async function openCamera() {
  if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) throw cameraError('insecure');
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false, video: { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: 'user' },
    });
  } catch (cause) {
    throw cameraError(KIND_OF[cause.name] ?? 'busy');
  }
}

function cameraError(kind) {
  return Object.assign(new Error(PROBLEMS[kind].title), { kind });
}

/** Switches the light off. */
export function closeCamera(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** The current picture as a data URL, at most 640 px on its long side; null before the first one. */
export function captureFrame(video, canvas) {
  const { videoWidth, videoHeight } = video;
  if (!videoWidth) return null;
  const scale = Math.min(1, LONG_SIDE / Math.max(videoWidth, videoHeight));
  canvas.width = Math.round(videoWidth * scale);
  canvas.height = Math.round(videoHeight * scale);
  canvas.getContext('2d', { alpha: false }).drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/jpeg', JPEG_QUALITY);
}
