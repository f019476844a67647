import type { Tone } from '../message.ts'
import { type Html, html } from './html.ts'

const paths: Readonly<Record<Tone, string>> = {
  waiting: 'M12 7v5.5l3.5 2',
  good: 'm7.5 12.5 3 3 6-6.5',
  bad: 'm8.5 8.5 7 7m0-7-7 7',
  neutral: 'M8 12h8',
  warning: 'M12 7v6m0 3.4v.1',
}

/** The sign of a tone: a shape of its own beside the colour. */
export const sign = (tone: Tone): Html => html`<svg class="sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
<circle cx="12" cy="12" r="10.5"/><path d="${paths[tone]}"/></svg>`

const colours: Readonly<Record<Tone, string>> = {
  waiting: '#8a6116',
  good: '#17693f',
  bad: '#a4231b',
  neutral: '#5d6470',
  warning: '#8a6116',
}

/** The same as the page's icon, as a `data:` address. */
export const favicon = (tone: Tone): string => {
  const lines = `fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"`
  const drawing = `<circle cx="12" cy="12" r="12" fill="${colours[tone]}"/><path d="${paths[tone]}" ${lines}/>`
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${drawing}</svg>`)}`
}
