import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { IncomingWebhook } from '@slack/webhook'
import { type Slack, startSlack } from '../../fakes/slack/slack.ts'

let slack: Slack
beforeAll(async () => {
  slack = await startSlack()
  slack.addChannel('C01')
})
afterAll(() => slack.close())

const post = async (url: string, body: string, type = 'application/json') => {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })
  return `${response.status} ${await response.text()}`
}

describe('incoming webhooks', () => {
  it('take what the official SDK sends, and answer ok', async () => {
    const { url } = slack.addHook('C01')
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'Release' } }]
    expect(await new IncomingWebhook(url).send({ text: 'Release', blocks })).toEqual({ text: 'ok' })
    expect(slack.channel('C01').messages.at(-1)).toMatchObject({ text: 'Release', subtype: 'bot_message' })
  })

  it('take a form as well', async () => {
    const { url } = slack.addHook('C01')
    const form = new URLSearchParams({ payload: JSON.stringify({ text: 'by form' }) }).toString()
    expect(await post(url, form, 'application/x-www-form-urlencoded')).toBe('200 ok')
    expect(slack.channel('C01').messages.at(-1)).toMatchObject({ text: 'by form' })
  })

  it.each([
    { name: 'nothing to say', body: '{}', answer: '400 no_text' },
    { name: 'no JSON', body: '{"text"', answer: '400 invalid_payload' },
    { name: 'a list', body: '["x"]', answer: '400 invalid_payload' },
    { name: 'blocks that break a rule', body: '{"text":"x","blocks":[{"type":"header"}]}', answer: '400 invalid_blocks' },
  ])('refuse $name', async ({ body, answer }) => {
    expect(await post(slack.addHook('C01').url, body)).toBe(answer)
  })

  it('refuse addresses that are no longer or never were', async () => {
    const { url, hook } = slack.addHook('C01')
    expect(await post(url.replace(/[^/]+$/, 'wrong'), '{"text":"x"}')).toBe('403 invalid_token')
    expect(await post(url.replace('T0ACME', 'T0ELSE'), '{"text":"x"}')).toBe('404 no_team')
    hook.state = 'revoked'
    expect(await post(url, '{"text":"x"}')).toBe('404 no_service')
    slack.addChannel('C02')
    slack.people.archive('C02')
    const archived = slack.addHook('C02').url
    await expect(new IncomingWebhook(archived).send('x')).rejects.toMatchObject({
      code: 'slack_webhook_http_error',
      message: expect.stringContaining('410'),
    })
  })

  it('ask for patience', async () => {
    const { url } = slack.addHook('C01')
    slack.fail({ retryAfter: 7 }, 'webhook')
    const response = await fetch(url, { method: 'POST', body: '{"text":"x"}' })
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([429, '7', 'rate_limited'])
  })
})
