import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from '@jest/globals'
import { selfSigned } from '../../support/certificates.ts'
import { describeWith } from '../../support/needs.ts'
import { removeFolder, temporaryFolder } from '../../support/temporary.ts'

describeWith(['openssl'], 'a certificate', () => {
  it('must be verified, whatever Node is told; an authority of one’s own can be named', async () => {
    const certificate = await selfSigned(['IP:127.0.0.1'])
    const server = createServer(certificate, (_, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const folder = await temporaryFolder('verification')
    try {
      const authority = join(folder, 'authority.pem')
      writeFileSync(authority, certificate.cert)
      const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
      const get = async (env: NodeJS.ProcessEnv) => {
        const all = { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...env }
        return (await promisify(execFile)(process.execPath, [`${import.meta.dirname}/get-once.ts`, url], { env: all })).stdout
      }
      expect(await get({})).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
      expect(await get({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
      expect(await get({ NODE_EXTRA_CA_CERTS: authority })).toBe('hello')
    } finally {
      server.closeAllConnections()
      server.close()
      removeFolder(folder)
    }
  })
})
