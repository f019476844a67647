/** Asks for the address of the first argument in a process of its own, and says what came of it. */
import { readFileSync } from 'node:fs'
import { httpWith } from '../../../src/kit/http.ts'

const [, , url = '', authority = '', proxy = ''] = process.argv
const http = httpWith({
  ...(authority ? { ca: readFileSync(authority, 'utf8') } : {}),
  ...(proxy ? { proxy } : {}),
  env: {},
})
const { body } = await http.send({ url }).catch((error: Error) => ({ body: error.message }))
http.close()
process.stdout.write(body)
