/** The way from the voices to the loudspeaker: low-pass, reverb, limiter, volume. */

/** A room made of decaying noise that gets darker as it dies. */
function roomImpulse(ctx, seconds = 2.4) {
  const length = Math.floor(ctx.sampleRate * seconds);
  const buffer = ctx.createBuffer(2, length, ctx.sampleRate);
  for (let channel = 0; channel < 2; channel += 1) {
    const samples = buffer.getChannelData(channel);
    let smooth = 0;
    for (let i = 0; i < length; i += 1) {
      const t = i / length;
      const darkness = 0.25 + 0.7 * t;
      smooth = smooth * darkness + (Math.random() * 2 - 1) * (1 - darkness);
      samples[i] = smooth * (1 - t) ** 3;
    }
  }
  return buffer;
}

function limiter(ctx) {
  const node = ctx.createDynamicsCompressor();
  node.threshold.value = -14;
  node.knee.value = 12;
  node.ratio.value = 5;
  node.attack.value = 0.006;
  node.release.value = 0.22;
  return node;
}

/** `openBus()` gives dry and wet inputs that can be faded out together, for a pause or a seek. */
export function createMixer(ctx, { sends, volume = 0.8, destination = ctx.destination }) {
  const tone = ctx.createBiquadFilter();
  tone.type = 'lowpass';
  tone.frequency.value = 9000;
  tone.Q.value = 0.4;
  const reverb = ctx.createConvolver();
  reverb.buffer = roomImpulse(ctx);
  const wet = ctx.createGain();
  wet.gain.value = 0.9;
  const limit = limiter(ctx);
  const level = ctx.createGain();
  level.gain.value = volume;
  reverb.connect(wet).connect(tone);
  tone.connect(limit).connect(level).connect(destination);

  function openBus() {
    const master = ctx.createGain();
    const masterWet = ctx.createGain();
    master.connect(tone);
    masterWet.connect(reverb);
    const inputs = Object.fromEntries(Object.entries(sends).map(([instrument, amount]) => {
      const input = ctx.createGain();
      const send = ctx.createGain();
      send.gain.value = amount;
      input.connect(master);
      input.connect(send).connect(masterWet);
      return [instrument, input];
    }));
    return { inputs, close: () => fadeOut(ctx, [master, masterWet]) };
  }

  return {
    openBus,
    setVolume: (value) => level.gain.setTargetAtTime(value, ctx.currentTime, 0.03),
    dispose: () => [tone, reverb, wet, limit, level].forEach((node) => node.disconnect()),
  };
}

function fadeOut(ctx, gains) {
  for (const { gain } of gains) gain.setTargetAtTime(0, ctx.currentTime, 0.03);
  setTimeout(() => gains.forEach((node) => node.disconnect()), 400);
}
