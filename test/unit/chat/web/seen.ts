import type { Page } from 'playwright-core'

interface Box {
  readonly width: number
  readonly height: number
  readonly bottom: number
}

/** How much the page moved by itself since it was loaded, how far it sticks out to the right, and where its buttons are. */
export async function sizes(page: Page) {
  const [approve, reject] = await Promise.all(['#approve', '#reject'].map((selector) => boxOf(page, selector)))
  if (!approve || !reject) throw new Error('there are no buttons')
  return { shift: await page.evaluate<number>(shiftIn), overflow: await overflow(page), approve, reject }
}

/** How many pixels the page is wider than its window. */
export const overflow = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')

async function boxOf(page: Page, selector: string): Promise<Box> {
  const { width = 0, height = 0, y = 0 } = (await page.locator(selector).boundingBox()) ?? {}
  return { width, height, bottom: y + height }
}

/** Which element has the focus, by its id. */
export const focused = (page: Page) => page.evaluate<string>('document.activeElement?.id ?? ""')

/** How far the words of the page stand out from what is behind them (WCAG 2: 4.5 is enough). */
export const contrasts = (page: Page) => page.evaluate<{ readonly words: string; readonly ratio: number }[]>(contrastsIn)

// What runs in the page is text: the code here knows no DOM.

const shiftIn = `new Promise((resolve) => {
  const sum = (list) => list.getEntries().reduce((sum, { value }) => sum + value, 0)
  new PerformanceObserver((list) => resolve(sum(list))).observe({ type: 'layout-shift', buffered: true })
  setTimeout(() => resolve(0), 50)
})`

const contrastsIn = String.raw`(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1]
  const ground = (element) => {
    if (!element) return [255, 255, 255, 1]
    const { backgroundImage, backgroundColor } = getComputedStyle(element)
    const own = parse(/rgb\([^)]*\)/.exec(backgroundImage)?.[0] ?? backgroundColor)
    return own[3] === 1 ? own : over(own, ground(element.parentElement))
  }
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255)
  const hasWords = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
  const isSeen = (element) => element.checkVisibility() && !['SCRIPT', 'NOSCRIPT'].includes(element.tagName)
  return [...document.querySelectorAll('body *')].filter((element) => hasWords(element) && isSeen(element)).map((element) => {
    const behind = ground(element)
    const lights = [light(over(parse(getComputedStyle(element).color), behind)), light(behind)]
    const ratio = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05)
    return { words: element.textContent.trim().slice(0, 40), ratio: Math.round(ratio * 10) / 10 }
  })
})()`
