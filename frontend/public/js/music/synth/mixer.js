/** The way from the voices to the loudspeaker: places, chorus, reverb, tone, limiter, volume. */

import { randomFrom } from '../../random.js';

/** Where notes of a voice stand between left and right; neighbouring pitches take turns. */
const PLACES = { pad: [-0.7, 0.15, 0.7], pluck: [-0.45, 0.3, -0.1, 0.5], bass: [0], lead: [0.12], keys: [-0.15, 0.15], drums: [0, 0.3, 0] };
/** How much of each voice goes to the room. */
const SENDS = { pad: 0.5, pluck: 0.4, bass: 0.04, lead: 0.45, keys: 0.4, drums: 0.1 };
const CHORUS = { pad: 0.8, keys: 0.5 };
/** What is below moves loudspeakers and is not heard. */
const INAUDIBLE_HZ = 24;
/** The highest level that leaves the soft limiter: −0.45 dBFS. */
const CEILING = 0.95;
/** Below this level the soft limiter changes nothing. */
const KNEE = 0.7;

/** A room made of decaying noise that gets darker as it dies. */
function roomImpulse(ctx, seconds = 2.4) {
  const random = randomFrom('room');
  const length = Math.floor(ctx.sampleRate * seconds);
  const buffer = ctx.createBuffer(2, length, ctx.sampleRate);
  for (let channel = 0; channel < 2; channel += 1) {
    const samples = buffer.getChannelData(channel);
    let smooth = 0;
    for (let i = 0; i < length; i += 1) {
      const t = i / length;
      const darkness = 0.25 + 0.7 * t;
      smooth = smooth * darkness + (random() * 2 - 1) * (1 - darkness);
      samples[i] = smooth * (1 - t) ** 3;
    }
  }
  return buffer;
}

function compressor(ctx) {
  const node = ctx.createDynamicsCompressor();
  node.threshold.value = -16;
  node.knee.value = 14;
  node.ratio.value = 3;
  node.attack.value = 0.008;
  node.release.value = 0.25;
  return node;
}

/** Catches what the compressor lets through: straight up to the knee, then a curve to the ceiling. */
export function softLimit(level) {
  const loud = Math.abs(level);
  if (loud <= KNEE) return level;
  const room = CEILING - KNEE;
  return Math.sign(level) * (KNEE + room * Math.tanh((loud - KNEE) / room));
}

/** The shaper clamps its input to −1 … 1, so it is fed half of a signal of up to 2. */
function limiter(ctx) {
  const halve = gain(ctx, 0.5);
  const shaper = ctx.createWaveShaper();
  shaper.curve = Float32Array.from({ length: 4097 }, (_, index) => softLimit((index / 2048 - 1) * 2));
  halve.connect(shaper);
  return { input: halve, output: shaper };
}

function gain(ctx, value) {
  const node = ctx.createGain();
  node.gain.value = value;
  return node;
}

/** Two slowly wavering copies, one on each side. */
function chorus(ctx, destination) {
  const input = gain(ctx, 1);
  const waves = [[-0.9, 0.013, 0.31], [0.9, 0.019, 0.43]].map(([side, delay, speed]) => {
    const line = new DelayNode(ctx, { delayTime: delay, maxDelayTime: 0.05 });
    const wave = new OscillatorNode(ctx, { frequency: speed });
    const pan = new StereoPannerNode(ctx, { pan: side });
    wave.connect(gain(ctx, 0.0025)).connect(line.delayTime);
    wave.start();
    input.connect(line).connect(pan).connect(destination);
    return wave;
  });
  return { input, stop: () => waves.forEach((wave) => wave.stop()) };
}

function reverb(ctx, destination) {
  const room = ctx.createConvolver();
  room.buffer = roomImpulse(ctx);
  room.connect(gain(ctx, 0.85)).connect(destination);
  return room;
}

/**
 * `brightness`, 0 … 1, opens the tone; `makeup` is the gain that brings the piece to the loudness of the others.
 * `openBus()` gives places for notes that can be faded out together, for a pause or a seek.
 */
export function createMixer(ctx, { brightness = 0.5, makeup = 1, volume = 1, room = true } = {}) {
  const tone = new BiquadFilterNode(ctx, { type: 'lowpass', frequency: Math.min(3200 * 4 ** brightness, ctx.sampleRate * 0.45), Q: 0.5 });
  const press = compressor(ctx);
  const limit = limiter(ctx);
  const level = gain(ctx, volume);
  const wet = room ? reverb(ctx, tone) : null;
  const wide = chorus(ctx, tone);
  const floor = new BiquadFilterNode(ctx, { type: 'highpass', frequency: INAUDIBLE_HZ });
  tone.connect(floor).connect(press).connect(gain(ctx, makeup)).connect(limit.input);
  limit.output.connect(level).connect(ctx.destination);

  return {
    openBus: () => createBus(ctx, { dry: tone, wet, wide: wide.input }),
    setVolume: (value) => level.gain.setTargetAtTime(value, ctx.currentTime, 0.03),
    dispose() {
      wide.stop();
      level.disconnect();
    },
  };
}

function createBus(ctx, { dry, wet, wide }) {
  const outs = { dry: gain(ctx, 1), wet: gain(ctx, 1), wide: gain(ctx, 1) };
  outs.dry.connect(dry);
  outs.wide.connect(wide);
  if (wet) outs.wet.connect(wet);
  const lanes = Object.fromEntries(Object.entries(PLACES).map(([voice, places]) => [voice, places.map((place) => {
    const pan = new StereoPannerNode(ctx, { pan: place });
    pan.connect(outs.dry);
    pan.connect(gain(ctx, SENDS[voice])).connect(outs.wet);
    if (CHORUS[voice]) pan.connect(gain(ctx, CHORUS[voice])).connect(outs.wide);
    return pan;
  })]));
  return {
    input: (voice, midi) => lanes[voice][midi % lanes[voice].length],
    close: () => fadeOut(ctx, Object.values(outs)),
  };
}

function fadeOut(ctx, gains) {
  for (const { gain: level } of gains) level.setTargetAtTime(0, ctx.currentTime, 0.03);
  setTimeout(() => gains.forEach((node) => node.disconnect()), 400);
}
