import assert from 'node:assert/strict';
import test from 'node:test';

const session = (user) => ({ status: 200, body: { access_token: `token-of-${user}`, user: { id: user } } });
const refused = { status: 401, body: { error: { code: 'unauthenticated', message: 'the token expired' } } };

/** A fresh module, so that no test knows the token of another. */
let count = 0;
async function freshApi() {
  if (!globalThis.navigator) globalThis.navigator = {};
  return import(`../public/js/api.js?${count += 1}`);
}

/** Answers the calls in this order and tells what was asked with whose token. */
function server(...answers) {
  const asked = [];
  globalThis.fetch = async (path, { headers }) => {
    asked.push(`${path} ${headers.authorization ?? '-'}`);
    const { status, body } = answers.shift();
    return new Response(JSON.stringify(body), { status });
  };
  return asked;
}

test('an expired token is renewed and the call is made again', async () => {
  const api = await freshApi();
  const asked = server(session('ada'), refused, session('ada'), { status: 200, body: { sessions: [] } });
  await api.auth.login('ada', 'secret');
  assert.deepEqual(await api.auth.sessions(), { sessions: [] });
  assert.deepEqual(asked.slice(2), ['/auth/refresh Bearer token-of-ada', '/auth/sessions Bearer token-of-ada']);
});

test('nothing is done under the account of somebody who signed in in another tab', async () => {
  const api = await freshApi();
  const lost = [];
  api.onSessionLost((why) => lost.push(why));
  const asked = server(session('ada'), refused, session('bob'), refused);
  await api.auth.login('ada', 'secret');
  await assert.rejects(api.moods.forgetAll(), { status: 401 });
  assert.deepEqual(lost, [{ toAnother: true }]);
  await assert.rejects(api.moods.forgetAll(), { status: 401 });
  assert.deepEqual(asked.filter((call) => call.includes('bob')), []);
  assert.equal(asked.at(-1), '/moods -');
});

test('a page that is loaded takes up whatever account the cookie is of', async () => {
  const api = await freshApi();
  server(session('bob'));
  assert.equal((await api.refresh()).user.id, 'bob');
});

test('a session that ended is lost, a server that does not answer loses none', async () => {
  const api = await freshApi();
  const lost = [];
  api.onSessionLost((why) => lost.push(why));
  server(session('ada'), { status: 503, body: {} }, refused);
  await api.auth.login('ada', 'secret');
  await assert.rejects(api.refresh(), { status: 503 });
  assert.deepEqual(lost, []);
  assert.equal(await api.refresh(), null);
  assert.deepEqual(lost, [{ toAnother: false }]);
});
