/** Every call to the gateway. The only module that calls fetch; the access token never leaves it. */

const TIMEOUT_MS = 20_000;

let accessToken = null;
/** The user id of the token. */
let holder = null;
let refreshing = null;
let sessionLost = () => {};

export class ApiError extends Error {
  constructor({ status, code, message, requestId = null, retryAfterMs = null }) {
    super(message);
    this.name = 'ApiError';
    Object.assign(this, { status, code, requestId, retryAfterMs });
  }
}

/** `listener({toAnother})`: the session ended, or the browser's session is now another account's. */
export function onSessionLost(listener) {
  sessionLost = listener;
}

export function forgetToken() {
  accessToken = null;
  holder = null;
}

function unreachable(cause) {
  const timedOut = cause.name === 'TimeoutError';
  return new ApiError({
    status: 0,
    code: timedOut ? 'timeout' : 'unreachable',
    message: timedOut ? 'Attune took too long to answer. Please try again.'
      : 'Attune cannot be reached. Check your connection and try again.',
  });
}

async function send(method, path, { body, signal, timeoutMs = TIMEOUT_MS }) {
  const headers = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (accessToken) headers.authorization = `Bearer ${accessToken}`;
  const limits = [AbortSignal.timeout(timeoutMs)];
  if (signal) limits.push(signal);
  try {
    return await fetch(path, {
      method, headers, signal: AbortSignal.any(limits), credentials: 'same-origin', cache: 'no-store',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw unreachable(cause);
  }
}

/** `Retry-After` is seconds or an HTTP date. */
function retryAfterMs(response) {
  const header = response.headers.get('retry-after');
  if (!header) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** The server writes messages without a capital and a full stop; people get a sentence. */
function sentence(words) {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

async function toError(response) {
  const answer = await response.json().catch(() => null);
  const error = answer?.error ?? {};
  return new ApiError({
    status: response.status,
    code: error.code ?? `http_${response.status}`,
    message: sentence(error.message ?? `Attune answered with status ${response.status}`),
    requestId: error.request_id ?? response.headers.get('x-request-id'),
    retryAfterMs: retryAfterMs(response),
  });
}

async function read(response) {
  if (!response.ok) throw await toError(response);
  if (response.status === 204) return null;
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

/** Calls that carry no bearer token and are never retried after a refresh. */
async function open(method, path, options = {}) {
  return read(await send(method, path, options));
}

/** Tries again with a renewed token, for the one who asked only: meanwhile somebody else may have signed in. */
async function authorised(method, path, options = {}) {
  const asker = holder;
  const isAskerHere = () => asker !== null && holder === asker;
  const response = await send(method, path, options);
  const renewed = response.status === 401 && isAskerHere() && (await refresh());
  return renewed && isAskerHere() ? send(method, path, options) : response;
}

async function request(method, path, options) {
  return read(await authorised(method, path, options));
}

function lose(why) {
  const had = accessToken !== null;
  forgetToken();
  if (had) sessionLost(why);
  return null;
}

/** The cookie is the whole browser's: another tab may have signed in as somebody else since. */
async function exchangeCookie() {
  const expected = holder;
  try {
    const session = await open('POST', '/auth/refresh');
    return expected === null || expected === session.user.id ? keep(session) : lose({ toAnother: true });
  } catch (error) {
    if (error.status >= 400 && error.status < 500 && error.status !== 429) return lose({ toAnother: false });
    throw error;
  }
}

/**
 * Renews the session from its cookie; answers the session or null when there is none.
 * One exchange at a time, in this tab and (through the lock) in all tabs: the token rotates.
 */
export function refresh() {
  const exchange = () => (navigator.locks ? navigator.locks.request('attune-refresh', exchangeCookie) : exchangeCookie());
  refreshing ??= exchange().finally(() => { refreshing = null; });
  return refreshing;
}

function keep(session) {
  accessToken = session.access_token;
  holder = session.user.id;
  return session;
}

function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

const id = encodeURIComponent;

export const auth = {
  register: async (account) => keep(await open('POST', '/auth/register', { body: account })),
  login: async (login, password) => keep(await open('POST', '/auth/login', { body: { login, password } })),
  logout: () => request('POST', '/auth/logout'),
  sessions: (signal) => request('GET', '/auth/sessions', { signal }),
  endSession: (session) => request('DELETE', `/auth/sessions/${id(session)}`),
  invite: () => request('POST', '/auth/invites'),
  changePassword: (current, next) => request('POST', '/auth/password', { body: { current, new: next } }),
};

export const me = {
  get: (signal) => request('GET', '/me', { signal }),
  update: (changes) => request('PATCH', '/me', { body: changes }),
  consentNotice: (signal) => open('GET', '/consent', { signal }),
  giveConsent: (version) => request('PUT', '/me/consent', { body: { version } }),
  withdrawConsent: () => request('DELETE', '/me/consent'),
  calibration: (signal) => request('GET', '/me/calibration', { signal }),
  calibrate: (images, signal) => request('PUT', '/me/calibration', { body: { images }, signal }),
  forgetCalibration: () => request('DELETE', '/me/calibration'),
  erase: (password) => request('DELETE', '/me', { body: { password } }),
  exportAll: async () => {
    const response = await authorised('GET', '/me/export', { timeoutMs: 60_000 });
    if (!response.ok) throw await toError(response);
    return response.blob();
  },
};

export const moods = {
  predict: (frame, signal) => request('POST', '/predict', { body: frame, signal }),
  list: ({ cursor, limit }, signal) => request('GET', `/moods${query({ cursor, limit })}`, { signal }),
  tell: (mood) => request('POST', '/moods', { body: { mood } }),
  correct: (detection, mood) => request('PATCH', `/moods/${id(detection)}`, { body: { mood } }),
  forget: (detection) => request('DELETE', `/moods/${id(detection)}`),
  forgetAll: () => request('DELETE', '/moods'),
  summary: (tz, signal) => request('GET', `/moods/summary${query({ tz })}`, { signal }),
};

export const music = {
  songs: ({ mood, intent, limit = 20 }, signal) => request('GET', `/songs${query({ mood, intent, limit })}`, { signal }),
  feedback: (song, kind) => request('POST', `/songs/${id(song)}/feedback`, { body: { kind } }),
  takeBack: (song, kind) => request('DELETE', `/songs/${id(song)}/feedback${query({ kind })}`),
  history: ({ cursor, limit }, signal) => request('GET', `/songs/history${query({ cursor, limit })}`, { signal }),
  providers: (signal) => request('GET', '/music/providers', { signal }),
  taste: (signal) => request('GET', '/music/taste', { signal }),
  forgetTaste: () => request('DELETE', '/music/taste'),
  /** A new link to a stream of ours: those in a list work for a while only. */
  playback: (song, signal) => request('GET', `/songs/${id(song)}/playback`, { signal }),
  /** The bytes of a stream of ours that wants the bearer token, which an audio element cannot send. */
  download: async (path, signal) => {
    const response = await authorised('GET', path, { signal, timeoutMs: 120_000 });
    if (!response.ok) throw await toError(response);
    return response.blob();
  },
};

export const chat = {
  conversations: (signal) => request('GET', '/chat/conversations', { signal }),
  fetch: ({ conversation, user, after, wait }, signal) =>
    request('GET', `/chat/fetch${query({ conversation, user, after, wait })}`, { signal, timeoutMs: (wait + 15) * 1000 }),
  /** The messages before that one, the latest hundred of them, oldest first. */
  older: ({ conversation, user, before }, signal) => request('GET', `/chat/fetch${query({ conversation, user, before })}`, { signal }),
  send: (message) => request('POST', '/chat/send', { body: message }),
  markRead: (conversation, upTo) => request('POST', '/chat/read', { body: { conversation_id: conversation, up_to: upTo } }),
  block: (user) => request('POST', '/chat/block', { body: { user } }),
  unblock: (user) => request('DELETE', '/chat/block', { body: { user } }),
  report: (message, reason) => request('POST', '/chat/report', { body: { message_id: message, reason } }),
  reports: (signal) => request('GET', '/chat/reports', { signal }),
  dismissReports: (message) => request('DELETE', `/chat/reports/${id(message)}`),
  people: (text, signal) => request('GET', `/users${query({ query: text })}`, { signal }),
};
