import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { afterAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { InputError } from '../../../src/kit/errors.ts'
import { longestLine, readLogEvents } from '../../../src/notify/log-events.ts'
import { usualFormats } from '../../../src/notify/log-formats.ts'
import { type LogPattern, parsePattern } from '../../../src/notify/log-pattern.ts'
import { readLogFile } from '../../../src/notify/read-log-file.ts'

const same = (words: string): string => words
const read = (words: string, patterns: readonly LogPattern[] = usualFormats) => readLogEvents(words, patterns, same)

const log = `starting up
2026-11-27 10:00:00 INFO [api] listening on :8080
2026-11-27 10:00:01 ERROR [checkout] payment 1041 refused
java.lang.IllegalStateException: no money
\tat com.acme.Shop.pay(Shop.java:12)
Caused by: java.io.IOException: reset
\t... 12 more

2026-11-27 10:00:02 WARN [api] slow: 1200 ms
2026-11-27 10:00:09 ERROR [checkout] payment 1042 refused
  detail of the second
2026-11-27 10:00:10 DEBUG [api] tick
what is this?
  and this below it
`

describe('the events of a log', () => {
  it('are levels, services and messages; what follows a line belongs to it, and the same is told once', () => {
    const { events, words, unmatched, lines } = read(log)
    expect(events.map(({ level, service, message, line, count }) => [line, count, level, service, message])).toEqual([
      [2, 1, 'info', 'api', 'listening on :8080'],
      [3, 2, 'error', 'checkout', 'payment 1041 refused'],
      [9, 1, 'warning', 'api', 'slow: 1200 ms'],
      [12, 1, 'info', 'api', 'tick'],
    ])
    expect(events[1]).toMatchObject({
      time: '2026-11-27 10:00:01',
      lastTime: '2026-11-27 10:00:09',
      details: [
        'java.lang.IllegalStateException: no money',
        '\tat com.acme.Shop.pay(Shop.java:12)',
        'Caused by: java.io.IOException: reset',
        '\t... 12 more',
      ],
    })
    expect(Object.fromEntries(words)).toEqual({ INFO: 1, ERROR: 2, WARN: 1, DEBUG: 1 })
    expect(unmatched).toEqual({
      count: 3,
      slow: 0,
      samples: [
        { line: 1, words: 'starting up' },
        { line: 13, words: 'what is this?' },
        { line: 14, words: '  and this below it' },
      ],
    })
    expect(lines).toBe(14)
  })

  it('keep a traceback of Python together, its last line too', () => {
    const { events, unmatched } = read(
      `ERROR:shop:no\nTraceback (most recent call last):\n  File "x.py", line 1, in f\n    f()\nValueError: bad\nINFO:shop:on\n`,
    )
    expect([events.length, unmatched.count, events[0]?.details.at(-1)]).toEqual([2, 0, 'ValueError: bad'])
  })

  it.each([
    ['FATAL', 'error'],
    ['crit', 'error'],
    ['SEVERE', 'error'],
    ['Err', 'error'],
    ['E', 'error'],
    ['3', 'error'],
    ['60', 'error'],
    ['WARNING', 'warning'],
    ['w', 'warning'],
    ['4', 'warning'],
    ['40', 'warning'],
    ['notice', 'info'],
    ['TRACE', 'info'],
    ['30', 'info'],
    ['7', 'info'],
    ['AUDITED', 'info'],
    ['999', 'info'],
  ])('of the level %s count as %s', (word, level) => {
    const { events } = read(`${word} it is`, [parsePattern('^(?<level>\\w+) (?<message>.*)$')])
    expect(events[0]?.level).toBe(level)
  })

  it.each([
    ['Out of memory: ERROR while allocating', 'error'],
    ['error: no such file', 'error'],
    ['main.c: warning: unused', 'warning'],
    ['fatal: not a repository', 'error'],
    ['[WARN] slow', 'warning'],
    ['build finished with 0 errors', 'info'],
    ['no error at all', 'info'],
    ['terror: a novel', 'info'],
  ])('without a level say it themselves, or not: %s', (message, level) => {
    const { events } = read(`2026-11-27 10:00:00 x${message}`.replace(' x', ' '), [parsePattern('^\\S+ \\S+ (?<message>.*)$')])
    expect(events[0]?.level).toBe(level)
  })

  it('are clean of what acts instead of being shown', () => {
    const { events } = read('2026-11-27 10:00:00 ERROR [a\u001b[31mb] \u001b[31mred\u001b[0m \u202eno\u0007\ttab')
    expect(events[0]).toMatchObject({ service: 'ab', message: 'red no tab' })
  })

  it('stay few, however many different ones there are, and errors keep their room', () => {
    const letters = (number: number) => [...String(number)].map((digit) => 'ghijklmnop'[Number(digit)]).join('')
    const flood = Array.from({ length: 6000 }, (_, number) => `INFO:${letters(number)}:hello`)
    const { events, beyond, unmatched } = read([...flood, 'ERROR:a:no', ...Array.from({ length: 100 }, () => '?'.repeat(9000))].join('\n'))
    expect([events.length, beyond]).toEqual([5001, { error: 0, warning: 0, info: 1000 }])
    expect([unmatched.count, unmatched.samples.length, unmatched.samples[0]?.words.length]).toEqual([100, 50, 300])
  })

  it('are found in whatever there is, each line in one place', () => {
    const pieces = [
      'ERROR:a:b',
      'INFO:a:b',
      '',
      '  x',
      '?',
      '\u0000\ud800',
      '{"msg":"x"}',
      '\r',
      '2026-11-27 10:00:00 WARN y',
      'Caused by: z',
    ]
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { maxLength: 40 }), (lines) => {
        const words = lines.map((line) => line.replaceAll('\n', ' ')).join('\n')
        const { events, unmatched, words: counts } = read(words)
        const total = events.reduce((sum, { count }) => sum + count, 0)
        expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(total)
        expect(total + unmatched.count).toBeLessThanOrEqual(lines.length)
        for (const { service, message } of events) expect(`${service}${message}`.isWellFormed()).toBe(true)
      }),
    )
  })
})

/** Quick on the lines that a pattern is tried on, and slow on a line that somebody thought of. */
const sly = '^(?<message>q(?:y|yy)*z)$'

describe('a pattern that a line makes slow', () => {
  const evil = `q${'y'.repeat(60)}!`

  it('is given up for that line, which is told', () => {
    const { events, unmatched } = read(`qyyz\n${evil}\nqyz`, [parsePattern(sly)])
    expect([events.map(({ message }) => message), unmatched]).toEqual([
      ['qyyz', 'qyz'],
      { count: 1, slow: 1, samples: [{ line: 2, words: evil }] },
    ])
  })

  it('is refused when there are many such lines', () => {
    expect(() => read(Array.from({ length: 30 }, () => evil).join('\n'), [parsePattern(sly)])).toThrow(InputError)
  }, 30_000)
})

describe('the file of a log', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-log-'))
  const readFile = (path: string) => readLogFile({ path, workspace: folder, patterns: usualFormats, scrub: same })
  const file = (name: string, words: string | Buffer) => {
    writeFileSync(join(folder, name), words)
    return join(folder, name)
  }
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each([
    ['as it is', Buffer.from(log)],
    ['of Windows', Buffer.from(`\ufeff${log.replaceAll('\n', '\r\n')}`)],
    ['of PowerShell', Buffer.from(`\ufeff${log}`, 'utf16le')],
    ['without an end', Buffer.from(log.trimEnd())],
  ])('is read like its words: %s', async (name, bytes) => {
    const { events, unmatched, lines } = await readFile(file(name, bytes))
    expect({ events, unmatched, lines }).toEqual(
      (({ words: _, ...rest }) => ({ events: rest.events, unmatched: rest.unmatched, lines: rest.lines }))(read(log)),
    )
  })

  it('may be empty', async () => {
    expect(await readFile(file('empty', ''))).toMatchObject({ events: [], lines: 0, unmatched: { count: 0 } })
  })

  it('may be large, with lines without end, and takes little memory', async () => {
    const path = join(folder, 'large.log')
    const stream = createWriteStream(path)
    const block = Array.from(
      { length: 500 },
      (_, n) => `2026-11-27 10:00:00 ${n % 9 ? 'INFO' : 'ERROR'} [api] request ${n} took ${n} ms`,
    ).join('\n')
    for (let n = 0; n < 250; n++) stream.write(`${block}\n`)
    stream.end(`${'x'.repeat(20_000_000)}\nERROR:a:after it\n`)
    await finished(stream)
    const before = process.memoryUsage().rss
    const { events, lines, unmatched } = await readFile(path)
    expect(events.map(({ count, message }) => [count, message])).toEqual([
      [14_000, 'request 0 took 0 ms'],
      [111_000, 'request 1 took 1 ms'],
      [1, 'after it'],
    ])
    expect([lines, unmatched.count, unmatched.samples[0]?.words.length]).toEqual([125_002, 1, 300])
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6)
    expect(longestLine).toBeLessThan(20_000_000)
  })

  it.each([
    ['is not there', () => join(folder, 'nothing'), 'there is no such file'],
    ['is a folder', () => folder, 'it is no file'],
    [
      'is a pipe, which would never end',
      () => {
        execFileSync('mkfifo', [join(folder, 'pipe')])
        return join(folder, 'pipe')
      },
      'it is no file',
    ],
  ])('is refused when it %s', async (_, path, why) => {
    const refused = await readFile(path()).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(InputError)
    expect(refused).toMatchObject({ code: 'invalid-input', problem: { en: `The log cannot be read: ${why}.` } })
  })

  it.each([
    ['is a link out of the workspace', () => link('/etc/hostname')],
    ['is a link to the environment of the step', () => link('/proc/self/environ')],
    ['is below a link out of the workspace', () => join(link('/etc'), 'hostname')],
    ['leads there by dots', () => join(link('/etc'), '..', '..', '..', 'proc', 'self', 'environ')],
    ['is the environment of the step', () => '/proc/self/environ'],
    ['is a device', () => '/dev/zero'],
  ])('is not read when it %s', async (_, path) => {
    const refused = await readFile(path()).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'invalid-input',
      problem: { en: expect.stringMatching(/leads out of the workspace|no such file/) },
    })
  })

  it('may be a link inside of the workspace, and any file that the workflow names', async () => {
    file('real.log', log)
    symlinkSync(join(folder, 'real.log'), join(folder, 'inside.log'))
    expect((await readFile('inside.log')).lines).toBe(read(log).lines)
    const elsewhere = mkdtempSync(join(tmpdir(), 'sallyport-elsewhere-'))
    writeFileSync(join(elsewhere, 'a.log'), log)
    expect((await readFile(join(elsewhere, 'a.log'))).lines).toBe(read(log).lines)
    symlinkSync(join(folder, 'real.log'), join(elsewhere, 'b.log'))
    await expect(readFile(join(elsewhere, 'b.log'))).rejects.toMatchObject({ code: 'invalid-input' })
    rmSync(elsewhere, { recursive: true })
  })

  let links = 0
  function link(to: string): string {
    const path = join(folder, `link-${links++}`)
    symlinkSync(to, path)
    return path
  }
})

describe('secrets in a log', () => {
  const secret = 'a-secret-of-some-words'
  const clean = (words: string) => words.replaceAll(secret, '***')

  it.each([0, 100, 285, 299, 985, 999])('are taken out before anything is cut, at %d', (at) => {
    const said = `${'x'.repeat(at)}${secret}`
    const reading = readLogEvents(`${said}\nERROR:${said}:${said}\n  ${said}\nother\n${said}`, usualFormats, clean)
    const words = JSON.stringify([reading.events, reading.unmatched.samples])
    expect(words).not.toContain('a-')
    expect(reading.events).toHaveLength(1)
  })
})
