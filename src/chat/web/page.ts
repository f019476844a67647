import type { Locale } from '../../kit/text.ts'
import type { Frame } from './frame.ts'
import { type Html, html } from './html.ts'
import { favicon } from './icons.ts'
import type { PartName } from './parts.ts'
import { script } from './script.ts'
import { style } from './style.ts'
import { notices, words } from './words.ts'

/** The whole page of a request. */
export function requestPage(frame: Frame, locale: Locale): string {
  const part = (name: PartName, attributes = html``) => html`<div data-part="${name}"${attributes}>${{ markup: frame.parts[name] }}</div>`
  const live = html` role="status"`
  const body = html`${part('level')}
<main>
<header>${part('headline')}${part('links')}</header>
<div class="story">${part('note', live)}${part('facts')}${part('sections')}</div>
<aside class="desk">
<div class="row">${part('clock')}<span id="live" hidden data-on="${words.live[locale]}" data-off="${words.reconnecting[locale]}"></span></div>
${part('form')}${part('reply', live)}
<p id="problem" role="alert" data-sending="${words.sending[locale]}" data-unsent="${words.unsent[locale]}"></p>
<noscript><p class="fine">${words.withoutScript[locale]} <a href="">${words.current[locale]}</a></p></noscript>
</aside>
<footer>${part('foot')}</footer>
</main>
<script>${{ markup: script }}</script>`
  return documentOf({ ...frame, locale, body })
}

/** A page that only says something: what is open here, or what went wrong. */
export function noticePage(notice: keyof typeof notices, locale: Locale, problem = false): string {
  const { title, words: explanation } = notices[notice]
  const tone = problem ? 'warning' : 'neutral'
  const body = html`<main class="notice"><header><h1>${title[locale]}</h1><p class="lead">${explanation[locale]}</p></header></main>`
  return documentOf({ locale, title: title[locale], icon: favicon(tone), tone, level: 'none', isOpen: false, body })
}

interface Document extends Omit<Frame, 'parts' | 'version'> {
  readonly locale: Locale
  readonly body: Html
}

const documentOf = ({ locale, title, icon, tone, level, isOpen, body }: Document): string =>
  html`<!doctype html>
<html lang="${locale}" data-tone="${tone}" data-level="${level}" data-open="${isOpen ? 'yes' : 'no'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
<link rel="icon" id="icon" href="${icon}">
<style>${{ markup: style }}</style>
</head>
<body>
${body}
</body>
</html>
`.markup
