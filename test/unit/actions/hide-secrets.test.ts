import { expect, it } from '@jest/globals'
import { hideSecrets } from '../../../src/actions/hide-secrets.ts'
import { secretsFrom } from '../../../src/config/secrets.ts'
import { load } from '../config/loading.ts'

const hidden = async (config: unknown, env: NodeJS.ProcessEnv): Promise<ReadonlySet<string>> => {
  const masked = new Set<string>()
  const { tree } = await load(undefined, { inline: JSON.stringify(config), env })
  hideSecrets({ tree, secrets: secretsFrom(env, (secret) => masked.add(secret)) })
  return masked
}

it.each([
  {
    name: 'the secrets of channels that nobody opens, and the parts of addresses',
    config: { channels: { hook: { type: 'webhook', url: '$URL', secret: '$S' } } },
    env: { URL: 'https://hooks.test/in?key=a-key-of-the-hook', S: 'signing-secret' },
    hides: ['https://hooks.test/in?key=a-key-of-the-hook', 'a-key-of-the-hook', 'signing-secret'],
  },
  {
    name: 'an address that was written out',
    config: { channels: { ding: { type: 'dingtalk', webhook: 'https://oapi.dingtalk.com/robot/send?access_token=f00dfeedf00d' } } },
    env: {},
    hides: ['f00dfeedf00d'],
  },
  {
    name: 'the part of a bot’s token that is no id',
    config: { channels: { ops: { type: 'telegram', token: '$T', chat: 1 } } },
    env: { T: '123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr' },
    hides: ['AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr'],
  },
  {
    name: 'the key of a model',
    config: { explain: { url: 'https://llm.test/v1', model: 'm', key: '$KEY' } },
    env: { KEY: 'model-key' },
    hides: ['model-key'],
  },
])('hides $name', async ({ config, env, hides }) => {
  expect([...(await hidden(config, env))]).toEqual(expect.arrayContaining(hides))
})

it('asks for none, and hides neither what scripts name nor what the runner sets for every step', async () => {
  const config = {
    channels: {
      hook: { type: 'webhook', url: 'https://hooks.test/', secret: '$NOT_SET' },
      page: { type: 'web', listen: '127.0.0.1:8787', url: 'https://releases.example.com/approve' },
    },
    environments: { p: { deploy: { live: '/srv/$GITHUB_REF_NAME', hooks: { 'before-release': 'echo $HOME_OF' } } } },
  }
  expect([...(await hidden(config, { GITHUB_REF_NAME: 'main', HOME_OF: '/home/runner' }))]).toEqual([])
})
