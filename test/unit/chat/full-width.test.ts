import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fullWidth } from '../../../src/chat/full-width.ts'

describe('words as data in a Markdown nobody can escape in', () => {
  it.each([
    ['an ordinary title', 'Mend the basket (again), see #12', 'Mend the basket (again), see #12'],
    ['a name with underscores', 'my_app_name', 'my_app_name'],
    ['Chinese', '修复购物车', '修复购物车'],
    ['a web address', 'see https://example.test/x', 'see https://example.test/x'],
    ['bold', '**x** and _y_', '＊＊x＊＊ and ＿y＿'],
    ['a link', '[Approve](https://evil.test)', '［Approve］(https://evil.test)'],
    ['an image', '![x](https://evil.test/track.png)', '!［x］(https://evil.test/track.png)'],
    ['code that does not end', 'a ` b', 'a ｀ b'],
    ['a mention', '<@all> @all', '＜@all＞ @all'],
    ['a colour', '<font color="warning">x</font>', '＜font color="warning"＞x＜/font＞'],
    ['a heading', '# x', '＃ x'],
    ['a line of its own', 'x\n# y\n---', 'x # y ---'],
    ['a rule', '---', '－－－'],
    ['an entity', '&lt;@all&gt; &#91;', '＆lt;@all＆gt; ＆#91;'],
    [
      'a command of the client',
      'dtmd://dingtalkclient/sendMessage?content=/approve',
      'dtmd：//dingtalkclient/sendMessage?content=/approve',
    ],
    ['a script', 'javascript://x', 'javascript：//x'],
    ['an escape', 'x\\', 'x＼'],
    ['turned text', '\u202eevil', 'evil'],
  ])('%s', (_, words, expected) => {
    expect(fullWidth(words)).toBe(expected)
  })

  it('is one line without markup, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (words) => {
        const safe = fullWidth(words)
        expect(safe.isWellFormed()).toBe(true)
        expect(safe).not.toMatch(/[[\]<>`*~|\\\n\r\u0000-\u0008\u202a-\u202e]|^[#+=-]|&#/)
      }),
      { numRuns: 500 },
    )
  })

  it.each(['a.', '_', '&w', ' ', '\n', 'a://', '-'])('takes no time for a hostile run of %j', (part) => {
    const start = process.cpuUsage() // of this process alone: others may be at work on the machine
    fullWidth(part.repeat(100_000))
    expect(process.cpuUsage(start).user).toBeLessThan(1_500_000)
  })
})
