/** The example of the public contract, with values where it shows choices. */
export const example = `
locale: zh-CN
time-zone: Asia/Shanghai
project: shop

people:
  alice: { github: alice-l, telegram: 11111111, feishu: ou_a1, dingtalk: a01, slack: U01, wecom: a01, email: a@example.com }
  bob: release-manager
groups: { managers: [alice], sre: [bob, alice] }
admins: [alice]

channels:
  ops:   { type: telegram, token: $TELEGRAM_TOKEN, chat: -100123, topic: 42 }
  team:  { type: feishu, webhook: $FEISHU_WEBHOOK, secret: $FEISHU_SECRET }
  lark:  { type: feishu, app-id: cli_1, app-secret: $FEISHU_APP_SECRET, chat: oc_1 }
  ding:  { type: dingtalk, webhook: $DING_WEBHOOK, secret: $DING_SECRET }
  corp:  { type: wecom, webhook: $WECOM_WEBHOOK }
  slack: { type: slack, token: $SLACK_TOKEN, chat: C01 }
  disc:  { type: discord, webhook: $DISCORD_WEBHOOK }
  mail:  { type: email, smtp: $SMTP_URL, from: ci@example.com, to: [ops@example.com] }
  hook:  { type: webhook, url: $HOOK_URL, secret: $HOOK_SECRET }
  gh:    { type: github }
  page:  { type: web, listen: '127.0.0.1:8787', url: 'http://127.0.0.1:8787' }

servers:
  web1: { host: 10.0.0.11, port: 22, user: deploy, key: $DEPLOY_KEY, passphrase: $KEY_PASS, host-key: 'ssh-ed25519 AAAA',
          tags: [web, canary], owner: bob, department: shop, jump: bastion, enabled: true }
  web2: { host: 10.0.0.12, user: deploy, key: $DEPLOY_KEY, tags: [web], owner: sre, enabled: false }
  bastion: { host: bastion.example.com, port: 2222, user: jump, password: $JUMP_PASSWORD, host-key: ['SHA256:a', 'SHA256:b'] }
known-hosts: $KNOWN_HOSTS

hook-templates:
  reload: { run: 'sudo systemctl reload "$UNIT"' }

environments:
  production:
    level: production
    approval:
      channels: [ops, gh]
      require: [{ count: 1, from: [managers] }, { count: 1, from: [sre] }]
      reject-by: 1
      self-approval: false
      exclude: []
      on-newer: supersede
      carry-over: 0s
      timeout: 1h
      on-timeout: reject
      remind: { every: 5m, factor: 1.5, max: 6 }
      reason: optional
    deploy:
      servers: [web]
      releases: /data/codes/{project}/{environment}
      live: /data/{environment}/{project}
      keep: 5
      shared: [storage, .env]
      reuse: copy
      waves: [1, 50%, canary, 100%]
      pause: 0s
      parallel: 10
      on-host-failure: rollback
      max-failed: 10%
      rollback: fleet
      requires-approval: false
      lock-wait: 0s
      timeout: 30m
      health-check: { url: 'http://127.0.0.1:8080/healthz', expect: 200, retries: 10, every: 3s, timeout: 5s }
      hooks:
        before-download: echo $HOME $$
        after-download: { file: script/build.sh }
        before-release: { run: './bin/migrate "$SALLYPORT_RELEASE"' }
        after-release: { use: reload, with: { UNIT: $UNIT_NAME, TRIES: 3 } }
    notify:
      start: [ops]
      success: [team]
      failure: [team, ops, mail]
      mention: [author, approvers, owners]
  staging:
    deploy: { servers: [web1], releases: /srv/releases, live: /srv/live }

projects:
  - match: [api-*, backend]
    environments:
      production:
        approval: { require: [{ count: 2, from: [sre] }] }
        deploy: { health-check: { run: ./bin/health }, hooks: { after-release: ./restart } }

routes:
  - { level: error, to: [ops, mail], mention: [sre] }
  - { level: warning, to: [mail] }
  - { level: info, to: [] }
`

/** What the example needs to deploy to web1. */
export const exampleEnv = {
  DEPLOY_KEY: 'PRIVATE KEY',
  KEY_PASS: 'open sesame',
  JUMP_PASSWORD: 'hop hop',
  KNOWN_HOSTS: 'host key',
  UNIT_NAME: 'shop',
}
