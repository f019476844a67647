import { describe, expect, it } from '@jest/globals'
import { parsePairs } from '../../support/runner-files.ts'
import { parseCommand, runnerLog } from '../../support/runner-log.ts'

const commands: { name: string; line: string; expected: ReturnType<typeof parseCommand> }[] = [
  { name: 'a command', line: '::endgroup::', expected: { name: 'endgroup', properties: {}, data: '' } },
  { name: 'behind blanks', line: '  \t::group::a', expected: { name: 'group', properties: {}, data: 'a' } },
  {
    name: 'with properties',
    line: '::error title=a%2Cb%3A,file=x y::one%0Atwo%25',
    expected: { name: 'error', properties: { title: 'a,b:', file: 'x y' }, data: 'one\ntwo%' },
  },
  { name: 'the old form inside a line', line: 'x ##[warning]hm', expected: { name: 'warning', properties: {}, data: 'hm' } },
  { name: 'none: text before', line: 'x ::error::no', expected: undefined },
  { name: 'none: unknown', line: '::danger::no', expected: undefined },
  { name: 'none: unknown in the old form', line: '##[section]no', expected: undefined },
  { name: 'none: no end', line: '::error no', expected: undefined },
]

describe('commands in the log', () => {
  for (const { name, line, expected } of commands) {
    it(`finds ${name}`, () => {
      expect(parseCommand(line)).toEqual(expected)
    })
  }

  it('hides secrets from where they are known, each line of them too', () => {
    const log = runnerLog(['first'])
    for (const line of ['a secret first', '::add-mask::secret%0Aother', 'a secret, an other', '::error title=t::the secret']) log.take(line)
    expect(log.lines).toEqual(['a secret ***', 'a ***, an ***', 'Error: the ***'])
    expect(log.annotations).toEqual([{ level: 'error', title: 't', message: 'the ***' }])
  })

  it('obeys nothing between stop-commands and its token', () => {
    const log = runnerLog()
    for (const line of ['::stop-commands::xyz', '::error::no', '::xyz::', '::notice::yes']) log.take(line)
    expect(log.annotations.map(({ message }) => message)).toEqual(['yes'])
  })
})

describe('pairs in the files of the runner', () => {
  it('reads lines and blocks', () => {
    expect(parsePairs('a=1=2\n\nb<<END\nx=1\ny<<z\n\nEND\nc=\n')).toEqual({ a: '1=2', b: 'x=1\ny<<z\n', c: '' })
  })

  const wrong = [
    { name: 'no sign', file: 'abc' },
    { name: 'no name', file: '=x' },
    { name: 'no end', file: 'a<<END\nx' },
  ]
  for (const { name, file } of wrong) {
    it(`refuses ${name}`, () => {
      expect(() => parsePairs(file)).toThrow(/Invalid/)
    })
  }
})
