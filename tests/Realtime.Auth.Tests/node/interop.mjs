// Stock clients, used as their documentation shows. The .NET test starts this with the issuer and expects exit code 0.
import assert from 'node:assert/strict'
import * as client from 'openid-client'
import * as jose from 'jose'

const issuer = process.env.ISSUER
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange'
const accessToken = 'urn:ietf:params:oauth:token-type:access_token'
const insecure = { execute: [client.allowInsecureRequests] }

async function discover (authentication) {
  return client.discovery(new URL(issuer), 'dev', 'dev-secret', authentication, insecure)
}

async function walk (config) {
  const metadata = config.serverMetadata()
  assert.equal(metadata.issuer, issuer)
  const keys = jose.createRemoteJWKSet(new URL(metadata.jwks_uri))
  const verify = token => jose.jwtVerify(token, keys, { issuer, audience: 'realtime', typ: 'at+jwt', algorithms: ['ES256'] })

  const own = await client.clientCredentialsGrant(config, { scope: 'realtime.connect' })
  const { payload, protectedHeader } = await verify(own.access_token)
  assert.equal(payload.sub, 'dev')
  assert.equal(payload.scope, 'realtime.connect')
  assert.equal(protectedHeader.alg, 'ES256')

  const user = await client.genericGrantRequest(config, exchange, {
    subject_token: own.access_token,
    subject_token_type: accessToken,
    requested_subject: 'auth0|42',
    scope: 'realtime.connect offline_access',
    cap: JSON.stringify({ 'project:*': ['subscribe'] }),
    tenant: 'acme',
    roles: 'admin',
    lifetime: '120'
  })
  assert.equal(user.expires_in, 120)
  assert.equal(user.issued_token_type, accessToken)
  const claims = (await verify(user.access_token)).payload
  assert.equal(claims.sub, 'auth0|42')
  assert.deepEqual(claims.cap, { 'project:*': ['subscribe'] })
  assert.deepEqual(claims.roles, ['admin'])
  assert.equal(claims.tenant, 'acme')

  const refreshed = await client.refreshTokenGrant(config, user.refresh_token)
  assert.notEqual(refreshed.refresh_token, user.refresh_token)
  assert.equal((await verify(refreshed.access_token)).payload.sid, claims.sid)

  const introspection = await client.tokenIntrospection(config, refreshed.access_token)
  assert.equal(introspection.active, true)
  assert.equal(introspection.sub, 'auth0|42')

  await client.tokenRevocation(config, refreshed.refresh_token)
  assert.equal((await client.tokenIntrospection(config, refreshed.access_token)).active, false)
  await assert.rejects(client.refreshTokenGrant(config, refreshed.refresh_token), { error: 'invalid_grant' })
  await assert.rejects(client.genericGrantRequest(config, 'password', { username: 'a', password: 'b' }), { error: 'unsupported_grant_type' })
  await assert.rejects(client.clientCredentialsGrant(config, { scope: 'nonsense' }), { error: 'invalid_scope' })
}

await walk(await discover(client.ClientSecretPost('dev-secret')))
await walk(await discover(client.ClientSecretBasic('dev-secret')))

// RFC 8414 discovery leads to the same server.
const oauth = await client.discovery(new URL(issuer), 'dev', 'dev-secret', undefined, { algorithm: 'oauth2', ...insecure })
assert.equal(oauth.serverMetadata().token_endpoint, `${issuer}/connect/token`)

const wrong = await client.discovery(new URL(issuer), 'dev', 'wrong', client.ClientSecretBasic('wrong'), insecure)
// openid-client reports a challenge (401 with WWW-Authenticate) as an error of its own.
await assert.rejects(client.clientCredentialsGrant(wrong, {}), error => error.status === 401)

console.log('ok')
