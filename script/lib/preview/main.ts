import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writeGallery } from './gallery.ts'

const help = `Usage: script/preview [folder]

Writes what people see of a set of example messages: for every platform the bodies as they are really sent, in English and Chinese, and
pages that draw those bodies as the platform would. Nothing leaves this machine. Default folder: build/preview`

const [folder = 'build/preview'] = process.argv.slice(2)
if (folder === '--help' || folder === '-h') {
  process.stdout.write(`${help}\n`)
} else {
  const { index, posted } = await writeGallery(resolve(folder))
  for (const { dialect, example, locale, problem } of posted) {
    if (problem) process.stdout.write(`${dialect}, ${example}, ${locale}: ${problem}\n`)
  }
  process.stdout.write(`${pathToFileURL(index)}\n`)
}
