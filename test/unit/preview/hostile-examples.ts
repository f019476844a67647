import type { Message } from '../../../src/chat/message.ts'

/** What must stay words, whatever is sent and however it is shown. */
const attacks = [
  '<script>document.title = "owned"</script>',
  '<img src=x onerror="document.title = \'owned\'">',
  '"><svg onload=document.title="owned">',
  "javascript:document.title='owned'",
  '[x](javascript:document.title="owned")',
  '![x](https://evil.test/pixel.png)',
  '</pre></div></iframe><script>document.title="owned"</script>',
  '<iframe srcdoc="<script>parent.document.title=1</script>">',
  '<style>body{display:none}</style>',
  '&lt;script&gt;document.title="owned"&lt;/script&gt;',
  '<font color="red"><a href="https://evil.test">x</a></font>',
  '<at id=all></at> @all @everyone <!channel> <@U0000000>',
  '```\n</code>',
  '\u202egnp.exe\u0000\ud800',
] as const

export const hostileMessage: Message = {
  headline: `Headline ${attacks[0]} ${attacks[1]}`,
  tone: 'bad',
  level: 'production',
  facts: attacks.map((words) => ({ label: words, value: words, url: words })),
  sections: [
    { title: attacks[2], lines: attacks.map((words) => ({ words, url: words })) },
    { title: attacks[6], lines: attacks.map((words) => ({ words })), isCode: true },
  ],
  links: [{ label: attacks[1], url: 'https://github.example/run' }, ...attacks.map((words) => ({ label: words, url: words }))],
  mentions: attacks.map((words) => ({
    name: words,
    ids: { telegram: words, feishu: words, dingtalk: words, slack: words, wecom: words, discord: words },
  })),
  footer: attacks[0],
  about: { id: attacks[0], event: 'message' },
}
