import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import WebSocket from 'ws';
import amqp from 'amqplib';

export const edge = process.env.EDGE;
export const ws = edge.replace(/^http/, 'ws');
export const unique = (prefix) => `${prefix}-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;

/** Runs the scenario that the command line names. */
export async function main(scenarios) {
  const scenario = scenarios[process.argv[2]];
  assert.ok(scenario, `no scenario ${process.argv[2]}`);
  const timeout = setTimeout(() => { console.error('the scenario did not end'); process.exit(2); }, 90_000);
  try {
    await scenario();
    clearTimeout(timeout);
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

async function form(path, body) {
  const response = await fetch(edge + path, {
    method: 'POST',
    headers: { authorization: 'Basic ' + Buffer.from('dev:dev-secret').toString('base64') },
    body: new URLSearchParams(body),
  });
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()).access_token;
}

export const clientToken = (scope) => form('/connect/token', { grant_type: 'client_credentials', ...(scope ? { scope } : {}) });

/** A user's connection token, by token exchange. */
export async function userToken(user) {
  return form('/connect/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: await clientToken(),
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    requested_subject: user,
  });
}

/** Every message of an exchange with a routing key, from now on. */
export async function listen(exchange, key) {
  const connection = await amqp.connect(process.env.AMQP);
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, exchange, key);
  const messages = [];
  await channel.consume(queue, (message) => messages.push(message.content), { noAck: true });
  return { messages, close: () => connection.close() };
}

/** The running gateways by the ids they give themselves: { [id]: { name, pid } }. */
export async function gateways() {
  const { resources } = JSON.parse(await readFile(process.env.RESOURCES, 'utf8'));
  const found = {};
  for (const { name, pid, urls } of resources.filter((resource) => /^gateway-\d/.test(resource.name))) {
    const opened = await (await fetch(new URL('/socket.io/?EIO=4&transport=polling', urls[0]))).text();
    found[JSON.parse(opened.slice(1)).sid.split('.')[0]] = { name, pid };
  }
  return found;
}

/** Publishes plain JSON as any AMQP client would. */
export async function publish(key, ...bodies) {
  const connection = await amqp.connect(process.env.AMQP);
  const channel = await connection.createConfirmChannel();
  for (const body of bodies) channel.publish('realtime.publish', key, Buffer.from(JSON.stringify(body)), { persistent: true });
  await channel.waitForConfirms();
  await connection.close();
}

/** A ws client whose frames are awaited one by one. */
export class Socket {
  constructor(url, protocols, options) {
    this.frames = [];
    this.waiting = [];
    this.socket = new WebSocket(url, protocols ?? [], options ?? {});
    this.socket.on('message', (data, binary) => this.#push(binary ? data : data.toString()));
    this.closed = new Promise((resolve) => this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })));
    this.opened = new Promise((resolve, reject) => {
      this.socket.on('open', resolve);
      this.socket.on('error', reject);
      this.socket.on('unexpected-response', async (_, response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        reject(Object.assign(new Error(`refused with ${response.statusCode}: ${body}`), { status: response.statusCode, body, headers: response.headers }));
      });
    });
    this.opened.catch(() => {});
  }

  static async open(url, protocols, options) {
    const socket = new Socket(url, protocols, options);
    await socket.opened;
    return socket;
  }

  send(frame) { this.socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame)); }

  /** The next frame, as text. */
  next(ms = 45_000) {
    if (this.frames.length > 0) return Promise.resolve(this.frames.shift());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no frame came')), ms);
      this.waiting.push((frame) => { clearTimeout(timer); resolve(frame); });
    });
  }

  async json(ms) { return JSON.parse(await this.next(ms)); }

  /** The next frame that fits; others are dropped. */
  async until(fits, ms = 45_000) {
    const end = Date.now() + ms;
    while (Date.now() < end) {
      const frame = await this.json(end - Date.now());
      if (fits(frame)) return frame;
    }
    throw new Error('no such frame came');
  }

  /** All frames up to the first that fits, which is the last of them. */
  async upTo(fits) {
    const frames = [];
    do frames.push(await this.json()); while (!fits(frames.at(-1)));
    return frames;
  }

  close() { this.socket.close(); }

  #push(frame) {
    const waiting = this.waiting.shift();
    if (waiting) waiting(frame); else this.frames.push(frame);
  }
}

export async function refused(url, protocols, options) {
  const socket = new Socket(url, protocols, options);
  try {
    await socket.opened;
  } catch (error) {
    return error;
  }
  throw new Error('the upgrade was not refused');
}

export async function eventually(probe, ms = 45_000) {
  const end = Date.now() + ms;
  let last;
  while (Date.now() < end) {
    try { return await probe(); } catch (error) { last = error; }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw last;
}

export { assert, WebSocket };
