/** Module hooks for a Node that cannot read TypeScript: swc, which the tests use too, takes the types out. */
import { fileURLToPath } from 'node:url'
import { transformFile } from '@swc/core'

const shape = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' }, swcrc: false, sourceMaps: 'inline' }

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context)
  const { code } = await transformFile(fileURLToPath(url), shape)
  return { format: 'module', source: code, shortCircuit: true }
}
