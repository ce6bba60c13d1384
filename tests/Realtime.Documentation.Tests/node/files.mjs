// Plays what the API description says about files against a running stack: its examples are sent, and every answer that can be had is caused and held against schema and example.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import Ajv from 'ajv';
import { edge, userToken } from './lib.mjs';

const document = await (await fetch(`${edge}/openapi/v1.json`)).json();
const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'openapi', components: document.components });

const files = '/api/v1/files';
const one = `${files}/{id}`;
const info = `${one}/info`;
const operation = (method, path) => document.paths[path][method.toLowerCase()];
const parameter = (method, path, name) => operation(method, path).parameters.find((given) => given.name === name).example;
const token = await userToken(`files-${Date.now()}`);
const tus = { 'tus-resumable': '1.0.0' };
const octets = { ...tus, 'content-type': 'application/offset+octet-stream' };
const caused = new Set();

/** Everything that the example has, in kind. */
function alike(example, got, where) {
  assert.equal(typeof got, typeof example, where);
  if (typeof example !== 'object') return;
  assert.deepEqual(Object.keys(got).sort(), Object.keys(example).sort(), where);
  for (const key of Object.keys(example)) alike(example[key], got[key], `${where}.${key}`);
}

/** Sends a request; the answer must be a described one. With a code it must be word for word that example. */
async function call(method, path, { id, query = '', headers = {}, body, authorized = true }, status, code) {
  const response = await fetch(edge + path.replace('{id}', id) + query, { method, body, headers: { ...(authorized ? { authorization: `Bearer ${token}` } : {}), ...headers } });
  const where = `${method} ${path} ${status} ${code ?? ''}`;
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.equal(response.status, status, `${where}: ${bytes.subarray(0, 300)}`);
  const described = operation(method, path).responses[status];
  assert.ok(described, `${where} is not described`);
  caused.add(`${method} ${path} ${status}${code ? ` ${code}` : ''}`);
  if (method === 'HEAD' || bytes.length === 0) return { response, bytes };
  const type = response.headers.get('content-type').split(';')[0];
  const content = described.content?.[type];
  if (!type.endsWith('json')) return { response, bytes };
  assert.ok(content, `${where} is not described as ${type}`);
  const got = JSON.parse(bytes);
  const fits = ajv.compile(JSON.parse(JSON.stringify(content.schema).replaceAll('"#/', '"openapi#/')));
  assert.ok(fits(got), `${where}: ${ajv.errorsText(fits.errors)} in ${bytes}`);
  if (code) {
    const { value } = content.examples[code];
    for (const [name, said] of Object.entries(value)) assert.equal(got[name], said, `${where}: ${name}`);
  } else {
    alike(content.example, got, where);
  }
  return { response, bytes, got };
}

const begin = async (length, metadata = {}) => {
  const pairs = Object.entries(metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',');
  const { response } = await call('POST', files, { headers: { ...tus, 'upload-length': `${length}`, ...(pairs && { 'upload-metadata': pairs }) } }, 201);
  return response.headers.get('location').split('/').pop();
};

// A file as the example has it.
const example = operation('POST', files).responses[201].content['application/json'].example.file;
const content = randomBytes(example.size);
const pdf = { 'content-type': example.type };
const sha256 = createHash('sha256').update(content).digest('hex');
const uploaded = await call('POST', files, { query: `?filename=${parameter('POST', files, 'filename')}&room=${parameter('POST', files, 'room')}&sha256=${sha256}`, headers: pdf, body: content }, 201);
const { id } = uploaded.got.file;
assert.deepEqual(uploaded.got.file, { ...example, id, sha256, url: example.url.replace(example.id, id) });
await call('POST', files, { query: `?user_id=${parameter('POST', files, 'user_id')}`, headers: pdf, body: 'a' }, 201);
assert.deepEqual((await call('GET', info, { id }, 200)).got, uploaded.got);
const whole = await call('GET', one, { id }, 200);
assert.ok(whole.bytes.equals(content));
const range = { range: parameter('GET', one, 'Range') };
const tag = { 'if-none-match': whole.response.headers.get('etag') };
assert.ok((await call('GET', one, { id, headers: range }, 206)).bytes.equals(content.subarray(0, 1024)));
await call('GET', one, { id, headers: tag }, 304);
await call('GET', one, { id, headers: { range: `bytes=${example.size}-` } }, 416, 'range_not_satisfiable');
for (const [status, headers] of [[200, {}], [206, range], [304, tag], [416, { range: `bytes=${example.size}-` }]]) await call('HEAD', one, { id, headers }, status);
const told = await call('OPTIONS', files, { authorized: false }, 204);
for (const [name] of operation('OPTIONS', files).responses[204].description.matchAll(/Tus-[A-Za-z-]+/g)) assert.ok(told.response.headers.get(name), name);

// What is refused at the beginning.
await call('POST', files, { query: '?room=no%20room', headers: pdf, body: 'a' }, 400, 'invalid_input');
await call('POST', files, { query: `?sha256=${parameter('POST', files, 'sha256')}`, headers: pdf, body: 'a' }, 422, 'checksum_mismatch');
await call('POST', files, { headers: { 'content-type': 'application/x-msdownload' }, body: 'a' }, 415, 'type_not_allowed');
await call('POST', files, { headers: { 'tus-resumable': '0.2.2', 'upload-length': '1' } }, 412, 'tus_version');
await call('POST', files, { headers: { ...tus, 'upload-length': `${256 * 1024 * 1024 + 1}` } }, 413, 'file_too_large');

// Piece by piece.
const megabyte = Buffer.alloc(1024 * 1024);
const offset = parameter('PATCH', one, 'Upload-Offset');
const upload = await begin(3 * megabyte.length);
await call('PATCH', one, { id: upload, headers: { ...octets, 'upload-offset': '0' }, body: megabyte }, 204);
const second = await call('PATCH', one, { id: upload, headers: { ...octets, 'upload-offset': offset }, body: megabyte }, 204);
assert.equal(second.response.headers.get('upload-offset'), `${2 * megabyte.length}`);
await call('PATCH', one, { id: upload, headers: { ...octets, 'upload-offset': offset }, body: megabyte }, 409, 'wrong_offset');
await call('PATCH', one, { id: upload, headers: { ...octets, 'tus-resumable': '0.2.2', 'upload-offset': '0' }, body: megabyte }, 412, 'tus_version');
await call('PATCH', one, { id: upload, headers: { ...octets, 'upload-offset': `${2 * megabyte.length}` }, body: Buffer.alloc(megabyte.length + 1) }, 413, 'file_too_large');
await call('PATCH', one, { id: await begin(1, { sha256: parameter('POST', files, 'sha256') }), headers: { ...octets, 'upload-offset': '0' }, body: 'a' }, 422, 'checksum_mismatch');

// What is gone, and who shows no token.
await call('DELETE', one, { id }, 204);
for (const [method, path] of [['GET', one], ['HEAD', one], ['GET', info], ['DELETE', one], ['PATCH', one]]) {
  const request = { id, ...(method === 'PATCH' ? { headers: { ...octets, 'upload-offset': '0' }, body: 'a' } : {}) };
  await call(method, path, request, 404, 'not_found');
  await call(method, path, { ...request, authorized: false }, 401, 'unauthorized');
}
await call('POST', files, { headers: pdf, body: 'a', authorized: false }, 401, 'unauthorized');
for (let i = 0; i < 3; i++) await begin(256 * 1024 * 1024);
await call('POST', files, { headers: { ...tus, 'upload-length': `${256 * 1024 * 1024}` } }, 403, 'quota_exceeded');

// Nothing else is described, but for what a stack that is well does not say.
const elsewhere = /^(rate_limited|unavailable|storage_full|upload_busy|forbidden(_\d)?)$/;
const missing = [files, one, info].flatMap((path) => Object.entries(document.paths[path]).filter(([, described]) => described.responses).flatMap(([method, described]) => Object.entries(described.responses).flatMap(([status, answer]) => {
  const codes = Object.keys(answer.content?.['application/problem+json']?.examples ?? {});
  const prefix = `${method.toUpperCase()} ${path} ${status}`;
  return codes.length > 0 ? codes.filter((code) => !elsewhere.test(code)).map((code) => `${prefix} ${code}`) : [prefix];
}))).filter((answer) => !caused.has(answer) && !(answer.startsWith('HEAD ') && caused.has(answer.split(' ').slice(0, 3).join(' '))));
assert.deepEqual(missing, []);
console.log(`${caused.size} answers of the file routes`);
