const $ = (id) => document.getElementById(id);
const maxFrames = 1000;
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

let socket = null;
let wanted = false;
let attempt = 0;
let retry = 0;
let received = 0;
let sent = 0;
const rooms = new Map();
const asked = new Map();

async function requestToken(fields) {
  const response = await fetch('/connect/token', { method: 'POST', body: new URLSearchParams(fields) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(`${response.status}: ${answer.error_description ?? answer.error ?? response.statusText}`);
  }
  return answer.access_token;
}

async function fetchToken(client, secret, user) {
  const credentials = { client_id: client, client_secret: secret };
  const own = await requestToken({ ...credentials, grant_type: 'client_credentials' });
  return requestToken({
    ...credentials,
    grant_type: tokenExchange,
    subject_token: own,
    subject_token_type: accessTokenType,
    requested_subject: user,
  });
}

function describeToken(token) {
  try {
    const base64 = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const claims = JSON.parse(atob(base64));
    return `${claims.sub}, ${claims.scope ?? 'no scope'}, until ${new Date(claims.exp * 1000).toLocaleTimeString()}`;
  } catch {
    return token ? 'not a JWT' : '';
  }
}

function setState(text, kind) {
  $('state').textContent = text;
  $('state').className = `state ${kind ?? ''}`;
  const open = kind === 'open';
  $('connect').disabled = wanted;
  $('disconnect').disabled = !wanted;
  for (const button of [$('ping'), ...document.querySelectorAll('#room-form button, #send-form button')]) {
    button.disabled = !open;
  }
}

function isPing(text) {
  return /"type":"(ping|pong)"/.test(text);
}

function matches(item) {
  const filter = $('filter').value.toLowerCase();
  return !(item.dataset.ping && $('hide-pings').checked) && item.textContent.toLowerCase().includes(filter);
}

function show(direction, text, bad) {
  const item = document.createElement('li');
  item.className = `${direction} ${bad ? 'bad' : ''}`;
  const time = document.createElement('time');
  time.textContent = new Date().toISOString().slice(11, 23);
  const label = document.createElement('span');
  label.className = 'dir';
  label.textContent = { in: 'in', out: 'out', note: '·' }[direction];
  const body = document.createElement('pre');
  body.textContent = pretty(text);
  item.append(time, label, body);
  if (direction !== 'note' && isPing(text)) {
    item.dataset.ping = '1';
  }
  item.hidden = !matches(item);
  $('frames').prepend(item);
  while ($('frames').children.length > maxFrames) {
    $('frames').lastElementChild.remove();
  }
  $('counts').textContent = `${received} in, ${sent} out`;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function send(frame) {
  if (socket?.readyState !== WebSocket.OPEN) {
    return;
  }
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
  sent += 1;
  socket.send(text);
  show('out', text);
}

function ask(frame, onAnswer) {
  const id = crypto.randomUUID?.() ?? `c${Date.now()}-${Math.random().toString(36).slice(2)}`;
  if (onAnswer) {
    asked.set(id, onAnswer);
    if (asked.size > 200) {
      asked.delete(asked.keys().next().value);
    }
  }
  send({ ...frame, message_id: id, ack: true });
}

function subscribe(room) {
  const position = rooms.get(room);
  const data = { action: 'subscribe', room };
  if (position?.epoch !== undefined) {
    data.recover = { epoch: position.epoch, offset: position.offset };
  }
  ask({ type: 'subscription', data }, (answer) => {
    const before = rooms.get(room);
    rooms.set(room, answer.recovered && before ? before : { epoch: answer.epoch, offset: answer.offset });
    listRooms();
  });
}

function listRooms() {
  $('rooms').replaceChildren(...[...rooms].map(([room, position]) => {
    const item = document.createElement('li');
    item.textContent = position.offset === undefined ? room : `${room} @ ${position.offset}`;
    return item;
  }));
}

function onFrame(text) {
  received += 1;
  let frame = null;
  try {
    frame = JSON.parse(text);
  } catch {
    show('in', text, true);
    return;
  }
  show('in', text, frame.type === 'error');
  if (frame.reply_to && asked.has(frame.reply_to)) {
    if (frame.type === 'ack') {
      asked.get(frame.reply_to)(frame.data ?? {});
    }
    asked.delete(frame.reply_to);
  }
  if (frame.room && frame.offset !== undefined && rooms.has(frame.room)) {
    rooms.set(frame.room, { epoch: frame.epoch, offset: frame.offset });
    listRooms();
  }
  if (frame.durable && frame.message_id && $('auto-ack').checked) {
    send({ type: 'message_ack', data: { message_ids: [frame.message_id] } });
  }
  if (frame.type === 'server_draining') {
    retry = frame.data?.reconnect_after_ms ?? 1000;
  }
}

function connect() {
  const token = $('token').value.trim();
  wanted = true;
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const protocols = token ? ['realtime.v1', `auth-${token}`] : ['realtime.v1'];
  setState('connecting …');
  socket = new WebSocket(`${scheme}://${location.host}/ws/connect`, protocols);
  const own = socket;
  own.addEventListener('open', () => {
    attempt = 0;
    setState('connected', 'open');
    show('note', `connected, subprotocol ${own.protocol || 'none'}`);
    for (const room of rooms.keys()) {
      subscribe(room);
    }
  });
  own.addEventListener('message', (event) => onFrame(event.data));
  own.addEventListener('close', (event) => {
    show('note', `closed ${event.code}${event.reason ? `: ${event.reason}` : ''}`, event.code !== 1000 && event.code !== 1001);
    asked.clear();
    const final = [4400, 4401, 4402, 4403].includes(event.code);
    if (!wanted || final || !$('reconnect').checked) {
      wanted = false;
      setState(`closed ${event.code}`, event.code === 1000 ? '' : 'bad');
      return;
    }
    attempt += 1;
    const wait = retry || Math.random() * Math.min(30000, 500 * 2 ** attempt);
    retry = 0;
    setState(`reconnecting in ${(wait / 1000).toFixed(1)} s`, 'bad');
    setTimeout(() => wanted && connect(), wait);
  });
}

$('token-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  $('token-info').textContent = 'asking …';
  try {
    $('token').value = await fetchToken(form.get('client'), form.get('secret'), form.get('user'));
    $('token-info').textContent = describeToken($('token').value);
  } catch (error) {
    $('token-info').textContent = error.message;
  }
});

$('token').addEventListener('input', () => {
  $('token-info').textContent = describeToken($('token').value.trim());
});

$('connect').addEventListener('click', connect);
$('disconnect').addEventListener('click', () => {
  wanted = false;
  socket?.close(1000);
  setState('not connected');
});
$('ping').addEventListener('click', () => send({ type: 'ping' }));

$('room-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const room = event.target.elements.room.value.trim();
  switch (event.submitter?.value) {
    case 'unsubscribe':
      ask({ type: 'subscription', data: { action: 'unsubscribe', room } }, () => {
        rooms.delete(room);
        listRooms();
      });
      break;
    case 'presence':
      ask({ type: 'presence', data: { action: 'get', room } });
      break;
    case 'history':
      ask({ type: 'history', data: { room, limit: 20 } });
      break;
    default:
      subscribe(room);
  }
});

$('send-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const { kind, target, type, data } = event.target.elements;
  $('send-error').textContent = '';
  if (kind.value === 'raw') {
    send(data.value);
    return;
  }
  let value = null;
  try {
    value = JSON.parse(data.value);
  } catch (error) {
    $('send-error').textContent = `Data is no JSON: ${error.message}`;
    return;
  }
  if (kind.value === 'room') {
    ask({ type: 'publish', data: { room: target.value.trim(), type: type.value, data: value } });
  } else {
    ask({ type: 'direct', data: { user_id: target.value.trim(), type: type.value, data: value } });
  }
});

for (const id of ['filter', 'hide-pings']) {
  $(id).addEventListener('input', () => {
    for (const item of $('frames').children) {
      item.hidden = !matches(item);
    }
  });
}

$('clear').addEventListener('click', () => $('frames').replaceChildren());
setState('not connected');
