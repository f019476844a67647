import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { examplesIn } from '../../../script/lib/preview/examples.ts'
import { type Gallery, writeGallery } from '../../../script/lib/preview/gallery.ts'
import { type ShownPlatform, shownPlatforms } from '../../../script/lib/preview/views/shown.ts'
import { viewOf } from '../../../script/lib/preview/views/view.ts'
import { linkUrl } from '../../../src/chat/link-url.ts'
import { launchBrowser, picture, view } from '../../support/browser.ts'
import { describeWith } from '../../support/needs.ts'
import { hostileMessage } from './hostile-examples.ts'

const examples = { en: examplesIn('en'), 'zh-CN': examplesIn('zh-CN') }
const folder = mkdtempSync(join(tmpdir(), 'sallyport-preview-'))
let gallery: Gallery
let hostile: Gallery

beforeAll(async () => {
  gallery = await writeGallery(join(folder, 'examples'), (locale) => examples[locale])
  hostile = await writeGallery(join(folder, 'hostile'), () => [{ name: 'hostile', message: hostileMessage }])
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What somebody reads of a piece of a page. */
const readOf = (html: string): string =>
  html
    .replace(/srcdoc="([^"]*)"/g, (_, inside: string) => `>${decoded(inside)}<i `)
    .replace(/<style>[\s\S]*?<\/style>|<[^>]*>/g, '')
    .replace(/&#x?[\da-f]+;|&\w+;/gi, decoded)
const decoded = (html: string): string =>
  html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')

/** Without spaces, signs of the platforms' own and what is written in other letters so that it is no markup. */
const letters = (words: string): string =>
  words
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()

it('writes every example in every dialect, as it was sent, and says where', () => {
  expect(gallery.posted.filter(({ shown }) => shown.length === 0)).toEqual([])
  const dialects = new Set(gallery.posted.map(({ dialect }) => dialect))
  expect(dialects.size).toBeGreaterThanOrEqual(11)
  expect(gallery.posted).toHaveLength(dialects.size * 2 * examples.en.length)
  const index = readFileSync(gallery.index, 'utf8')
  for (const platform of shownPlatforms) {
    expect(index).toContain(`href="${platform}.html"`)
    const page = readFileSync(gallery.pages.get(platform) ?? '', 'utf8')
    const bodies = [...page.matchAll(/href="(bodies\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(bodies.length).toBeGreaterThanOrEqual(10)
    expect(bodies.filter((path) => !existsSync(join(folder, 'examples', path)))).toEqual([])
  }
})

it('shows in every view the headline, where it leads, and nothing that the platform would not know', () => {
  for (const { dialect, example, locale, shown } of gallery.posted) {
    const { message } = examples[locale].find(({ name }) => name === example) ?? { message: hostileMessage }
    const html = shown.map(viewOf).join('')
    const name = `${dialect} ${example} ${locale}`
    expect(`${name}: ${letters(readOf(html)).includes(letters(message.headline))}`).toBe(`${name}: true`)
    const missing = message.links.filter(({ url }) => !decoded(decoded(html)).includes(`href="${linkUrl(url)}"`))
    expect([name, missing]).toEqual([name, []])
    expect(`${name}: ${/class="(?:unknown|no-link)"/.test(html)}`).toBe(`${name}: false`)
  }
})

it('takes hostile words for words, in every view', () => {
  expect(hostile.posted.filter(({ shown }) => shown.length === 0)).toEqual([])
  for (const { dialect, shown } of hostile.posted) {
    const html = shown
      .map(viewOf)
      .join('')
      .replace(/srcdoc="[^"]*"/g, '')
    const tags = [...html.matchAll(/<([a-z][\w-]*)([^>]*)>/gi)]
    const bad = tags.filter(
      ([, name = '', rest = '']) =>
        /^(?:script|svg|style|img|object|embed|form|base|meta)$/i.test(name) || /\son\w+\s*=/i.test(rest.replace(/"[^"]*"/g, '')),
    )
    expect([dialect, bad.map(([tag]) => tag)]).toEqual([dialect, []])
    const targets = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url = '']) => url)
    expect(targets.filter((url) => !/^https?:\/\//.test(url))).toEqual([])
  }
})

/** The folder as a site, as a page of a file would have no origin. */
async function serveFolder(root: string): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const path = join(root, new URL(request.url ?? '/', 'http://x').pathname)
    if (!existsSync(path)) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(readFileSync(path))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

describeWith(['chromium'], 'the gallery in Chromium', () => {
  let browser: Browser
  let site: { url: string; server: Server }
  beforeAll(async () => {
    browser = await launchBrowser()
    site = await serveFolder(folder)
  })
  afterAll(async () => {
    await browser.close()
    site.server.close()
    site.server.closeAllConnections()
  })

  /** Frames are only drawn where they are in sight. */
  const inSight = async (page: Page) => {
    const height = Number(await page.evaluate('document.documentElement.scrollHeight'))
    await page.setViewportSize({ width: 1240, height: Math.min(height, 15_000) })
  }

  it.each(['index', ...shownPlatforms] as const)('%s is drawn without a fault, in the width of the window', async (name) => {
    const { page, context, faults } = await view(browser, `${site.url}/examples/${name}.html`, { viewport: { width: 1240, height: 900 } })
    await inSight(page)
    await picture(page, `notices/${name}`)
    expect(faults).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0)
    await context.close()
  })

  it.each(shownPlatforms)('%s is not moved by hostile words', async (platform: ShownPlatform) => {
    const { page, context, faults } = await view(browser, `${site.url}/hostile/${platform}.html`, {
      viewport: { width: 1240, height: 900 },
    })
    const title = await page.title()
    await picture(page, `notices/hostile-${platform}`)
    expect(title).not.toContain('owned')
    expect([await page.title(), faults]).toEqual([title, []])
    expect(await page.locator('section.note').count()).toBeGreaterThanOrEqual(2)
    expect(await page.locator('section.note').first().isVisible()).toBe(true)
    await context.close()
  })
})
