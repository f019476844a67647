import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page, type Request } from 'playwright-core'
import { findCommand } from './find-command.ts'

/** Headless, by itself: nothing is looked up, fetched or reported while it runs. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
  // A name that is not this machine to the browser, so that it trusts plain http as little as it would elsewhere.
  '--host-resolver-rules=MAP gate.test 127.0.0.1',
]

/** The machine's Chromium; needs `chromium` ({@link describeWith}). */
export const launchBrowser = (): Promise<Browser> => {
  const executablePath = findCommand('chromium')
  if (!executablePath) throw new Error('there is no chromium')
  return chromium.launch({ executablePath, args: quiet })
}

export interface Viewed {
  readonly page: Page
  readonly context: BrowserContext
  /** What went wrong in the page: errors of scripts, of the console (violations of the security policy too), failed loads. */
  readonly faults: readonly string[]
}

/** A page of its own, with what goes wrong in it. */
export async function view(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Viewed> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => (message.type() === 'error' || message.type() === 'warning') && faults.push(message.text()))
  page.on('requestfailed', (request) => faults.push(...failureOf(request)))
  page.on('request', (request) => faults.push(...strayOf(request, url)))
  await page.goto(url)
  return { page, context, faults }
}

/** Why a request failed, unless the page gave it up itself. */
const failureOf = (request: Request): string[] => {
  const why = request.failure()?.errorText ?? ''
  return why === 'net::ERR_ABORTED' ? [] : [`${why}: ${request.method()} ${new URL(request.url()).pathname}`]
}

/** What is loaded from elsewhere. */
const strayOf = (request: Request, url: string): string[] =>
  request.url().startsWith('data:') || new URL(request.url()).origin === new URL(url).origin ? [] : [`elsewhere: ${request.url()}`]

const screens = new URL('../../build/screens/', import.meta.url).pathname

/** Keeps a picture of the page in `build/screens/`, to be looked at. */
export async function picture(page: Page, name: string, fullPage = false): Promise<void> {
  await mkdir(screens, { recursive: true })
  await page.screenshot({ path: join(screens, `${name}.png`), fullPage })
}
