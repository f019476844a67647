import { describe, expect, it } from '@jest/globals'
import { InputError } from '../../../src/kit/errors.ts'
import { usualFormats } from '../../../src/notify/log-formats.ts'
import { type Fields, parsePattern, parsePatterns } from '../../../src/notify/log-pattern.ts'

const readBy = (line: string): { by: string; fields: Fields } | undefined => {
  for (const pattern of usualFormats) {
    const fields = pattern.read(line)
    if (fields) return { by: pattern.name, fields }
  }
  return undefined
}

describe('a pattern of the user’s', () => {
  const line = '27.11.26 10:00 FATAL <checkout> no money'
  const fields = { time: '27.11.26 10:00', level: 'FATAL', service: 'checkout', message: 'no money' }
  it.each([
    ['as JavaScript writes groups', '^(?<time>\\S+ \\S+) (?<level>\\w+) <(?<service>[^>]+)> (?<message>.*)$'],
    ['as Python writes them', '^(?P<time>\\S+ \\S+) (?P<level>\\w+) <(?P<service>[^>]+)> (?P<message>.*)$'],
    ['in any case', '(?i)^(?<time>\\S+ \\S+) (?<level>fatal) <(?<service>[^>]+)> (?<message>.*)$'],
    ['with spaces around', '  ^(?<time>\\S+ \\S+) (?<level>\\w+) <(?<service>[^>]+)> (?<message>.*)$\n'],
  ])('reads a line: %s', (_, pattern) => {
    expect(parsePattern(pattern).read(line)).toEqual(fields)
    expect(parsePattern(pattern).read('something else')).toBeUndefined()
  })

  it('needs no more than a message', () => {
    expect(parsePattern('^! (?<message>.*)').read('! help')).toEqual({ message: 'help' })
  })

  it.each([
    ['nothing', '', 'The pattern is empty.'],
    ['half a group', '(?<message>.*', 'Unterminated group'],
    ['no group', '^.*$', 'no group named “message”'],
    ['another name', '^(?<mesage>.*)$', 'no group named “message”', 'Did you mean “message” by “mesage”?'],
    ['only an escaped group', '\\(?<message>.*', 'no group named “message”'],
    ['a letter class of POSIX', '^[[:alpha:]]+ (?<message>.*)', '[[:alpha:]]', 'Write it as JavaScript does'],
    ['an end of PCRE', '\\A(?<message>.*)\\z', '\\A'],
    ['a group twice', '(?<message>a)(?<message>b)', 'Duplicate capture group name'],
    ['a repetition repeated', '^(?<message>(a+)+)$', 'take for ever'],
    ['alternatives that overlap', '^(?<message>(?:a|a)*)$', 'take for ever'],
    ['everything many times', '^(?<message>.*.*.*.*.*.*)x$', 'take for ever'],
  ])('is refused when it is %s', (_, pattern, problem, remedy = '') => {
    const refusal = thrownBy(() => parsePattern(pattern))
    expect([refusal.code, refusal.problem.en]).toEqual(['invalid-input', expect.stringContaining(problem)])
    expect(refusal.remedy?.en).toContain(remedy)
    expect(refusal.where).toMatch(/^log-pattern: /)
  })

  it('may have parts that are repeated, each with an end of its own', () => {
    expect(parsePattern('^(?<time>\\d+(?:\\.\\d+)*) (?<message>(?:[^"\\\\]|\\\\.)*)$').read('1.2.3 x')).toEqual({
      time: '1.2.3',
      message: 'x',
    })
  })

  it('may be one of several', () => {
    const patterns = parsePatterns('# ours\n^E (?<message>.*)\n\n^W (?<message>.*)\r\n')
    expect(patterns.map(({ name }) => name)).toEqual(['^E (?<message>.*)', '^W (?<message>.*)'])
    expect(parsePatterns('')).toEqual([])
  })
})

function thrownBy(work: () => unknown): InputError {
  try {
    work()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('it was taken')
}

const t = '2026-11-27 10:00:00'
const cases: readonly (readonly [
  by: string,
  line: string,
  time: string | undefined,
  level: string | undefined,
  service: string | undefined,
  message: string,
])[] = [
  ['JSON', '{"level":"error","ts":1795773600.5,"logger":"shop","msg":"no money"}', '2026-11-27T10:00:00.500Z', 'error', 'shop', 'no money'],
  [
    'JSON',
    '{"severity":"WARNING","time":"2026-11-27T10:00:00Z","message":"slow","service":{"name":"api"}}',
    '2026-11-27T10:00:00Z',
    'WARNING',
    'api',
    'slow',
  ],
  [
    'JSON',
    '{"level":50,"time":1795773600500,"pid":1,"hostname":"h","name":"shop","msg":"no"}',
    '2026-11-27T10:00:00.500Z',
    '50',
    'shop',
    'no',
  ],
  [
    'JSON',
    '{"@timestamp":"2026-11-27T10:00:00Z","log.level":"WARN","service.name":"s","message":"m"}',
    '2026-11-27T10:00:00Z',
    'WARN',
    's',
    'm',
  ],
  ['JSON', '{"log":{"level":"fatal"},"err":{"message":"boom"}}', undefined, 'fatal', undefined, 'boom'],
  [
    'logfmt',
    'time=2026-11-27T10:00:00Z level=ERROR msg="no \\"money\\" left" service=shop',
    '2026-11-27T10:00:00Z',
    'ERROR',
    'shop',
    'no "money" left',
  ],
  ['logfmt', 'level=warn msg=slow', undefined, 'warn', undefined, 'slow'],
  ['klog', 'E1127 10:00:00.000001   12345 server.go:42] cannot listen', '1127 10:00:00.000001', 'E', 'server.go:42', 'cannot listen'],
  [
    'syslog (RFC 5424)',
    '<34>1 2026-11-27T10:00:00.003Z web1 su 12 ID47 [a@1 k="v\\]"][b] \ufeffno',
    '2026-11-27T10:00:00.003Z',
    'error',
    'su',
    'no',
  ],
  ['syslog (RFC 5424)', '<165>1 - - - - - - quiet', undefined, 'info', undefined, 'quiet'],
  ['syslog (RFC 3164)', '<36>Nov  7 10:00:00 web1 sshd[42]: who is that', 'Nov  7 10:00:00', 'warning', 'sshd', 'who is that'],
  ['syslog (RFC 3164)', 'Nov 27 10:00:00 web1 kernel: Out of memory', 'Nov 27 10:00:00', undefined, 'kernel', 'Out of memory'],
  ['syslog with ISO time', '2026-11-27T10:00:00.1+08:00 web1 app[7]: hello', '2026-11-27T10:00:00.1+08:00', undefined, 'app', 'hello'],
  ['nginx', '2026/11/27 10:00:00 [crit] 12#12: *5 connect() failed', '2026/11/27 10:00:00', 'crit', 'nginx', '*5 connect() failed'],
  [
    'Apache',
    '[Fri Nov 27 10:00:00.123456 2026] [proxy:error] [pid 12:tid 34] AH00957: no',
    'Fri Nov 27 10:00:00.123456 2026',
    'error',
    'proxy',
    'AH00957: no',
  ],
  ['Python logging', `${t},123 - shop.cart - ERROR - no money`, `${t},123`, 'ERROR', 'shop.cart', 'no money'],
  ['Python logging without time', 'WARNING:root:slow', undefined, 'WARNING', 'root', 'slow'],
  ['Monolog', `[${t}] production.ERROR: no money {"exception":"x"}`, t, 'ERROR', 'production', 'no money {"exception":"x"}'],
  [
    'Spring Boot',
    `${t}.123  WARN 1 --- [shop] [main] c.acme.Shop   : slow`.replace('  WARN', ' WARN'),
    `${t}.123`,
    'WARN',
    'c.acme.Shop',
    'slow',
  ],
  ['Spring Boot', `${t}.123  INFO 1 --- [main] c.acme.Shop   : up`, `${t}.123`, 'INFO', 'c.acme.Shop', 'up'],
  ['logback', '10:00:00.123 [main] ERROR com.acme.Shop - no money', '10:00:00.123', 'ERROR', 'com.acme.Shop', 'no money'],
  ['log4j', `${t},123 ERROR [main] com.acme.Shop: no`, `${t},123`, 'ERROR', 'com.acme.Shop', 'no'],
  ['time, level, service', `${t} WARN [api] slow: 1200 ms`, t, 'WARN', 'api', 'slow: 1200 ms'],
  ['time, level, service', '2026-11-27T10:00:00Z ERROR [checkout] no money', '2026-11-27T10:00:00Z', 'ERROR', 'checkout', 'no money'],
  ['time, level, service', `[${t}] [error] checkout: no money`, t, 'error', 'checkout', 'no money'],
  ['time, level, service', `${t} WARN https://shop.test is slow`, t, 'WARN', undefined, 'https://shop.test is slow'],
  ['time, level, service', `${t} ERROR TypeError: x is undefined`, t, 'ERROR', undefined, 'TypeError: x is undefined'],
  ['time, service, level', '2026-11-27T10:00:00Z [checkout] ERROR no money', '2026-11-27T10:00:00Z', 'ERROR', 'checkout', 'no money'],
  ['time', '2026/11/27 10:00:00 listening on :8080', '2026/11/27 10:00:00', undefined, undefined, 'listening on :8080'],
  ['level', 'ERROR: no money', undefined, 'ERROR', undefined, 'no money'],
  ['level', '[warn] slow', undefined, 'warn', undefined, 'slow'],
]

describe('the usual formats', () => {
  it.each(cases)('%s: %s', (by, line, time, level, service, message) => {
    const fields = { ...(time ? { time } : {}), ...(level ? { level } : {}), ...(service ? { service } : {}), message }
    expect(readBy(line)).toEqual({ by, fields })
  })

  it.each([
    '',
    'npm test',
    '{"a":1}',
    '{broken',
    '    at Shop (shop.js:1:1)',
    'a=b',
    'Finest coffee',
    'infortunately',
    '{"message":null}',
    '[]',
  ])('leave %j alone', (line) => expect(readBy(line)).toBeUndefined())

  it('take no time, whatever stands in the line', () => {
    const pieces = ['a', ' ', '[', '] ', '[a]', '\\"', 'a="', '-', '0', '0.', ':', 'ERROR ', '<1>1 ', `${t} `, '{"', '=', '(', '\t']
    const starts = [
      '',
      `${t} `,
      `[${t}] `,
      '<34>1 - - a - - [',
      'Nov 27 10:00:00 h ',
      'E1127 10:00:00.0 1 ',
      'a="',
      `${t} ERROR [`,
      '[Fri Nov 27 10:00:00 2026] [',
    ]
    const slow: string[] = []
    for (const pattern of usualFormats) {
      for (const line of starts.flatMap((start) => pieces.map((piece) => `${start}${piece.repeat(8192 / piece.length)}\u0001`))) {
        const began = process.cpuUsage()
        pattern.read(line)
        if (process.cpuUsage(began).user > 500_000) slow.push(`${pattern.name}: ${line.slice(0, 60)}`)
      }
    }
    expect(slow).toEqual([])
  })
})
