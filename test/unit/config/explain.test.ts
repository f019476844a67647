import { describe, expect, it } from '@jest/globals'
import { explainSettingsOf } from '../../../src/config/explain.ts'
import { load, refusal } from './loading.ts'

const written = (lines: string) => `explain:\n  ${lines.replaceAll('\n', '\n  ')}\n`

describe('the settings of explanations', () => {
  it('are read with their variables put in, masked, when they are needed and not before', async () => {
    const masked: string[] = []
    const mask = (secret: string) => masked.push(secret)
    const config = await load(written('url: https://llm.example.com/v1\nmodel: small\nkey: $LLM_KEY'), {
      env: { LLM_KEY: 'sk-123456' },
      mask,
    })
    expect(masked).toEqual([])
    expect(explainSettingsOf(config)).toEqual({ url: 'https://llm.example.com/v1', model: 'small', key: 'sk-123456', timeout: 20_000 })
    expect(masked).toEqual(['sk-123456'])
  })

  it('are none where nobody is to explain', async () => {
    expect(explainSettingsOf(await load('locale: en\n'))).toBeUndefined()
  })

  it('need no key: a model of one’s own may take none', async () => {
    const config = await load(written('url: http://127.0.0.1:11434/v1\nmodel: qwen\ntimeout: 1m'))
    expect(explainSettingsOf(config)).toEqual({ url: 'http://127.0.0.1:11434/v1', model: 'qwen', timeout: 60_000 })
  })

  it('do not keep an action from its work whose key is not there: it is asked for where it is used', async () => {
    const config = await load(written('url: https://llm.example.com\nmodel: m\nkey: $LLM_KEY'))
    expect(await refusal(() => explainSettingsOf(config))).toMatchObject({
      code: 'missing-secret',
      words: expect.stringContaining('$LLM_KEY'),
    })
  })

  it.each([
    {
      name: 'a key that stands in the file',
      lines: 'url: https://a.example\nmodel: m\nkey: sk-123456',
      words: 'A secret must not stand in the file.',
    },
    { name: 'no model', lines: 'url: https://a.example', words: '“model” is missing.' },
    { name: 'another protocol', lines: 'url: ftp://a.example\nmodel: m', words: 'begins with http:// or https://' },
    { name: 'a wrong time', lines: 'url: https://a.example\nmodel: m\ntimeout: 20', words: 'a duration such as' },
    { name: 'an unknown key', lines: 'url: https://a.example\nmodle: m', words: 'Did you mean “model”?' },
  ])('are refused: $name', async ({ lines, words }) => {
    const refused = await refusal(() => load(written(lines)))
    expect(refused.words).toContain(words)
    expect(refused.words).not.toContain('sk-123456')
  })

  it('may hold a key where the workflow itself gave it, which is masked then', async () => {
    const masked: string[] = []
    await load(undefined, { inline: written('url: https://a.example\nmodel: m\nkey: sk-123456'), mask: (secret) => masked.push(secret) })
    expect(masked).toEqual(['sk-123456'])
  })
})
