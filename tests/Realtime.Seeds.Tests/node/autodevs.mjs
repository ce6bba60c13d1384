import { randomUUID } from 'node:crypto';
import { assert, clientToken, edge, eventually, main, publish, Socket, unique, userToken, WebSocket, ws } from './lib.mjs';

/** Done when everything published to the project comes to the socket. */
async function subscribe(socket, project_id) {
  const message_id = randomUUID();
  socket.send({ type: 'subscription', message_id, ack: true, data: { action: 'subscribe', project_id } });
  await socket.until((frame) => frame.reply_to === message_id);
}
const open = async (user) => Socket.open(`${ws}/ws/connect?token=${await userToken(user)}`);
const settled = async (socket) => { socket.send({ type: 'ping' }); await socket.until((frame) => frame.type === 'pong'); };

async function admin(path, method = 'GET', body, token) {
  const response = await fetch(`${edge}/api/v1/websocket${path}`, {
    method,
    headers: { authorization: `Bearer ${token ?? await clientToken()}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  return { status: response.status, body: await response.json() };
}

await main({
  // The README's client, as it stands there but for the address and the token.
  'readme-client': async () => {
    const project = randomUUID();
    const received = [];
    const socket = new WebSocket(`${ws}/ws/connect?token=${await userToken(unique('u'))}`);
    await new Promise((resolve) => { socket.onopen = resolve; });
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      received.push(message);
    };
    socket.send(JSON.stringify({ type: 'subscription', data: { action: 'subscribe', project_id: project } }));
    await eventually(async () => {
      await admin(`/projects/${project}/message`, 'POST', { type: 'project_updated', data: { project_id: project } });
      assert.ok(received.some((message) => message.type === 'project_updated'));
    });
    for (const message of received) {
      assert.deepEqual(['type', 'data', 'timestamp', 'message_id'].filter((key) => !(key in message)), []);
    }
  },

  'every-type': async () => {
    const project = randomUUID();
    const [alice, bob, carol] = [await open(unique('a')), await open(unique('b')), await open(unique('c'))];
    await subscribe(alice, project);
    await subscribe(bob, project);
    await subscribe(carol, randomUUID());
    for (const type of ['task_created', 'task_updated', 'task_deleted', 'project_updated', 'status_changed']) {
      alice.send({ type, data: { task_id: randomUUID(), project_id: project, snake_key: { deep_key: 1 } } });
      const frame = await bob.until((one) => one.type === type);
      assert.deepEqual(frame.data.snake_key, { deep_key: 1 });
    }
    await settled(carol);
    assert.equal(carol.frames.length, 0);
  },

  'presence-of-members': async () => {
    const project = randomUUID();
    const [alice, bob] = [unique('a'), unique('b')];
    const first = await open(alice);
    await subscribe(first, project);
    const second = await open(bob);
    const change = (action) => ({ user_id: bob, project_id: project, action });
    const next = async () => { const { type, data } = await first.json(); return [type, data]; };
    await subscribe(second, project);
    assert.deepEqual(await next(), ['user_joined', change('joined')]);
    second.send({ type: 'subscription', data: { action: 'unsubscribe', project_id: project } });
    assert.deepEqual(await next(), ['user_left', change('left')]);
    await subscribe(second, project);
    assert.deepEqual(await next(), ['user_joined', change('joined')]);
    await settled(second);
    assert.deepEqual(second.frames.filter((frame) => frame.includes(bob)), [], 'nobody hears of himself');
    second.close();
    assert.deepEqual(await next(), ['user_left', change('left')]);
  },

  // A thousand messages: one envelope a frame, each with an id of its own, in the order of their publication.
  envelopes: async () => {
    const project = randomUUID();
    const socket = await open(unique('v'));
    await subscribe(socket, project);
    await publish(`room.project:${project}`, ...Array.from({ length: 1_000 }, (_, n) => ({ type: 'task_updated', data: { n } })));
    const frames = await socket.upTo((frame) => frame.data.n === 999);
    assert.deepEqual(frames.map((frame) => frame.data.n), Array.from({ length: 1_000 }, (_, n) => n));
    assert.equal(new Set(frames.map((frame) => frame.message_id)).size, 1_000);
    for (const frame of frames) {
      assert.deepEqual(['type', 'data', 'timestamp', 'message_id'].filter((key) => !(key in frame)), []);
      assert.match(frame.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
    }
  },

  'offline-message': async () => {
    const user = unique('o');
    const sent = await admin(`/users/${user}/message`, 'POST', { type: 'task_created', data: { n: 1 } });
    assert.equal(sent.status, 200);
    assert.equal(sent.body.message, 'Direct message sent');
    assert.equal((await admin('/broadcast', 'POST', { type: 'broadcast_before', data: {} })).status, 200);
    for (const n of [2, 3]) await admin(`/users/${user}/message`, 'POST', { type: 'task_created', data: { n } });
    const late = await open(user);
    const stored = await late.upTo((frame) => frame.data.n === 3);
    assert.deepEqual(stored.map((frame) => [frame.type, frame.data.n]), [['task_created', 1], ['task_created', 2], ['task_created', 3]]);
    const pending = async () => (await (await fetch(`${edge}/api/v1/users/${user}/pending`, { headers: { authorization: `Bearer ${await clientToken()}` } })).json()).total;
    await eventually(async () => assert.equal(await pending(), 0));
    const live = await open(user);
    await publish(`user.${user}`, { type: 'note', data: { n: 2 } });
    assert.equal((await live.json()).data.n, 2, 'what was delivered once does not come again');
  },

  'domain-events': async () => {
    const project = randomUUID();
    const socket = await open(unique('d'));
    await subscribe(socket, project);
    await publish(`room.project:${project}`, { type: 'task_updated', data: { task_id: 't1', project_id: project, changes: { status: { old: 'TODO', new: 'IN_PROGRESS' } } } });
    const updated = await socket.until((frame) => frame.type === 'task_updated');
    assert.deepEqual(updated.data.changes, { status: { old: 'TODO', new: 'IN_PROGRESS' } });
  },

  management: async () => {
    const user = unique('m');
    const socket = await open(user);
    await eventually(async () => assert.deepEqual((await admin(`/users/${user}/connections/count`)).body, { user_id: user, count: 1 }));
    assert.equal((await admin('/projects/nonsense/connections/count')).status, 400);
    const health = await admin('/health');
    assert.equal(health.body.status, 'healthy');
    for (const path of ['/metrics', '/stats']) {
      const { hub, middleware, offline_messages } = (await admin(path)).body;
      const missing = (object, ...keys) => keys.filter((key) => !(key in object));
      assert.deepEqual(missing(hub, 'active_connections', 'total_connections', 'messages_sent', 'messages_received', 'broadcasts_sent', 'connections_created', 'connections_closed'), []);
      assert.deepEqual(missing(middleware.rate_limiter, 'active_limiters', 'requests_per_second', 'burst_size', 'cleanup_interval', 'max_idle_time'), []);
      assert.deepEqual(missing(middleware.error_handler, 'connections_with_errors', 'total_errors', 'max_errors', 'reset_interval'), []);
      assert.deepEqual(missing(offline_messages, 'total_messages', 'max_messages', 'default_ttl', 'users_with_messages', 'status_counts'), []);
    }
    const plain = await fetch(`${edge}/api/v1/health`);
    const { timestamp, ...rest } = await plain.json();
    assert.deepEqual([plain.status, rest], [200, { status: 'ok', version: '1.0.0', database: { status: 'ok' } }]);
    assert.ok(!Number.isNaN(Date.parse(timestamp)));
    const unauthorized = await fetch(`${edge}/api/v1/websocket/connections`);
    assert.equal(unauthorized.status, 401);
    const gone = await admin(`/users/${user}/disconnect`, 'POST');
    assert.deepEqual(gone.body, { message: 'User disconnected', user_id: user });
    assert.equal((await socket.closed).code, 4403);
  },

  errors: async () => {
    const anonymous = await Socket.open(`${ws}/ws/connect`);
    anonymous.send('nonsense');
    assert.equal((await anonymous.json()).data.code, 'invalid_message');
    anonymous.send({ type: 'subscription', data: { action: 'subscribe', project_id: randomUUID() } });
    assert.equal((await anonymous.json()).data.code, 'unauthorized');
    anonymous.send({ type: 'auth_required', data: { token: 'bad', user_id: 'u1' } });
    assert.deepEqual((await anonymous.json()).data, { message: 'Invalid token' });
    const user = unique('e');
    anonymous.send({ type: 'auth_required', data: { token: await userToken(user), user_id: 'somebody-else' } });
    const success = await anonymous.until((frame) => frame.type === 'auth_success');
    assert.equal(success.data.user_id, user);
    await publish(`user.${user}`, { type: 'note', data: { n: 1 } });
    assert.equal((await anonymous.json()).type, 'note');
    anonymous.send({ type: 'subscription', data: { action: 'dance', project_id: randomUUID() } });
    assert.equal((await anonymous.json()).data.code, 'processing_error');
    anonymous.send({ type: 'unheard_of', data: {} });
    assert.equal((await anonymous.json()).data.code, 'unsupported_message');
    const flooding = await open(unique('f'));
    for (let i = 0; i < 40; i++) flooding.send({ type: 'ping' });
    assert.equal((await flooding.until((frame) => frame.type === 'error')).data.code, 'rate_limited');
  },
});
