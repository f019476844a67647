import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Reply } from '../../../../src/chat/channel.ts'
import { launchBrowser, picture, type Viewed, view } from '../../../support/browser.ts'
import { describeWith } from '../../../support/needs.ts'
import { decidedCard, exampleCard } from './example-card.ts'
import { answering, type Opened, openExample } from './open-example.ts'
import { contrasts, focused, sizes } from './seen.ts'

const counted: Reply = { kind: 'counted', words: 'Your approval counts. So far: 1 of 1 from managers, 0 of 1 from sre.' }
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
const desktop = { viewport: { width: 1280, height: 860 } }

let browser: Browser
const closing: (() => unknown)[] = []

/** A page whose gate answers at once, and what everybody did. */
async function gate(options: Parameters<typeof openExample>[0] = {}, reply: Reply = counted) {
  const opened = await openExample(options)
  const { asks, stop } = answering(opened, () => reply)
  closing.push(() => opened.channel.close(), stop)
  return { ...opened, asks }
}

async function look(url: string, options?: BrowserContextOptions): Promise<Viewed> {
  const viewed = await view(browser, url, options)
  closing.push(() => viewed.context.close())
  return viewed
}

const isLive = (page: Page) => page.locator('#live[data-state=on]').waitFor()
const isOver = (page: Page) => page.locator('html[data-open=no]').waitFor()
const replyOf = (page: Page) => page.locator('.reply').textContent()

const looks = [
  { locale: 'en', device: 'phone', colorScheme: 'light' },
  { locale: 'en', device: 'desktop', colorScheme: 'dark' },
  { locale: 'zh-CN', device: 'phone', colorScheme: 'dark' },
  { locale: 'zh-CN', device: 'desktop', colorScheme: 'light' },
] as const
const devices = { phone, desktop }

describeWith(['chromium'], 'the page in Chromium', () => {
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  afterAll(() => browser.close())

  it.each(looks)('looks right and stands still: $device, $locale, $colorScheme', async ({ locale, device, colorScheme }) => {
    const [name, options] = [`${device}-${locale}-${colorScheme}`, { ...devices[device], colorScheme }]
    const opened = await gate({ locale })
    const { page, faults } = await look(opened.link('alice'), options)
    await isLive(page)
    await page.waitForTimeout(600)
    await picture(page, `${name}-open`)
    const { shift, overflow, approve, reject } = await sizes(page)
    expect([shift, overflow]).toEqual([0, 0])
    for (const button of [approve, reject]) {
      expect([button.width >= 120, button.height >= 48, button.bottom <= options.viewport.height]).toEqual([true, true, true])
    }
    await page.locator('#approve').click()
    expect(await replyOf(page)).toBe(counted.words)
    await picture(page, `${name}-voted`)
    await opened.channel.update(decidedCard(locale, colorScheme === 'light' ? 'good' : 'bad'))
    await isOver(page)
    expect((await contrasts(page)).filter(({ ratio }) => ratio < 4.5)).toEqual([])
    await picture(page, `${name}-decided`)
    expect(faults).toEqual([])
  })

  it('has words that can be read on every ground', async () => {
    const opened = await gate({}, { kind: 'refused', words: 'Not counted: you asked for it yourself.' })
    await opened.channel.remind({ ...opened.card, tone: 'warning', headline: '⏰ 9 min left: shop v1.4.2 → production' })
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await look(opened.link('carol'), { ...desktop, colorScheme })
      await page.getByRole('button', { name: 'Approve' }).click()
      await page.locator('.reply').waitFor()
      await page.mouse.move(0, 0)
      expect((await contrasts(page)).filter(({ ratio }) => ratio < 4.5)).toEqual([])
      await picture(page, `refused-${colorScheme}`)
    }
  })

  it('shows on all pages at once what happens on one', async () => {
    const opened = await gate()
    const [alice, viewer] = await Promise.all([look(opened.link('alice'), phone), look(opened.url, desktop)])
    await Promise.all([isLive(alice.page), isLive(viewer.page)])
    expect(await viewer.page.locator('button').count()).toBe(0)
    await alice.page.locator('#reason').fill('looks fine')
    await alice.page.locator('#approve').tap()
    await opened.channel.update({ ...opened.card, sections: [{ title: 'Approvals', lines: [{ words: '✓ alice approves: looks fine' }] }] })
    await viewer.page.getByText('alice approves: looks fine').waitFor()
    await opened.channel.update(decidedCard('en'))
    for (const { page, faults } of [alice, viewer]) {
      await isOver(page)
      expect([await page.title(), await page.locator('button').count(), await page.locator('#live').isVisible()]).toEqual([
        'Approved: shop v1.4.2 to production',
        0,
        false,
      ])
      expect(await page.locator('.lead').textContent()).toBe('Request K7QF2M was approved by alice, bob.')
      expect(faults).toEqual([])
    }
    expect(opened.asks.map(({ user, does, reason }) => [user, does, reason])).toEqual([['alice', 'approve', 'looks fine']])
  })

  it('does not disturb who is writing when something changes elsewhere', async () => {
    const opened = await gate()
    const { page } = await look(opened.link('alice'), desktop)
    await isLive(page)
    await page.locator('#reason').pressSequentially('half a ')
    await opened.channel.update({
      ...opened.card,
      headline: 'Release shop v1.4.3 to production?',
      decision: { ...decision(opened), hint: 'Why?' },
    })
    await page.getByRole('heading', { name: 'v1.4.3' }).waitFor()
    await page.keyboard.type('reason')
    expect(await page.locator('#reason').inputValue()).toBe('half a reason')
  })

  it('can be used by keyboard alone', async () => {
    const opened = await gate()
    const { page, faults } = await look(opened.link('alice'), desktop)
    await isLive(page)
    const at = () => focused(page)
    for (let presses = 0; (await at()) !== 'reason' && presses < 30; presses++) await page.keyboard.press('Tab')
    await page.keyboard.type('by hand')
    await page.keyboard.press('Enter')
    expect(opened.asks).toEqual([])
    for (const id of ['approve', 'reject']) {
      await page.keyboard.press('Tab')
      expect(await at()).toBe(id)
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
    }
    await page.keyboard.press('Shift+Tab')
    await picture(page, 'keyboard')
    await page.keyboard.press('Enter')
    expect(await replyOf(page)).toBe(counted.words)
    expect(await at()).toBe('approve')
    await opened.channel.update(decidedCard('en'))
    await isOver(page)
    expect(await at()).toBe('headline')
    expect([opened.asks.map(({ does, reason }) => [does, reason]), faults]).toEqual([[['approve', 'by hand']], []])
  })

  it('says to a screen reader what everything is', async () => {
    const { link } = await gate()
    const { page } = await look(link('alice'), phone)
    await isLive(page)
    const named = [
      page.getByRole('heading', { level: 1, name: 'Release shop v1.4.2 to production?' }),
      page.getByRole('form', { name: 'Your decision' }),
      page.getByRole('textbox', { name: 'Reason', exact: true, description: 'Everyone who sees this request can read it.' }),
      page.getByRole('button', { name: 'Approve', exact: true }),
      page.getByRole('button', { name: 'Reject', exact: true }),
      page.getByRole('timer'),
      page.getByRole('main'),
    ]
    for (const element of named) expect(await element.count()).toBe(1)
    await page.getByRole('button', { name: 'Reject' }).tap()
    expect(await replyOf(page)).toBe(counted.words)
    expect(await page.getByRole('status').filter({ hasText: counted.words }).count()).toBe(1)
  })

  it.each([
    { name: 'on a name that the browser does not trust', channel: { url: 'http://gate.test' } },
    { name: 'on this machine', channel: {} },
  ])('works without a script: $name', async ({ channel }) => {
    const opened = await gate({ channel })
    const { page, faults } = await look(opened.link('alice'), { ...phone, javaScriptEnabled: false })
    expect(await page.locator('noscript').textContent()).toContain('To see the current state, reload this page.')
    await page.locator('#reason').fill('without')
    await page.locator('#reject').tap()
    expect(await replyOf(page)).toBe(counted.words)
    await page.reload()
    expect(await replyOf(page)).toBe(counted.words)
    await opened.channel.update(decidedCard('en', 'bad'))
    await page.goto(opened.link('alice'))
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Rejected: shop v1.4.2 to production')
    expect([opened.asks.map(({ does, reason }) => [does, reason]), faults]).toEqual([[['reject', 'without']], []])
  })

  it('works with a script on a name that the browser does not trust', async () => {
    const opened = await gate({ channel: { url: 'http://gate.test' } })
    const { page, faults } = await look(opened.link('alice'), desktop)
    await isLive(page)
    await page.locator('#approve').dblclick()
    expect(await replyOf(page)).toBe(counted.words)
    expect([opened.asks.length, faults]).toEqual([1, []])
  })

  it('says what went wrong when nobody answers, and counts once all the same', async () => {
    const opened = await gate()
    const { page } = await look(opened.link('alice'), desktop)
    await isLive(page)
    await page.context().setOffline(true)
    await page.locator('#approve').click()
    await page.getByRole('alert').filter({ hasText: 'No answer just now.' }).waitFor()
    await page.context().setOffline(false)
    await page.locator('#approve').click()
    expect(await replyOf(page)).toBe(counted.words)
    expect(opened.asks.length).toBe(1)
  })

  it('finds its way back to a process that was started again', async () => {
    const env = { SALLYPORT_SIGNING_KEY: 'a key' }
    const first = await openExample({ context: { env }, limits: { lastCall: 1 } })
    const { page } = await look(first.link('alice'), desktop)
    await isLive(page)
    await page.locator('#reason').fill('still here')
    await first.channel.close()
    await page.locator('#live[data-state=off]').waitFor()
    const { port } = new URL(first.url)
    const second = await openExample({ context: { env }, channel: { listen: `127.0.0.1:${port}` }, adopt: first.ref })
    const { asks, stop } = answering(second, () => counted)
    closing.push(() => second.channel.close(), stop)
    await isLive(page)
    expect(await page.locator('#reason').inputValue()).toBe('still here')
    await page.locator('#approve').click()
    expect(await replyOf(page)).toBe(counted.words)
    expect(asks.map(({ reason }) => reason)).toEqual(['still here'])
  })
})

const decision = ({ card }: Opened) =>
  card.decision ?? { ...exampleCard('en', 0).decision, id: '', approve: '', reject: '', hint: '', deadline: 0 }
