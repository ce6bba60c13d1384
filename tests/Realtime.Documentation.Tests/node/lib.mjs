// What the scripts share: tokens, sockets whose frames are awaited, and publishing on the bus.
import amqp from 'amqplib';
import WebSocket from 'ws';

export const edge = process.env.EDGE;
export const sockets = edge?.replace(/^http/, 'ws');

const basic = 'Basic ' + Buffer.from('dev:dev-secret').toString('base64');

async function token(fields) {
  const response = await fetch(`${edge}/connect/token`, { method: 'POST', headers: { authorization: basic }, body: new URLSearchParams(fields) });
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()).access_token;
}

export const clientToken = () => token({ grant_type: 'client_credentials' });

export const userToken = async (user) => token({
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: await clientToken(),
  subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  requested_subject: user,
});

export async function agentToken(admin, fields) {
  const response = await fetch(`${edge}${admin ? '/admin' : ''}/generate-token`, {
    method: 'POST',
    headers: { 'x-api-key': admin ? 'dev-admin-key' : 'dev-user-key', 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  });
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()).token;
}

export async function revoke(fields) {
  const response = await fetch(`${edge}/connect/revocation`, { method: 'POST', headers: { authorization: basic }, body: new URLSearchParams(fields) });
  if (response.status !== 200) throw new Error(await response.text());
}

/** A broker connection with a confirm channel. */
export async function broker() {
  const connection = await amqp.connect(process.env.AMQP);
  const channel = await connection.createConfirmChannel();
  return {
    channel,
    close: () => connection.close(),
    async publish(exchange, key, body, options) {
      channel.publish(exchange, key, Buffer.from(JSON.stringify(body)), { persistent: true, ...options });
      await channel.waitForConfirms();
    },
  };
}

/** A socket that keeps its frames until somebody asks for one that fits. */
export class Socket {
  frames = [];
  #waiting = [];

  constructor(url, protocols = [], options = {}) {
    this.socket = new WebSocket(url, protocols, options);
    this.socket.on('message', (data) => {
      const frame = JSON.parse(data.toString());
      this.onframe?.(frame);
      this.frames.push(frame);
      for (const one of [...this.#waiting]) one();
    });
    this.closed = new Promise((resolve) => this.socket.on('close', (code) => resolve(code)));
    this.opened = new Promise((resolve, reject) => { this.socket.on('open', resolve); this.socket.on('error', reject); });
    this.opened.catch(() => {});
  }

  send(frame) { this.socket.send(JSON.stringify(frame)); }

  /** Takes the first frame that fits; the others stay. */
  take(fits, what = 'such a frame', ms = 60_000) {
    return new Promise((resolve, reject) => {
      const look = () => {
        const at = this.frames.findIndex(fits);
        if (at < 0) return;
        clearTimeout(timer);
        this.#waiting = this.#waiting.filter((one) => one !== look);
        resolve(this.frames.splice(at, 1)[0]);
      };
      const timer = setTimeout(() => reject(new Error(`${what} did not come; these did: ${JSON.stringify(this.frames)}`)), ms);
      this.#waiting.push(look);
      look();
    });
  }

  close() { this.socket.close(); }
}

export const json = async (path, bearer) => (await fetch(edge + path, { headers: { authorization: `Bearer ${bearer}` } })).json();
