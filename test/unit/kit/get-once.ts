/** Asks for the address of the first argument in a process of its own, and says what came of it. */
import { httpWith } from '../../../src/kit/http.ts'

const [, , url = ''] = process.argv
const http = httpWith({ env: {} })
const { body } = await http.send({ url }).catch((error: Error) => ({ body: error.message }))
http.close()
process.stdout.write(body)
