import { io } from 'socket.io-client';
import { assert, edge, eventually, gateways, listen, main, publish, unique, userToken } from './lib.mjs';

const box = { neLocation: { lat: 1.4, long: 103.9 }, swLocation: { lat: 1.2, long: 103.6 } };

/** A place of its own for each run, so that runs do not see each other's vendors. */
function place() {
  const lat = Math.round((Math.random() * 120 - 60) * 100) / 100;
  const lng = Math.round((Math.random() * 300 - 150) * 100) / 100;
  return { lat, lng, box: { neLocation: { lat: lat + 0.1, long: lng + 0.1 }, swLocation: { lat: lat - 0.1, long: lng - 0.1 } } };
}

async function connect(namespace, user, options = {}) {
  const socket = io(`${edge}${namespace}`, { forceNew: true, auth: { token: await userToken(user) }, ...options });
  await new Promise((resolve, reject) => { socket.once('connect', resolve); socket.once('connect_error', reject); });
  return socket;
}

const once = (socket, name, ms = 45_000) => new Promise((resolve, reject) => {
  const timer = setTimeout(() => reject(new Error(`no ${name} came`)), ms);
  socket.once(name, (data) => { clearTimeout(timer); resolve(data); });
});

async function ask(socket, name, payload, answer) {
  const awaited = once(socket, answer);
  socket.emit(name, payload);
  return awaited;
}

/** The whole feature over given transports. */
async function feature(options) {
  const here = place();
  const vendorId = unique('v');
  const user = await connect('/user', unique('u'), options);
  assert.deepEqual(await ask(user, 'updateUserLocation', here.box, 'vendor_channels'), []);
  const vendor = await connect('/vendor', vendorId, options);
  const changed = once(user, 'vendor_location_changed');
  const synced = once(user, 'vendor_sync');
  const updated = await ask(vendor, 'update_location', { lat: here.lat, lng: here.lng }, 'location_updated');
  assert.equal(updated.vendorId, vendorId);
  assert.deepEqual(await changed, { vendorId, location: { lat: here.lat, long: here.lng, lng: here.lng } });
  assert.equal((await synced).id, vendorId);
  const nearby = await ask(user, 'updateLocation', { lat: here.lat, long: here.lng, timestamp: new Date().toISOString() }, 'location_updated');
  assert.deepEqual(nearby.nearbyVendors.map((one) => one.vendorId), [vendorId]);
  const away = await ask(user, 'updateUserLocation', { neLocation: { lat: 80.2, long: 10 }, swLocation: { lat: 80.1, long: 9 } }, 'vendor_channels');
  assert.deepEqual(away, []);
  return { user, vendor };
}

await main({
  'default-transports': async () => {
    const { user } = await feature({});
    await eventually(async () => assert.equal(user.io.engine.transport.name, 'websocket'));
  },
  'polling-only': async () => { await feature({ transports: ['polling'] }); },
  'websocket-only': async () => { await feature({ transports: ['websocket'] }); },

  unauthorized: async () => {
    for (const auth of [{}, { token: 'nonsense' }]) {
      const socket = io(`${edge}/user`, { forceNew: true, auth, reconnection: false });
      const error = await once(socket, 'connect_error');
      assert.equal(error.message, 'unauthorized');
    }
    const main = io(edge, { forceNew: true, reconnection: false });
    await once(main, 'connect');
  },

  'invalid-namespace': async () => {
    const socket = io(`${edge}/nope`, { forceNew: true, reconnection: false });
    assert.equal((await once(socket, 'connect_error')).message, 'Invalid namespace');
  },

  validation: async () => {
    const vendor = await connect('/vendor', unique('v'));
    for (const [payload, field] of [[{ lat: 91, lng: 1 }, 'lat'], [{ lat: 'x', lng: 1 }, 'lat'], [{ lat: 1 }, 'lng'], [null, '']]) {
      const exception = once(vendor, 'exception');
      const error = await ask(vendor, 'update_location', payload, 'error');
      assert.equal(error.errorCode, 'ERR_INVALID_INPUT');
      assert.equal(error.code, 'VALIDATION_ERROR');
      assert.equal(error.data.errors[0].path, field);
      assert.deepEqual(await exception, error);
    }
    assert.ok(vendor.connected);
  },

  'rate-limit': async () => {
    const user = await connect('/user', unique('u'));
    let updated = 0;
    user.on('location_updated', () => { updated++; });
    const refusal = once(user, 'error');
    for (let i = 0; i < 16; i++) user.emit('update_location', { lat: 1, lng: 1 });
    const error = await refusal;
    assert.equal(updated, 15);
    assert.equal(error.errorCode, 'ERR_RATE_LIMIT_EXCEEDED');
    assert.ok(error.data.retryAfterSeconds > 0);
    assert.ok(user.connected);
  },

  'vendor-status': async () => {
    const here = place();
    const vendorId = unique('v');
    const vendor = await connect('/vendor', vendorId);
    await ask(vendor, 'updateVendorLocation', { lat: here.lat, long: here.lng, vendorId: 'ignored' }, 'location_updated');
    const user = await connect('/user', unique('u'));
    assert.deepEqual((await ask(user, 'updateUserLocation', here.box, 'vendor_channels')).map((one) => one.id), [vendorId]);
    const gone = once(user, 'vendor_status_changed');
    vendor.disconnect();
    assert.deepEqual(await gone, { vendorId, isOnline: false });
    const back = once(user, 'vendor_status_changed');
    await connect('/vendor', vendorId);
    assert.deepEqual(await back, { vendorId, isOnline: true });
  },

  // A domain event for one user, published by any AMQP client.
  push: async () => {
    const [name, another] = [unique('u'), unique('u')];
    const [first, second, stranger] = [await connect('/user', name), await connect('/user', name), await connect('/user', another)];
    const heard = [];
    stranger.on('location_updated', (data) => heard.push(data.marker));
    const both = Promise.all([once(first, 'location_updated'), once(second, 'location_updated')]);
    await publish(`user.${name}`, { type: 'location_updated', data: { userId: name, location: { lat: 1, lng: 2 } } });
    assert.deepEqual((await both)[1], { userId: name, location: { lat: 1, lng: 2 } });
    await publish(`user.${another}`, { type: 'location_updated', data: { marker: 1 } });
    await eventually(async () => assert.deepEqual(heard, [1]));
  },

  acknowledgement: async () => {
    const user = await connect('/user', unique('u'));
    assert.deepEqual(await user.timeout(45_000).emitWithAck('updateUserLocation', box), await user.timeout(45_000).emitWithAck('updateUserLocation', box));
    const failure = await user.timeout(45_000).emitWithAck('update_location', { lat: 91, lng: 0 });
    assert.equal(failure.status, 'error');
  },

  // A dropped client gets its rooms and what it missed, wherever the balancer puts it.
  recovery: async () => {
    const here = place();
    for (let round = 0; round < 3; round++) {
      const vendorId = unique('v');
      const vendor = await connect('/vendor', vendorId, { transports: ['websocket'] });
      await ask(vendor, 'update_location', { lat: here.lat, lng: here.lng }, 'location_updated');
      const user = await connect('/user', unique('u'), { transports: ['websocket'], reconnectionDelay: 1_500, reconnectionDelayMax: 1_500 });
      const seen = [];
      user.on('vendor_location_changed', (move) => seen.push(move.location.lat));
      await ask(user, 'updateUserLocation', here.box, 'vendor_channels');
      const before = user.id;
      const dropped = once(user, 'disconnect');
      user.io.engine.transport.ws.terminate?.() ?? user.io.engine.close();
      await dropped;
      const moved = Math.round((here.lat + 0.01) * 1e6) / 1e6;
      await ask(vendor, 'update_location', { lat: moved, lng: here.lng }, 'location_updated');
      await once(user, 'connect');
      assert.equal(user.recovered, true);
      assert.equal(user.id, before);
      await eventually(async () => assert.ok(seen.includes(moved)));
      user.disconnect();
      vendor.disconnect();
    }
  },

  // kill -9 of the gateway that holds the socket: the stock client comes back with its private id and position, and another gateway makes the socket again.
  'killed-gateway': async () => {
    const here = place();
    const vendorId = unique('v');
    const ofGateway = (socket) => socket.io.engine.id.split('.')[0];
    const vendor = await connect('/vendor', vendorId, { transports: ['websocket'] });
    await ask(vendor, 'update_location', { lat: here.lat, lng: here.lng }, 'location_updated');
    const told = await listen('realtime.fanout', 'control');
    const others = [];
    let user;
    do {
      assert.ok(others.length < 40, 'the edge sends all sockets to one gateway');
      user = await connect('/user', unique('u'), { transports: ['websocket'], reconnectionDelay: 500, randomizationFactor: 0 });
      others.push(user);
    } while (ofGateway(user) === ofGateway(vendor));

    const seen = [];
    user.on('vendor_location_changed', (move) => seen.push(move.location.lat));
    const moves = [1, 2, 3, 4].map((step) => Math.round((here.lat + step / 1000) * 1e6) / 1e6);
    const move = (lat) => ask(vendor, 'update_location', { lat, lng: here.lng }, 'location_updated');
    assert.equal((await ask(user, 'updateUserLocation', here.box, 'vendor_channels')).length, 1);
    await move(moves[0]);
    await eventually(async () => assert.deepEqual(seen, [moves[0]]));
    const [id, pid] = [user.id, user._pid];

    // The others know what they need when the box has been told with the socket's private id.
    await eventually(async () => assert.ok(told.messages.some((batch) => batch.includes(pid) && batch.includes('state')), 'no standby was told'));
    const { pid: victim } = (await gateways())[ofGateway(user)];
    const dropped = once(user, 'disconnect');
    const back = once(user, 'connect');
    process.kill(victim, 'SIGKILL');
    await dropped;
    await move(moves[1]);
    await move(moves[2]);
    await back;
    assert.equal(user.recovered, true);
    assert.equal(user.id, id);
    await eventually(async () => assert.equal(seen.at(-1), moves[2]));
    await move(moves[3]);
    await eventually(async () => assert.equal(seen.at(-1), moves[3]));
    assert.deepEqual(seen, seen.filter((lat, index) => seen.indexOf(lat) === index).sort((a, b) => a - b), 'each once, in order');
    assert.equal(seen[0], moves[0]);
    await told.close();

    // Who comes next finds two gateways again.
    await eventually(async () => {
      const pids = Object.values(await gateways()).map((one) => one.pid);
      assert.ok(new Set(pids).size === 2 && !pids.includes(victim), 'the killed gateway is not back');
    }, 60_000);
  },
});
