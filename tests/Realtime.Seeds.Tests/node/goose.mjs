import { spawn } from 'node:child_process';
import { assert, eventually, main, refused, Socket, unique, userToken, ws } from './lib.mjs';

const open = async (user) => Socket.open(`${ws}/api/task-chat`, [], { headers: { authorization: `Bearer ${await userToken(user)}` } });

async function init(user, frame = { type: 'init', taskId: 1 }) {
  const socket = await open(user);
  socket.send(frame);
  const opened = await socket.json();
  assert.equal(opened.type, 'conversation_initialized');
  return { socket, conversation: opened.conversation };
}

function camel(value) {
  if (Array.isArray(value)) value.forEach(camel);
  else if (value && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      assert.match(key, /^[a-z][a-zA-Z0-9]*$/);
      camel(inner);
    }
  }
}

await main({
  // The document's session with wscat, typed line by line as it stands there.
  'wscat-session': async () => {
    const wscat = spawn('node', ['-r', './terminal.cjs', 'node_modules/wscat/bin/wscat', '-c', `${ws}/api/task-chat`, '-H', `Authorization: Bearer ${await userToken(unique('g'))}`, '--no-color'],
      { stdio: ['pipe', 'pipe', 'inherit'] });
    const frames = [];
    let [rest, shown] = ['', ''];
    wscat.stdout.on('data', (data) => {
      shown += data;
      const lines = (rest + data).split('\n');
      rest = lines.pop();
      frames.push(...lines.map((line) => /< (\{.*\})/.exec(line)?.[1]).filter(Boolean).map((line) => JSON.parse(line)));
    });
    const until = (type) => eventually(async () => {
      const frame = frames.find((one) => one.type === type);
      assert.ok(frame, `wscat did not show ${type}: ${shown}`);
      camel(frame);
      return frame;
    });
    await eventually(async () => assert.ok(shown.includes('Connected (press CTRL+C to quit)'), shown));
    wscat.stdin.write('{"type": "init", "taskId": 1}\n');
    await until('conversation_initialized');
    wscat.stdin.write('{"type": "message", "content": "What is the status of this task?"}\n');
    const saved = await until('message_saved');
    assert.match(saved.message.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    const answer = await until('ai_response');
    assert.equal(answer.message.content, 'echo: What is the status of this task?');
    assert.deepEqual(frames.map((frame) => frame.type), ['conversation_initialized', 'message_saved', 'ai_response']);
    wscat.kill();
  },

  'any-case': async () => {
    const user = unique('g');
    const first = await init(user, { type: 'init', task_id: 5 });
    first.socket.send({ type: 'message', content: 'hello' });
    await first.socket.json();
    await first.socket.json();
    for (const frame of [{ type: 'init', taskId: 5 }, { type: 'init', TaskId: 5 }]) {
      const again = await init(user, frame);
      assert.equal(again.conversation.id, first.conversation.id);
      assert.deepEqual(again.conversation.conversationMessages.map((message) => message.role), ['user', 'assistant']);
    }
    assert.notEqual((await init(unique('g'), { type: 'init', taskId: 5 })).conversation.id, first.conversation.id);
  },

  'slow-answer': async () => {
    const { socket } = await init(unique('g'));
    socket.send({ type: 'message', content: 'slow' });
    assert.equal((await socket.json()).type, 'message_saved');
    socket.send({ type: 'message', content: 'quick' });
    assert.deepEqual([(await socket.json()).type, (await socket.json()).message.content], ['message_saved', 'echo: quick']);
    await fetch(process.env.RELEASE, { method: 'POST' });
    assert.equal((await socket.json()).message.content, 'echo: slow');
  },

  'two-sockets': async () => {
    const user = unique('g');
    const [{ socket: one }, { socket: other }] = [await init(user), await init(user)];
    one.send({ type: 'message', content: 'hello' });
    assert.deepEqual([(await one.json()).type, (await one.json()).type], ['message_saved', 'ai_response']);
    other.send('{not json');
    assert.deepEqual(await other.json(), { error: 'Invalid JSON format' });
  },

  'out-of-place': async () => {
    const socket = await open(unique('g'));
    socket.send('{not json');
    assert.deepEqual(await socket.json(), { error: 'Invalid JSON format' });
    socket.send({ type: 'message', content: 'hi' });
    assert.deepEqual(await socket.json(), { error: 'Invalid message format' });
    socket.send(Buffer.from('{"type":"init","taskId":1}'));
    assert.equal((await socket.json()).type, 'conversation_initialized');
    socket.send({ type: 'init', taskId: 1 });
    assert.deepEqual(await socket.json(), { error: 'Invalid message format' });
  },

  unauthorized: async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { 'access-token': 'x', uid: 'u' }]) {
      const error = await refused(`${ws}/api/task-chat`, [], { headers });
      assert.equal(error.status, 401);
      assert.equal(error.body, '{"error":"Unauthorized"}');
    }
    const user = unique('g');
    const triplet = await Socket.open(`${ws}/api/task-chat`, [], { headers: { 'access-token': await userToken(user), uid: user, client: 'any' } });
    triplet.send({ type: 'init', taskId: 1 });
    assert.equal((await triplet.json()).type, 'conversation_initialized');
  },

  // The stack of the tests waits 15 s instead of 60.
  silence: async () => {
    const socket = await open(unique('g'));
    const talking = await open(unique('g'));
    const ping = setInterval(() => talking.socket.ping(), 1_000);
    assert.equal((await socket.closed).code, 1002);
    assert.equal(talking.socket.readyState, 1);
    clearInterval(ping);
  },
});
