import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'
import type { Message } from '../../../../src/chat/message.ts'
import { launchBrowser, picture, view } from '../../../support/browser.ts'
import { describeWith } from '../../../support/needs.ts'
import { open } from './browse.ts'
import { hour } from './example-card.ts'
import { answering, openExample } from './open-example.ts'
import { overflow } from './seen.ts'

const evil = [
  '<script>window.taken = 1</script>',
  '<img src=x onerror="window.taken = 1">',
  '"><svg onload=window.taken=1>',
  "' autofocus onfocus='window.taken=1",
  '</textarea></title></style></noscript><script>window.taken = 1</script>',
  '{{7*7}}${7*7}<!--',
  '\u202egnp.exe\u2066 \u0007',
].join(' ')
const link = 'javascript:window.taken=1'

/** A message with the worst in every field. */
const hostile = (deadline: number): Message => ({
  headline: evil,
  tone: 'waiting',
  level: 'production',
  facts: [{ label: evil, value: evil, url: link }],
  sections: [{ title: evil, lines: [{ words: evil, url: link }, { words: `✓ ${evil}` }], more: 3 }],
  links: [{ label: evil, url: link }],
  decision: { id: evil, approve: evil, reject: evil, hint: evil, deadline },
  mentions: [{ name: evil, ids: {} }],
  footer: evil,
})

let browser: Browser
const closing: (() => unknown)[] = []

describeWith(['chromium'], 'hostile words in Chromium', () => {
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  afterAll(() => browser.close())

  async function openHostile() {
    const voters = [{ name: '<b>mallory</b>', roles: [], projects: [] }]
    const opened = await openExample({ card: hostile(Date.now() + hour), context: { voters } })
    const { stop } = answering(opened, () => ({ kind: 'refused', words: evil }))
    closing.push(() => opened.channel.close(), stop)
    const viewed = await view(browser, opened.link('<b>mallory</b>'), { viewport: { width: 360, height: 740 } })
    closing.push(() => viewed.context.close())
    return { opened, ...viewed }
  }

  it('stay words in every field: as the page is loaded, as it changes, and as it answers', async () => {
    const { opened, page, faults } = await openHostile()
    await page.locator('#live[data-state=on]').waitFor()
    await opened.channel.update({ ...hostile(Date.now() + hour), headline: `again ${evil}` })
    await opened.channel.remind(hostile(0))
    await page.getByRole('heading', { level: 1, name: /^again/ }).waitFor()
    await page.locator('.note').waitFor()
    await page.locator('#reason').fill(evil)
    await page.locator('#approve').click()
    await page.locator('.reply').waitFor()
    const strangers = 'main :is(img, script, svg:not(.sign), [onfocus], [style], b:not(.note b))'
    expect(await page.locator(strangers).evaluateAll((found) => found.map(String))).toEqual([])
    expect(await page.locator('a[href]:not([href^="http:"], [href^="https:"], noscript a)').count()).toBe(0)
    expect([await page.evaluate('"taken" in window'), await overflow(page)]).toEqual([false, 0])
    expect(await page.locator('#reason').inputValue()).toContain('</textarea>')
    await picture(page, 'hostile', true)
    expect(faults.filter((fault) => !fault.includes('409 (Conflict)'))).toEqual([])
  })

  it('could not run even if they got in: the policy holds', async () => {
    const { page, faults } = await openHostile()
    await page.evaluate(`
      const script = document.createElement('script')
      script.textContent = 'window.taken = 1'
      document.body.append(script)
      document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.test/x.png" onerror="window.taken = 1"><p style="color: red">x</p>')
    `)
    await page.waitForTimeout(100)
    expect(await page.evaluate('"taken" in window')).toBe(false)
    expect(faults.filter((fault) => /Content Security Policy/.test(fault)).length).toBeGreaterThan(2)
  })

  it('of another site cannot decide, whatever they know, nor put the page in a frame', async () => {
    const opened = await openExample()
    closing.push(() => opened.channel.close())
    const { token } = await open(opened.link('alice'))
    const target = opened.link('alice')
    const site = createServer((request, response) => {
      response.setHeader('content-type', 'text/html')
      const form = `<form method=post action="${target}"><input name=token value="${token}"><input name=verdict value=approve></form>`
      response.end(request.url === '/frame' ? `<iframe src="${target}"></iframe>` : `${form}<script>document.forms[0].submit()</script>`)
    }).listen(0, '127.0.0.1')
    await once(site, 'listening')
    closing.push(() => site.close() && site.closeAllConnections())
    const base = `http://localhost:${(site.address() as AddressInfo).port}` // it listens
    const { page, context } = await view(browser, base)
    closing.push(() => context.close())
    await page.getByText('Not counted: this came from another site.').waitFor()
    await page.goto(`${base}/frame`)
    expect(await page.frameLocator('iframe').getByRole('button').count()).toBe(0)
    expect(await opened.channel.read()).toEqual([])
  })
})
