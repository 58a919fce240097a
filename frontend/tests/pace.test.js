import assert from 'node:assert/strict';
import test from 'node:test';
import { backoffMs } from '../public/js/backoff.js';
import { paceMs } from '../public/js/dashboard/detection.js';
import { toGrid } from '../public/js/profile/charts.js';
import { deviceName } from '../public/js/profile/device-name.js';

test('frames come no faster than three a second and no faster than half the time', () => {
  assert.equal(paceMs(30), 333);
  assert.equal(paceMs(900), 1800);
});

test('a failure waits twice as long each time, or as long as the server asks', () => {
  assert.equal(backoffMs({ retryAfterMs: null }, 1), 1000);
  assert.equal(backoffMs({ retryAfterMs: null }, 3), 4000);
  assert.equal(backoffMs({ retryAfterMs: null }, 20), 30_000);
  assert.equal(backoffMs({ retryAfterMs: null }, 20, 10_000), 10_000);
  assert.equal(backoffMs({ retryAfterMs: 5000 }, 1), 5000);
});

test('the week is a grid of counts whatever form it came in', () => {
  const flat = Array(168).fill(0);
  flat[25] = 3;
  assert.equal(toGrid(flat)[1][1], 3);
  const perMood = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => ({ happy: 1, sad: 1 })));
  assert.equal(toGrid(perMood)[6][23], 2);
});

test('a user agent is told in words', () => {
  assert.equal(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1'), 'Safari on iPhone');
  assert.equal(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'), 'Firefox on Linux');
  assert.equal(deviceName('my-script'), 'my-script');
  assert.equal(deviceName(''), 'Unknown device');
});
