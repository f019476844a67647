/**
 * Where the demo begins: plain JavaScript, so that it runs on every Node that npm runs on. One that cannot read TypeScript by
 * itself (before 22.18) is taught to.
 */
import { register } from 'node:module'

if (!process.features.typescript) register('./strip-types.js', import.meta.url)
await import('./main.ts')
