// Causes on a running stack what docs/troubleshooting.md explains, and prints what a user sees: one line of JSON for each, with the texts that the page must quote.
import assert from 'node:assert/strict';
import { io } from 'socket.io-client';
import { agentToken, broker, clientToken, edge, json, revoke, Socket, sockets, userToken } from './lib.mjs';

const unique = (prefix) => `${prefix}-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
const http = async (path, options = {}) => { const response = await fetch(edge + path, options); return [response.status, await response.json()]; };
const bearer = (token) => ({ authorization: `Bearer ${token}` });

async function connected(user, protocols = ['realtime.v1']) {
  const socket = new Socket(`${sockets}/ws/connect?token=${await userToken(user)}`, protocols);
  await socket.take((frame) => frame.type === 'welcome', 'welcome');
  return socket;
}

const errorOf = (socket, code) => socket.take((frame) => frame.type === 'error' && (!code || frame.data.code === code), `an error ${code ?? ''}`);

/** How an upgrade is refused. */
async function refused(url, options) {
  const socket = new Socket(url, [], options);
  return new Promise((resolve) => socket.socket.on('unexpected-response', async (_, response) => {
    let body = '';
    for await (const chunk of response) body += chunk;
    resolve([response.statusCode, JSON.parse(body)]);
  }));
}

const cases = {
  'wrong secret': async () => {
    const [status, body] = await http('/connect/token', { method: 'POST', headers: { authorization: 'Basic ' + Buffer.from(`${unique('nobody')}:wrong`).toString('base64') }, body: new URLSearchParams({ grant_type: 'client_credentials' }) });
    return [status, body.error, body.error_description];
  },
  'scope that the client has not': async () => {
    const [status, body] = await http('/connect/token', { method: 'POST', headers: { authorization: 'Basic ' + Buffer.from('dev:dev-secret').toString('base64') }, body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'realtime.everything' }) });
    return [status, body.error, body.error_description];
  },
  'no token': async () => { const [status, body] = await http('/api/v1/users/ada/pending'); return [status, body.code, body.message]; },
  'somebody else\'s inbox': async () => { const [status, body] = await http('/api/v1/users/ada/pending', { headers: bearer(await userToken(unique('u'))) }); return [status, body.code, body.message]; },
  'no such route': async () => { const [status, body] = await http('/api/v1/nothing', { headers: bearer(await clientToken()) }); return [status, body.code, body.message]; },
  'body too large': async () => {
    const [status, body] = await http('/api/v1/users/ada/messages', { method: 'POST', headers: { ...bearer(await clientToken()), 'content-type': 'application/json' }, body: 'x'.repeat(1_100_000) });
    return [status, body.code];
  },
  'no type': async () => {
    const [status, body] = await http('/api/v1/users/ada/messages', { method: 'POST', headers: { ...bearer(await clientToken()), 'content-type': 'application/json' }, body: '{"data":{}}' });
    return [status, body.code, body.message];
  },
  'socket without a token': async () => {
    const socket = new Socket(`${sockets}/ws/connect`);
    await socket.opened;
    socket.send({ type: 'publish', message_id: '1', ack: true, data: { room: 'chat:lobby', type: 'note' } });
    const { data } = await errorOf(socket, 'unauthorized');
    const [code] = await Promise.all([socket.closed]);
    return [data.code, data.message, code];
  },
  'revoked token': async () => {
    const user = unique('u');
    const socket = await connected(user);
    await revoke({ subject: user });
    const { data } = await errorOf(socket);
    return [data.code, data.message, await socket.closed];
  },
  'disconnected by an administrator': async () => {
    const user = unique('u');
    const socket = await connected(user);
    await http(`/api/v1/websocket/users/${user}/disconnect`, { method: 'POST', headers: bearer(await clientToken()) });
    const { data } = await errorOf(socket);
    return [data.code, data.message, await socket.closed];
  },
  'too many messages': async () => {
    const socket = await connected(unique('u'));
    for (let i = 0; i < 60; i++) socket.send({ type: 'ping' });
    const { data } = await errorOf(socket, 'rate_limited');
    return [data.code, data.message];
  },
  'too many errors': async () => {
    const socket = await connected(unique('u'));
    for (let i = 0; i < 10; i++) socket.send({ type: 'no_such_type', data: {} });
    const { data } = await errorOf(socket, 'unsupported_message');
    return [data.code, data.message, await socket.closed];
  },
  'frame too large': async () => {
    const socket = await connected(unique('u'));
    socket.send({ type: 'publish', data: { room: 'chat:lobby', type: 'note', data: 'x'.repeat(70_000) } });
    return [await socket.closed];
  },
  'bad room': async () => {
    const socket = await connected(unique('u'));
    socket.send({ type: 'subscription', message_id: '1', ack: true, data: { action: 'subscribe', room: 'no spaces here' } });
    const { data } = await errorOf(socket);
    return [data.code, data.message];
  },
  'resume after the log was lost': async () => {
    const socket = await connected(unique('u'));
    const room = `chat:${unique('r')}`;
    socket.send({ type: 'publish', message_id: unique('m'), ack: true, data: { room, type: 'note', data: {} } });
    await socket.take((frame) => frame.type === 'ack');
    for (let i = 0; ; i++) {
      socket.send({ type: 'subscription', message_id: `s${i}`, ack: true, data: { action: 'subscribe', room, recover: { epoch: 'another', offset: 7 } } });
      const { data } = await socket.take((frame) => frame.reply_to === `s${i}`);
      assert.equal(data.recovered, false);
      if (data.reason) return ['"recovered":false', `"reason":"${data.reason}"`];
      await new Promise((done) => setTimeout(done, 500));
    }
  },
  'wrong API key': async () => { const [status, body] = await refused(`${sockets}/ws/company-1/agent-7?token=x&x-api-key=wrong`); return [status, body.code, body.message]; },
  'token of another path': async () => {
    const token = await agentToken(false, { company_id: 'company-2', agent_id: 'agent-7', user_id: 'u', expires_in_seconds: 60 });
    const [status, body] = await refused(`${sockets}/ws/company-1/agent-7?token=${encodeURIComponent(token)}&x-api-key=dev-user-key`);
    return [status, body.code, body.message];
  },
  'foreign origin': async () => {
    const token = await agentToken(false, { company_id: 'company-1', agent_id: 'agent-7', user_id: 'u', expires_in_seconds: 60 });
    const [status, body] = await refused(`${sockets}/ws/company-1/agent-7?token=${encodeURIComponent(token)}&x-api-key=dev-user-key`, { origin: 'https://elsewhere.example' });
    return [status, body.message];
  },
  'taken over': async () => {
    const user = unique('u');
    const open = async () => {
      const token = await agentToken(false, { company_id: 'company-1', agent_id: 'agent-7', user_id: user, expires_in_seconds: 60 });
      const socket = new Socket(`${sockets}/ws/company-1/agent-7?token=${encodeURIComponent(token)}&x-api-key=dev-user-key`);
      await socket.take((frame) => frame.type === 'ready');
      return socket;
    };
    const old = await open();
    const young = await open();
    const { payload } = await old.take((frame) => frame.type === 'error');
    const code = await old.closed;
    young.close();
    return [payload.code, payload.details, code];
  },
  'task chat without a token': async () => { const [status, body] = await refused(`${sockets}/api/task-chat`); return [status, JSON.stringify(body)]; },
  'Socket.IO without a token': async () => {
    const socket = io(`${edge}/user`, { forceNew: true, reconnection: false });
    return [(await new Promise((done) => socket.once('connect_error', done))).message];
  },
  'Socket.IO in an unknown namespace': async () => {
    const socket = io(`${edge}/nowhere`, { forceNew: true, reconnection: false });
    return [(await new Promise((done) => socket.once('connect_error', done))).message];
  },
  'message from the bus that is none': async () => {
    const bus = await broker();
    await bus.publish('realtime.publish', 'user.ada', { data: {} });
    await bus.close();
    const token = await clientToken();
    for (let i = 0; i < 600; i++) {
      const letter = (await json('/api/v1/dead-letters?limit=100', token)).messages?.find((one) => one.routing_key === 'user.ada');
      if (letter) return [letter.reason];
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error('no dead letter came');
  },
};

setTimeout(() => { console.error('it did not end'); process.exit(2); }, 170_000).unref();
try {
  const seen = {};
  await Promise.all(Object.entries(cases).map(async ([name, cause]) => { seen[name] = (await cause()).map(String); }));
  console.log(JSON.stringify(seen));
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
