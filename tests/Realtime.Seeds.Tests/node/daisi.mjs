import { assert, clientToken, edge, eventually, main, publish, refused, Socket, unique, ws } from './lib.mjs';

async function token(path, key, body) {
  const response = await fetch(edge + path, { method: 'POST', headers: { 'x-api-key': key, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()).token;
}

const agentToken = (company_id, agent_id, user_id) => token('/generate-token', 'dev-user-key', { company_id, agent_id, user_id, expires_in_seconds: 600 });
const url = (company, agent, jwt, key = 'dev-user-key') => `${ws}/ws/${company}/${agent}?token=${encodeURIComponent(jwt)}&x-api-key=${key}`;

async function open(company, agent, user, protocols) {
  const socket = await Socket.open(url(company, agent, await agentToken(company, agent, user)), protocols);
  assert.deepEqual(await socket.json(), { type: 'ready' });
  return socket;
}

/** A selection has no answer, but frames are handled in order. */
async function select(socket, frame) {
  socket.send(frame);
  socket.send({ type: 'ready' });
  assert.deepEqual(await socket.json(), { type: 'ready' });
}

/** Published again until it arrives: a selection takes a moment to reach the broker. */
async function arrives(socket, key, body) {
  let n = 0;
  return eventually(async () => {
    await publish(key, { ...body, event_id: `${unique('e')}-${n++}` });
    return (await socket.until((frame) => frame.type === 'event', 2_000)).payload;
  });
}

await main({
  'ready-and-select': async () => {
    const [company, agent] = [unique('c'), 'a1'];
    const socket = await open(company, agent, 'u1', ['json.v1']);
    assert.equal(socket.socket.protocol, 'json.v1');
    await select(socket, { type: 'select_chat', payload: { chat_id: 'x1' } });
    const message = await arrives(socket, `websocket.${company}.${agent}.messages.x1`, { message_id: 'm1', row_data: { snake_key: { deepKey: [1, null] } } });
    assert.equal(message.event_type, 'message');
    assert.equal(message.company_id, company);
    assert.equal(message.chat_id, 'x1');
    assert.deepEqual(message.row_data, { snake_key: { deepKey: [1, null] } });
    for (const [kind, type] of [['chats', 'chat'], ['agents', 'agent'], ['contacts', 'contact']]) {
      await publish(`websocket.${company}.${agent}.${kind}`, { row_data: { kind } });
      const event = await socket.until((frame) => frame.payload?.event_type === type);
      assert.deepEqual(event.payload.row_data, { kind });
    }
    // Who selected another chat has its message before the marker is published.
    const other = await open(company, agent, 'u2');
    await select(other, { type: 'select_chat', payload: { chat_id: 'x2' } });
    await arrives(other, `websocket.${company}.${agent}.messages.x2`, { row_data: {} });
    await publish(`websocket.${company}.${agent}.chats`, { row_data: { marker: 1 } });
    const frames = await socket.upTo((frame) => frame.payload.row_data.marker);
    assert.deepEqual(frames.filter((frame) => frame.payload.event_type === 'message' && frame.payload.chat_id !== 'x1'), []);
    await publish(`websocket.${company}.${agent}.chats`, { row_data: { text: 'é < +' } });
    const raw = await socket.next();
    assert.ok(raw.includes('"é < +"') && !raw.includes('\\u'), raw);
    for (const key of ['message_id', 'chat_id']) assert.ok(!(key in frames.at(-1).payload), `${key} is absent, not null`);
  },

  'event-once': async () => {
    const company = unique('c');
    const socket = await open(company, 'a1', 'u1');
    await select(socket, { type: 'select_chat', payload: { chat_id: 'x1' } });
    for (const kind of ['chats', 'messages.x1']) {
      const key = `websocket.${company}.a1.${kind}`;
      await arrives(socket, key, { row_data: {} });
      const event_id = unique('twice');
      await publish(key, { event_id, row_data: {} }, { event_id, row_data: {} }, { event_id: `${event_id}-end`, row_data: {} });
      const ids = (await socket.upTo((frame) => frame.payload.event_id === `${event_id}-end`)).map((frame) => frame.payload.event_id);
      assert.equal(ids.filter((id) => id === event_id).length, 1);
    }
  },

  // A message of a chat that nobody has selected is kept, and not pushed when somebody does.
  'unselected-chat': async () => {
    const company = unique('c');
    const socket = await open(company, 'a1', 'u1');
    const key = `websocket.${company}.a1.messages.x5`;
    await publish(key, { event_id: 'early', row_data: {} });
    const history = async () => {
      const room = encodeURIComponent(`agentchat:${company}/a1/x5`);
      const response = await fetch(`${edge}/api/v1/rooms/${room}/history`, { headers: { authorization: `Bearer ${await clientToken()}` } });
      return (await response.json()).messages.map((message) => message.data.event_id);
    };
    await eventually(async () => assert.deepEqual(await history(), ['early']));
    await select(socket, { type: 'select_chat', payload: { chat_id: 'x5' } });
    await arrives(socket, key, { row_data: {} });
    assert.equal((await history())[0], 'early');
    assert.deepEqual(socket.frames.filter((frame) => frame.includes('early')), []);
  },

  'select-spellings': async () => {
    const company = unique('c');
    const socket = await open(company, 'a1', 'u1');
    await select(socket, { type: 'select_chat', chat_id: 'x2' });
    assert.equal((await arrives(socket, `websocket.${company}.a1.messages.x2`, { row_data: {} })).chat_id, 'x2');
    await select(socket, { type: 'select_chat', chat: 123 });
    assert.equal((await arrives(socket, `websocket.${company}.a1.messages.123`, { row_data: {} })).chat_id, '123');
  },

  refusals: async () => {
    const jwt = await agentToken('c1', 'a1', 'u1');
    for (const [address, status, code] of [
      [url('c1', 'a1', jwt, 'wrong'), 401, 'InvalidAPIKey'],
      [url('c1', 'a1', 'nonsense', 'wrong'), 401, 'InvalidAPIKey'],
      [url('c1', 'a1', ''), 403, 'InvalidToken'],
      [url('c1', 'a1', 'nonsense'), 403, 'InvalidToken'],
      [url('c2', 'a1', jwt), 403, 'InvalidToken'],
      [`${ws}/ws/admin?token=${encodeURIComponent(jwt)}&x-api-key=dev-user-key`, 401, 'InvalidAPIKey'],
    ]) {
      const error = await refused(address);
      assert.equal(error.status, status, address);
      assert.equal(JSON.parse(error.body).code, code);
      assert.ok(error.headers['x-request-id']);
    }
    assert.equal((await refused(url('c1', 'a1', jwt), [], { origin: 'https://evil.test' })).status, 403);
    for (const path of ['/ws/connect', '/ws/c1/a1', '/ws/admin', '/api/task-chat', '/socket.io/?EIO=4&transport=websocket', '/generate-token']) {
      const { status } = await fetch(edge + path);
      assert.ok(status >= 400 && status < 500, `a plain GET of ${path} answers ${status}`);
    }
  },

  takeover: async () => {
    const company = unique('c');
    for (let i = 0; i < 3; i++) {
      const old = await open(company, 'a1', 'u1');
      const young = await open(company, 'a1', 'u1');
      assert.deepEqual(await old.json(), { type: 'error', payload: { code: 'SessionConflict', message: 'Session conflict', details: 'Session taken over by another connection' } });
      assert.equal((await old.closed).code, 4402);
      young.close();
      await young.closed;
    }
  },

  'selected-chat-restored': async () => {
    const company = unique('c');
    const first = await open(company, 'a1', 'u1');
    await select(first, { type: 'select_chat', payload: { chat_id: 'x9' } });
    first.close();
    await first.closed;
    const second = await open(company, 'a1', 'u1');
    assert.equal((await arrives(second, `websocket.${company}.a1.messages.x9`, { row_data: {} })).chat_id, 'x9');
  },

  'admin-scope': async () => {
    const company = unique('c');
    const jwt = await token('/admin/generate-token', 'dev-admin-key', { admin_id: unique('root'), expires_in_seconds: 600, company_id_restriction: company });
    const admin = await Socket.open(`${ws}/ws/admin?token=${encodeURIComponent(jwt)}&x-api-key=dev-admin-key`);
    assert.deepEqual(await admin.json(), { type: 'ready' });
    await arrives(admin, `websocket.${company}.a1.agents`, { row_data: {} });
    // Those whose events these are have them before the marker is published.
    const [other, own] = [await open(`${company}-other`, 'a1', 'u1'), await open(company, 'a1', 'u1')];
    await arrives(other, `websocket.${company}-other.a1.agents`, { row_data: {} });
    await arrives(own, `websocket.${company}.a1.chats`, { row_data: {} });
    admin.send('whatever');
    await publish(`websocket.${company}.a1.agents`, { row_data: { marker: 1 } });
    const frames = await admin.upTo((frame) => frame.payload?.row_data.marker);
    assert.deepEqual(frames.filter((frame) => frame.type !== 'event' || frame.payload.company_id !== company || frame.payload.event_type !== 'agent'), []);
  },

  'bad-frames': async () => {
    const socket = await open(unique('c'), 'a1', 'u1');
    socket.send({ type: 'nope' });
    assert.deepEqual(await socket.json(), { type: 'error', payload: { code: 'BadRequest', message: 'Unhandled message type', details: 'Type: nope' } });
    socket.send('{');
    assert.equal((await socket.json()).payload.message, 'Invalid message format');
    socket.send(Buffer.from('binary'));
    socket.send({ type: 'select_chat', payload: {} });
    assert.equal((await socket.json()).payload.code, 'BadRequest');
    socket.send('{');
    assert.equal((await socket.json()).payload.message, 'Invalid message format');
  },
});
