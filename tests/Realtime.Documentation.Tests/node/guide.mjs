// Runs the examples of docs/client-guide.md, which the test has put into the folder examples, and checks what they did.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { broker, clientToken, edge, json, Socket, sockets, userToken } from './lib.mjs';
import WebSocket from 'ws';

const example = (name) => readFileSync(`examples/${name}`, 'utf8');
const unique = (prefix) => `${prefix}-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;

/** Imports examples as one module; what they print is kept. */
async function load(name, ...texts) {
  const lines = [];
  globalThis.WebSocket = WebSocket; // the browser's interface
  console.log = (...parts) => lines.push(parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));
  const imports = [];
  const body = texts.join('\n').replace(/^import .*$/gm, (line) => { imports.push(line); return ''; });
  writeFileSync(`examples/${name}.mjs`, [...new Set(imports)].join('\n') + body);
  return { module: await import(`./examples/${name}.mjs`), lines };
}

async function until(fits, what, ms = 60_000) {
  const end = Date.now() + ms;
  while (!(await fits())) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

async function member(user, room) {
  const socket = new Socket(`${sockets}/ws/connect?token=${await userToken(user)}`, ['realtime.v1']);
  await socket.take((frame) => frame.type === 'welcome');
  socket.send({ type: 'subscription', message_id: 's', ack: true, data: { action: 'subscribe', room } });
  await socket.take((frame) => frame.reply_to === 's');
  return socket;
}

async function post(path, body) {
  const response = await fetch(edge + path, { method: 'POST', headers: { authorization: `Bearer ${await clientToken()}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  assert.equal(response.status, 202, await response.text());
}

const scenarios = {
  token: async (user) => { process.stdout.write(await userToken(user)); },
  message: async (user) => { await post(`/api/v1/users/${user}/messages`, { type: 'greeting', data: {} }); },

  'browser-use': async () => {
    const peer = await member(unique('peer'), 'chat:lobby');
    await load('browser-use', example('backend'), example('browser'), example('browser-use'));
    const frame = await peer.take((one) => one.type === 'note' && one.data.text === 'hello, room');
    assert.equal(frame.sender, 'ada');
  },

  // A socket is lost; what was published meanwhile comes once and in order, and what had no answer is published again.
  'browser-reconnects': async () => {
    const { module: { Realtime, connectionToken } } = await load('browser-reconnects', example('backend'), example('browser'));
    const opened = [];
    globalThis.WebSocket = class extends WebSocket {
      constructor(...parts) { super(...parts); opened.push(this); }
    };
    const [user, room] = [unique('u'), `chat:${unique('r')}`];
    const got = [];
    const client = new Realtime(sockets, () => connectionToken(user), { onmessage: (frame) => got.push(frame) });
    await client.subscribe(room);
    const peer = await member(unique('peer'), room);
    const publish = async (text) => {
      peer.send({ type: 'publish', message_id: unique('m'), ack: true, data: { room, type: 'note', data: { text } } });
      await peer.take((frame) => frame.type === 'ack');
    };
    await publish('one');
    await until(() => got.length === 1, () => JSON.stringify(got));
    opened.at(-1).terminate();
    await publish('two');
    await publish('three');
    await post(`/api/v1/users/${user}/messages`, { type: 'greeting', data: {} });
    const sent = client.publish(room, 'reply', { text: 'four' });
    await until(() => got.filter((frame) => frame.room).length === 3 && got.some((frame) => frame.type === 'greeting'), () => JSON.stringify(got));
    assert.deepEqual(got.filter((frame) => frame.room).map((frame) => frame.data.text), ['one', 'two', 'three']);
    assert.ok(opened.length > 1);
    await sent;
    await peer.take((frame) => frame.type === 'reply' && frame.data.text === 'four');
    await until(async () => (await json(`/api/v1/users/${user}/pending`, await clientToken())).total === 0, () => 'the greeting was not acknowledged');
    client.close();
  },

  'socket-io': async () => {
    const { lines } = await load('socket-io', example('backend'), example('socket-io'));
    assert.ok(lines.some((line) => line.startsWith('vendors in the box')), lines.join('\n'));
  },

  amqp: async () => {
    const reader = await member('ada', 'chat:lobby');
    await load('amqp', example('amqp'));
    await reader.take((frame) => frame.message_id === 'invoice-17');
    await reader.take((frame) => frame.message_id === 'invoice-18');
  },

  'amqp-events': async () => {
    const { lines } = await load('amqp-events', example('amqp-events'));
    const user = unique('u');
    await member(user, 'chat:lobby');
    await until(() => lines.includes(`online ${user}`), () => lines.join('\n'));
    const bus = await broker();
    await bus.channel.deleteQueue('my-service.online');
    await bus.close();
  },

  shell: async () => {
    const shell = spawn('bash', ['-c', `set -eu\n${example('shell-token')}${example('shell-publish')}\n${example('wscat')}`], { detached: true });
    let output = '';
    shell.stdout.on('data', (data) => { output += data; });
    shell.stderr.on('data', (data) => { output += data; });
    try {
      await until(() => output.includes('"message_id":"order-4711"') && output.includes('"pong"'), () => output, 90_000);
    } finally {
      process.kill(-shell.pid);
    }
  },
};

const timer = setTimeout(() => { console.error('the scenario did not end'); process.exit(2); }, 150_000);
try {
  await scenarios[process.argv[2]](...process.argv.slice(3));
  clearTimeout(timer);
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
