import { checkJson, diagnose } from '../../../src/actions/carry-out-doctor.ts'
import { Cancelled } from '../../../src/kit/cancelled.ts'
import { explain, isKnownError } from '../../../src/kit/errors.ts'
import { localeOf } from '../../../src/kit/run.ts'
import { help, type Options, readOptions } from './options.ts'
import { progressOn, tableFor } from './terminal.ts'
import { inputsOf, terminalIo, withRepository } from './world.ts'

const { stdout, stderr } = process
const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') {
  stderr.write(`${options}\n\n${help.en}\n`)
  process.exitCode = 2
} else if (options.help) stdout.write(`${help[localeOf(options.locale)]}\n`)
else process.exitCode = await examine(options)
// What a host or a service leaves open is no reason to stay.
stdout.write('', () => process.exit())

async function examine(given: Options): Promise<number> {
  const cancel = new AbortController()
  process.on('SIGINT', () => cancel.abort(new Cancelled('SIGINT')))
  const io = terminalIo(given, await withRepository(process.env), cancel.signal)
  const progress = progressOn(stderr)
  try {
    const inputs = inputsOf(given, process.env.GITHUB_TOKEN || process.env.GH_TOKEN || '')
    const { checks, verdict } = await diagnose(io, inputs, progress.note)
    progress.end()
    const { locale } = io.log
    if (given.json)
      stdout.write(
        `${JSON.stringify({ version: 1, ready: verdict.isReady, checks: checks.map((check) => checkJson(check, locale)) }, undefined, 2)}\n`,
      )
    else stdout.write(`${tableFor(stdout, checks, locale)}\n\n${verdict.words[locale]}\n`)
    return verdict.isReady ? 0 : 1
  } catch (error) {
    progress.end()
    if (error instanceof Cancelled) return 130
    if (!isKnownError(error)) throw error
    stderr.write(`${explain(error, io.log.locale)}\n`)
    return 1
  }
}
