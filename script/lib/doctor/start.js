/** Where the doctor begins: plain JavaScript, so that it runs on every Node that npm runs on (see the demo's). */
import { register } from 'node:module'

if (!process.features.typescript) register('../demo/strip-types.js', import.meta.url)
await import('./main.ts')
