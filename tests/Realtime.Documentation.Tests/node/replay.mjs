// Plays docs/asyncapi.yaml against a running stack: every example of what clients send is sent, the reply must be the one that the operation names and fit its schema,
// and every frame and bus event that comes meanwhile must fit a schema of its kind.
import assert from 'node:assert/strict';
import Ajv from 'ajv';
import { io } from 'socket.io-client';
import { document, names, resolve } from './asyncapi.mjs';
import { agentToken, broker, edge, revoke, Socket, sockets, userToken } from './lib.mjs';

const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'asyncapi', components: document.components });
const validators = new Map();

function check(message, payload) {
  if (!validators.has(message)) validators.set(message, ajv.compile({ $ref: `asyncapi#/components/messages/${message}/payload` }));
  const fits = validators.get(message);
  assert.ok(fits(payload), `${message} does not allow ${JSON.stringify(payload)}: ${ajv.errorsText(fits.errors)}`);
}

const operations = Object.entries(document.operations);
const on = (channel) => operations.filter(([, operation]) => operation.action === 'receive' && operation.channel.$ref.endsWith(`/${channel}`));
const examplesOf = (operation) => names(operation.messages).flatMap((name) => (document.components.messages[name].examples ?? []).map((example) => ({ name, payload: example.payload })));
const replyOf = (operation) => names(operation.reply?.messages)[0];

/** The example with ids that no run before has used: a message is delivered once. */
const run = Date.now().toString(36);
const fresh = (payload) => JSON.parse(JSON.stringify(payload), (key, value) => (['message_id', 'messageId', 'event_id'].includes(key) ? `${value}-${run}` : key === 'message_ids' ? value.map((id) => `${id}-${run}`) : value));

const played = new Set();
const seen = new Set();

/** Which schema a frame of the native protocol must fit. */
function nativeKind(frame) {
  if (frame.type === 'user_joined' || frame.type === 'user_left') return 'member';
  if (frame.reply_to || ['welcome', 'auth_failed', 'error', 'session_expiring', 'server_draining', 'messages_dropped', 'inbox_overflow'].includes(frame.type)) {
    return { pong: 'pong', time: 'timeAnswer', auth_success: 'authSuccess', auth_failed: 'authFailed', ack: 'ack', error: 'error', presence: 'presence', history: 'history', welcome: 'welcome',
      session_expiring: 'sessionExpiring', server_draining: 'serverDraining', messages_dropped: 'messagesDropped', inbox_overflow: 'inboxOverflow' }[frame.type];
  }
  return frame.room ? 'roomMessage' : frame.durable ? 'directMessage' : 'broadcastMessage';
}

async function native(user, rooms = []) {
  const socket = new Socket(`${sockets}/ws/connect?token=${await userToken(user)}`, ['realtime.v1']);
  socket.onframe = (frame) => { const kind = nativeKind(frame); seen.add(kind); check(kind, frame); };
  await socket.take((frame) => frame.type === 'welcome', 'welcome');
  for (const room of rooms) {
    socket.send({ type: 'subscription', message_id: `join ${room}`, ack: true, data: { action: 'subscribe', room } });
    await socket.take((frame) => frame.reply_to === `join ${room}`, `ack for ${room}`);
  }
  return socket;
}

const project = '5f3f0a52-7a5b-4b3f-9d0e-2f6f1f7c9d11';
const rooms = ['chat:lobby', 'room:lobby', `project:${project}`];

async function playNative() {
  const peer = await native('grace', rooms);
  let socket = await native('ada');
  let sent = 0;
  for (const [operation, described] of on('native')) {
    for (const { name, payload } of examplesOf(described)) {
      // Within the burst that the limits allow; faulty frames count towards a close of their own.
      if (sent++ === 12) {
        sent = 0;
        socket = await native('ada', rooms);
      }
      const frame = fresh(payload);
      if (frame.data?.token === '{access token}') frame.data.token = await userToken('ada');
      if (name !== 'faulty') check(name, frame);
      socket.send(frame);
      const reply = replyOf(described);
      if (reply) {
        const got = await socket.take((one) => (frame.message_id ? one.reply_to === frame.message_id : !one.reply_to && nativeKind(one) === reply), `the reply to ${JSON.stringify(payload)}`);
        assert.equal(nativeKind(got), reply, `${operation} was answered with ${JSON.stringify(got)}`);
        check(reply, got);
        if (name === 'faulty') assert.equal(got.data.code, exampleName(described, payload), JSON.stringify(got));
      }
      if (operation === 'sendDirect') await socket.take((one) => one.message_id === frame.message_id, 'the direct message');
      if (operation === 'publish') await peer.take((one) => one.message_id === frame.message_id, 'the publication');
      if (operation === 'publishProjectEvent') await peer.take((one) => one.type === payload.type, 'the event of the project');
    }
    played.add(operation);
  }
  await peer.take((frame) => frame.type === 'user_joined', 'user_joined');
  socket.close();
  peer.close();
}

const exampleName = (operation, payload) => names(operation.messages).flatMap((name) => document.components.messages[name].examples).find((example) => example.payload === payload).name;

async function agent(company, name, user) {
  const token = await agentToken(false, { company_id: company, agent_id: name, user_id: user, expires_in_seconds: 600 });
  const socket = new Socket(`${sockets}/ws/${company}/${name}?token=${encodeURIComponent(token)}&x-api-key=dev-user-key`, ['json.v1']);
  socket.onframe = (frame) => { const kind = { ready: 'ready', event: 'agentEvent', error: 'agentError' }[frame.type]; seen.add(kind); check(kind, frame); };
  await socket.take((frame) => frame.type === 'ready', 'ready');
  return socket;
}

async function playAgents(bus) {
  const socket = await agent('company-1', 'agent-7', 'user-3');
  const token = await agentToken(true, { admin_id: 'admin-1', expires_in_seconds: 600 });
  const admin = new Socket(`${sockets}/ws/admin?token=${encodeURIComponent(token)}&x-api-key=dev-admin-key`);
  admin.onframe = (frame) => check(frame.type === 'ready' ? 'ready' : 'agentEvent', frame);
  await admin.take((frame) => frame.type === 'ready', 'ready');
  for (const [operation, described] of on('agent')) {
    for (const { payload } of examplesOf(described)) {
      socket.send(payload);
      const reply = replyOf(described);
      if (reply) await socket.take((frame) => frame.type === { ready: 'ready', agentError: 'error' }[reply], reply);
    }
    played.add(operation);
  }
  const [[operation, described]] = on('plainAgent');
  for (const { name, payload } of examplesOf(described)) {
    check(name, payload);
    for (const kind of ['chats', 'contacts', 'agents']) await bus.publish('realtime.publish', `websocket.company-1.agent-7.${kind}`, { ...payload, event_id: `${payload.event_id}-${kind}-${run}` });
    await socket.take((frame) => frame.payload?.event_type === 'chat', 'the event');
    await admin.take((frame) => frame.payload?.event_type === 'agent', 'the administrator\'s event');
  }
  played.add(operation);
  await playRaised(bus, 'agentEventRaised');
  await socket.take((frame) => frame.payload?.event_type === 'chat' && frame.payload.chat_id === 'chat-5', 'the event that was raised');
  // A second socket of the user takes over.
  const young = await agent('company-1', 'agent-7', 'user-3');
  await socket.take((frame) => frame.payload?.code === 'SessionConflict', 'SessionConflict');
  assert.equal(await socket.closed, 4402);
  for (const one of [young, admin]) one.close();
}

async function playTaskChat() {
  const socket = new Socket(`${sockets}/api/task-chat`, [], { headers: { authorization: `Bearer ${await userToken('ada')}` } });
  const kind = (frame) => ({ conversation_initialized: 'conversationInitialized', message_saved: 'messageSaved', ai_response: 'aiResponse' })[frame.type] ?? 'chatError';
  socket.onframe = (frame) => { seen.add(kind(frame)); check(kind(frame), frame); };
  await socket.opened;
  for (const [operation, described] of on('taskChat')) {
    for (const { payload } of examplesOf(described)) {
      socket.send(payload);
      await socket.take((frame) => kind(frame) === replyOf(described), replyOf(described));
    }
    if (operation === 'say') await socket.take((frame) => kind(frame) === 'aiResponse', 'the answer');
    played.add(operation);
  }
  socket.close();
}

/** Publishes the examples of a domain event that has clients of its own. */
async function playRaised(bus, operation) {
  const described = document.operations[operation];
  for (const { name, payload } of examplesOf(described)) {
    const envelope = fresh(payload);
    if (envelope.message.eventId) envelope.message.eventId += `-${run}-${Math.random()}`;
    if (envelope.message.at) envelope.message.at = new Date().toISOString();
    check(name, envelope);
    await bus.publish(resolve(described.channel).address, '', { messageId: crypto.randomUUID(), ...envelope }, { contentType: 'application/vnd.masstransit+json' });
  }
  played.add(operation);
}

/** Does something again every few seconds until what is awaited has come. */
async function repeated(awaited, again, first = again) {
  let done = false;
  awaited.then(() => { done = true; }, () => { done = true; });
  await first();
  while (!done) {
    await Promise.race([awaited, new Promise((next) => setTimeout(next, 5_000))]);
    if (!done) await again();
  }
}

async function playSocketIo(bus) {
  const connect = async (namespace, user) => {
    const socket = io(edge + namespace, { forceNew: true, auth: { token: await userToken(user) } });
    await new Promise((done, fail) => { socket.once('connect', done); socket.once('connect_error', fail); });
    return socket;
  };
  const once = (socket, name) => new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`${name} did not come`)), 60_000);
    socket.once(name, (data) => { clearTimeout(timer); done(data); });
  });
  const user = await connect('/user', 'ada');
  const vendor = await connect('/vendor', 'vendor-7');
  const pushed = ['vendorLocationChanged', 'vendorSync'].map(async (name) => { check(name, await once(user, document.components.messages[name].name)); seen.add(name); });
  for (const [channel, socket] of [['socketIoUser', user], ['socketIoVendor', vendor]]) {
    for (const [operation, described] of on(channel)) {
      for (const { name, payload } of examplesOf(described)) {
        if (name !== 'badVendorPosition') check(name, payload);
        const reply = once(socket, document.components.messages[replyOf(described)].name);
        socket.emit(document.components.messages[name].name, payload);
        check(replyOf(described), await reply);
      }
      played.add(operation);
    }
  }
  // What a user watches takes a moment to reach the other gateway; a move or a farewell before that passes him by.
  const move = document.components.messages.vendorPosition.examples[0].payload;
  await repeated(Promise.all(pushed), async () => vendor.emit('update_location', move));
  const elsewhere = new Promise((done) => user.on('vendor_location_changed', (moved) => { if (moved.vendorId === document.components.messages.vendorMoved.examples[0].payload.message.vendorId) done(); }));
  await repeated(elsewhere, () => playRaised(bus, 'vendorMoved'));
  const gone = once(user, 'vendor_status_changed');
  await repeated(gone, async () => {
    (await connect('/vendor', 'vendor-7')).emit('update_location', move).disconnect();
  }, () => vendor.disconnect());
  check('vendorStatusChanged', await gone);
  seen.add('vendorStatusChanged');
  user.disconnect();
}

/** Commands, domain events and plain messages reach sockets. */
async function playBus(bus) {
  let socket = await native('ada', rooms);
  const expectations = {
    PublishToRoom: (frame, { message }) => frame.message_id === message.messageId,
    SendToUser: (frame, { message }) => frame.message_id === message.messageId,
    Broadcast: (frame, { message }) => frame.message_id === message.messageId,
    TaskCreated: (frame) => frame.type === 'task_created',
    TaskUpdated: (frame) => frame.type === 'task_updated',
    TaskDeleted: (frame) => frame.type === 'task_deleted',
    ProjectUpdated: (frame) => frame.type === 'project_updated',
    StatusChanged: (frame) => frame.type === 'status_changed',
  };
  for (const [operation, described] of operations.filter(([name, one]) => one.action === 'receive' && resolve(one.channel).address.startsWith('Realtime.Contracts.') && !played.has(name))) {
    for (const { name, payload: example } of examplesOf(described)) {
      const payload = fresh(example);
      check(name, payload);
      const exchange = resolve(described.channel).address;
      const type = exchange.split(':')[1];
      const other = type === 'DisconnectUser' ? await native(payload.message.userId) : null;
      await bus.publish(exchange, '', { messageId: crypto.randomUUID(), ...payload }, { contentType: 'application/vnd.masstransit+json' });
      if (other) assert.equal(await other.closed, 4403);
      else await socket.take((frame) => expectations[type](frame, payload), `what ${type} becomes`);
    }
    played.add(operation);
  }
  for (const [key, channel] of [['room.chat:lobby', 'plainRoom'], ['user.ada', 'plainUser'], ['all', 'plainAll']]) {
    const [[operation, described]] = on(channel);
    for (const { name, payload } of examplesOf(described)) {
      check(name, payload);
      const id = payload.message_id && `${payload.message_id}-${channel}-${run}`;
      await bus.publish('realtime.publish', key, id ? { ...payload, message_id: id } : payload);
      await socket.take((frame) => (id ? frame.message_id === id : frame.type === payload.type && !frame.reply_to), `the message with the key ${key}`);
    }
    played.add(operation);
  }
  socket.close();
}

/** Every event that the services publish, as it comes. */
async function listen(bus) {
  const { queue } = await bus.channel.assertQueue('', { exclusive: true });
  const events = operations.filter(([, one]) => one.action === 'send' && resolve(one.channel).address.startsWith('Realtime.Contracts.'));
  const wanted = new Map();
  const got = [];
  for (const [operation, described] of events) {
    const exchange = resolve(described.channel).address;
    wanted.set(exchange.split(':')[1], operation);
    await bus.channel.assertExchange(exchange, 'fanout', { durable: true });
    await bus.channel.bindQueue(queue, exchange, '');
  }
  await bus.channel.consume(queue, (message) => got.push(JSON.parse(message.content.toString())), { noAck: true });
  const come = async (type, fits) => {
    const end = Date.now() + 60_000;
    while (!got.some((envelope) => envelope.messageType[0].endsWith(`:${type}`) && fits(envelope.message))) {
      assert.ok(Date.now() < end, `${type} did not come`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  const finish = async () => {
    const end = Date.now() + 90_000;
    const missing = () => [...wanted.keys()].filter((type) => !got.some((envelope) => envelope.messageType[0].endsWith(`:${type}`)));
    while (missing().length > 0 && Date.now() < end) await new Promise((done) => setTimeout(done, 100));
    assert.deepEqual(missing(), [], 'events that did not come');
    for (const envelope of got) {
      const operation = wanted.get(envelope.messageType[0].split(':').at(-1));
      check(operation, { messageType: envelope.messageType, message: envelope.message });
      played.add(operation);
    }
  };
  return { come, finish };
}

/** A receipt for what waited; one that comes before its message is stored tells nobody. */
async function playOffline(bus, events) {
  const id = `waiting-${run}`;
  await bus.publish('realtime.publish', 'user.lovelace', { type: 'note', message_id: id });
  await events.come('MessageStored', (message) => message.messageId === id);
  const socket = await native('lovelace');
  await socket.take((frame) => frame.message_id === id, 'what waited');
  socket.send({ type: 'message_ack', data: { message_ids: [id] } });
  await events.come('MessageAcknowledged', (message) => message.messageId === id);
  socket.close();
}

const bus = await broker();
const events = await listen(bus);
const expiring = broker().then(async (one) => { await one.publish('realtime.publish', 'user.nobody', { type: 'note', message_id: `short-${run}`, ttl_seconds: 1 }); await one.close(); });
await playOffline(bus, events);
await playNative();
await playAgents(bus);
await playTaskChat();
await playSocketIo(bus);
await playBus(bus);
await revoke({ subject: 'grace' });
await expiring;
await events.finish();
await bus.close();

const unplayed = operations.filter(([name, one]) => one.action === 'receive' && !played.has(name)).map(([name]) => name);
assert.deepEqual(unplayed, [], 'operations without a play');
// These need an hour, a drain or a full inbox; their frames have tests of their own.
const apart = ['sessionExpiring', 'serverDraining', 'messagesDropped', 'inboxOverflow'];
const unseen = operations.filter(([, one]) => one.action === 'send').flatMap(([, one]) => names(one.messages)).filter((name) => !seen.has(name) && !apart.includes(name) && !played.has(name));
assert.deepEqual(unseen, [], 'frames that never came');
console.log(`${played.size} operations, ${seen.size} kinds of frames`);
process.exit(0);
