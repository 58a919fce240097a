import assert from 'node:assert/strict';
import test from 'node:test';
import { fileName } from '../public/js/save-file.js';
import { encodeWav } from '../public/js/music/wav.js';

const text = (bytes, from, to) => String.fromCharCode(...bytes.slice(from, to));

test('the header says what follows', () => {
  const bytes = encodeWav([new Float32Array(3), new Float32Array(3)], 44_100);
  const view = new DataView(bytes.buffer);
  assert.equal(bytes.length, 44 + 12);
  assert.equal(text(bytes, 0, 4) + text(bytes, 8, 16) + text(bytes, 36, 40), 'RIFFWAVEfmt data');
  assert.equal(view.getUint32(4, true), bytes.length - 8);
  assert.deepEqual([20, 22, 32, 34].map((at) => view.getUint16(at, true)), [1, 2, 4, 16]);
  assert.deepEqual([24, 28, 40].map((at) => view.getUint32(at, true)), [44_100, 176_400, 12]);
});

test('samples are interleaved, clipped, and within a step of what they were', () => {
  const bytes = encodeWav([Float32Array.of(0.5, 2), Float32Array.of(-0.5, -2)], 8000);
  const samples = new Int16Array(bytes.buffer, 44);
  assert.ok(Math.abs(samples[0] - 16_384) <= 2 && Math.abs(samples[1] + 16_384) <= 2, String(samples));
  assert.deepEqual([samples[2], samples[3]], [32_767, -32_767]);
});

test('silence stays silent and the same sound gives the same file', () => {
  assert.ok(encodeWav([new Float32Array(100)], 8000).slice(44).every((byte) => byte === 0));
  const sine = Float32Array.from({ length: 500 }, (_, index) => Math.sin(index / 9));
  assert.deepEqual(encodeWav([sine], 8000), encodeWav([sine], 8000));
});

test('a file name holds nothing that a file system refuses', () => {
  assert.equal(fileName('Why? "A/B": C\n<D>', 'wav'), 'Why A B C D.wav');
});
