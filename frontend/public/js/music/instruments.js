/** The five voices. Each builds a few nodes for one note, connects them to `out` and lets them end. */

const frequencyOf = (midi) => 440 * 2 ** ((midi - 69) / 12);
const noiseOf = new WeakMap();

/** One second of white noise per audio context, shared by all drums. */
function noise(ctx) {
  if (!noiseOf.has(ctx)) {
    const buffer = ctx.createBuffer(1, ctx.sampleRate, ctx.sampleRate);
    const samples = buffer.getChannelData(0);
    for (let i = 0; i < samples.length; i += 1) samples[i] = Math.random() * 2 - 1;
    noiseOf.set(ctx, buffer);
  }
  const source = ctx.createBufferSource();
  source.buffer = noiseOf.get(ctx);
  return source;
}

function oscillator(ctx, { type, frequency, detune = 0, from, until }) {
  const node = ctx.createOscillator();
  node.type = type;
  node.frequency.value = frequency;
  node.detune.automationRate = 'k-rate';
  node.detune.value = detune;
  node.start(from);
  node.stop(until);
  return node;
}

function gainNode(ctx, value = 0) {
  const node = ctx.createGain();
  node.gain.value = value;
  return node;
}

function filterNode(ctx, type, frequency, q = 0.7) {
  const node = ctx.createBiquadFilter();
  node.type = type;
  // Once per block instead of once per sample: a sweep sounds the same and costs a fraction.
  node.frequency.automationRate = 'k-rate';
  node.frequency.value = frequency;
  node.Q.value = q;
  return node;
}

/** Rises to `peak`, settles at `sustain`, and is silent `release` after the note. */
function envelope(param, { time, duration, attack, peak, decay, sustain, release }) {
  const end = time + Math.max(duration, attack);
  param.setValueAtTime(0, time);
  param.linearRampToValueAtTime(peak, time + attack);
  param.setTargetAtTime(sustain, time + attack, decay);
  param.setTargetAtTime(0, end, release / 4);
  return end + release;
}

/** Soft chord bed: two detuned saws, darkened. */
function pad(ctx, out, { time, duration, midi, velocity }) {
  const amp = gainNode(ctx);
  const peak = velocity * 0.16;
  const until = envelope(amp.gain, {
    time, duration, attack: Math.min(0.7, duration * 0.4), peak, decay: 1.2, sustain: peak * 0.75, release: 1.4,
  });
  const tone = filterNode(ctx, 'lowpass', 500, 0.4);
  tone.frequency.setValueAtTime(450, time);
  tone.frequency.linearRampToValueAtTime(700 + 1100 * velocity, time + Math.max(0.4, duration * 0.5));
  const frequency = frequencyOf(midi);
  for (const detune of [-7, 7]) oscillator(ctx, { type: 'sawtooth', frequency, detune, from: time, until }).connect(tone);
  tone.connect(amp).connect(out);
}

/** Plucked string: a bright start that closes quickly. */
function pluck(ctx, out, { time, midi, velocity }) {
  const amp = gainNode(ctx);
  const until = time + 1.3;
  amp.gain.setValueAtTime(0, time);
  amp.gain.linearRampToValueAtTime(velocity * 0.34, time + 0.006);
  amp.gain.setTargetAtTime(0, time + 0.006, 0.24);
  const frequency = frequencyOf(midi);
  const tone = filterNode(ctx, 'lowpass', 600, 1.1);
  tone.frequency.setValueAtTime(Math.min(7000, frequency * (4 + 5 * velocity)), time);
  tone.frequency.setTargetAtTime(frequency * 1.6, time, 0.16);
  oscillator(ctx, { type: 'triangle', frequency, from: time, until }).connect(tone);
  const bell = gainNode(ctx, 0.22);
  oscillator(ctx, { type: 'sine', frequency: frequency * 2, detune: 4, from: time, until }).connect(bell).connect(tone);
  tone.connect(amp).connect(out);
}

/** Round bass: a sine with a little triangle for small speakers. */
function bass(ctx, out, { time, duration, midi, velocity }) {
  const amp = gainNode(ctx);
  const peak = velocity * 0.5;
  const until = envelope(amp.gain, { time, duration, attack: 0.012, peak, decay: 0.35, sustain: peak * 0.6, release: 0.16 });
  const frequency = frequencyOf(midi);
  const tone = filterNode(ctx, 'lowpass', 520, 0.8);
  oscillator(ctx, { type: 'sine', frequency, from: time, until }).connect(tone);
  const body = gainNode(ctx, 0.45);
  oscillator(ctx, { type: 'triangle', frequency, from: time, until }).connect(body).connect(tone);
  tone.connect(amp).connect(out);
}

/** Singing voice: triangle with a vibrato that comes in late. */
function lead(ctx, out, { time, duration, midi, velocity }) {
  const amp = gainNode(ctx);
  const peak = velocity * 0.24;
  const until = envelope(amp.gain, { time, duration, attack: 0.035, peak, decay: 0.5, sustain: peak * 0.7, release: 0.35 });
  const frequency = frequencyOf(midi);
  const voice = oscillator(ctx, { type: 'triangle', frequency, from: time, until });
  const edge = oscillator(ctx, { type: 'sawtooth', frequency, detune: 3, from: time, until });
  const depth = gainNode(ctx);
  depth.gain.setValueAtTime(0, time);
  depth.gain.linearRampToValueAtTime(9, time + 0.6);
  oscillator(ctx, { type: 'sine', frequency: 5.1, from: time, until }).connect(depth);
  depth.connect(voice.detune);
  depth.connect(edge.detune);
  const tone = filterNode(ctx, 'lowpass', Math.min(5200, frequency * 4 + 600), 0.6);
  const thin = gainNode(ctx, 0.14);
  edge.connect(thin).connect(tone);
  voice.connect(tone);
  tone.connect(amp).connect(out);
}

function kick(ctx, out, { time, velocity }) {
  const amp = gainNode(ctx);
  amp.gain.setValueAtTime(velocity * 0.8, time);
  amp.gain.setTargetAtTime(0, time + 0.03, 0.08);
  const drum = oscillator(ctx, { type: 'sine', frequency: 120, from: time, until: time + 0.5 });
  drum.frequency.setValueAtTime(125, time);
  drum.frequency.exponentialRampToValueAtTime(44, time + 0.09);
  drum.connect(amp).connect(out);
}

function burst(ctx, out, { time, level, length, filter }) {
  const amp = gainNode(ctx);
  amp.gain.setValueAtTime(level, time);
  amp.gain.setTargetAtTime(0, time + 0.004, length);
  const source = noise(ctx);
  source.connect(filter).connect(amp).connect(out);
  source.start(time, Math.random() * 0.4);
  source.stop(time + length * 7);
}

function snare(ctx, out, { time, velocity }) {
  burst(ctx, out, { time, level: velocity * 0.3, length: 0.07, filter: filterNode(ctx, 'bandpass', 1900, 0.6) });
  const amp = gainNode(ctx);
  amp.gain.setValueAtTime(velocity * 0.22, time);
  amp.gain.setTargetAtTime(0, time, 0.05);
  oscillator(ctx, { type: 'triangle', frequency: 185, from: time, until: time + 0.3 }).connect(amp).connect(out);
}

function hat(ctx, out, { time, velocity }) {
  burst(ctx, out, { time, level: velocity * 0.13, length: 0.022, filter: filterNode(ctx, 'highpass', 7200, 0.7) });
}

const DRUMS = { 36: kick, 38: snare, 42: hat };
const drums = (ctx, out, note) => (DRUMS[note.midi] ?? hat)(ctx, out, note);

export const INSTRUMENTS = { pad, pluck, bass, lead, drums };

/** How much of each voice goes to the reverb. */
export const REVERB_SEND = { pad: 0.5, pluck: 0.35, bass: 0.04, lead: 0.45, drums: 0.1 };
