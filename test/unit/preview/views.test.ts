import { describe, expect, it } from '@jest/globals'
import type { Shown, ShownPlatform } from '../../../script/lib/preview/views/shown.ts'
import { viewOf } from '../../../script/lib/preview/views/view.ts'

const pixel = 'data:image/png;base64,iVBORw0KGgo='
const shown = (platform: ShownPlatform, body: unknown, pictures: Record<string, string> = {}): Shown => ({
  platform,
  body,
  pictures: new Map(Object.entries(pictures)),
})

const words = 'a <b> & "c"'
const safe = 'a &lt;b&gt; &amp; &quot;c&quot;'
const link = 'href="https://x.test/p"'

/** Bodies as the platforms document them, also of kinds that we do not send today. */
const bodies: readonly (readonly [name: string, platform: ShownPlatform, body: unknown, expected: readonly string[]])[] = [
  ['words', 'telegram', { text: words }, [safe]],
  [
    'HTML',
    'telegram',
    { parse_mode: 'HTML', text: '<b>a</b> &lt;i&gt; <a href="https://x.test/p">p</a> <pre>1\n 2</pre>' },
    ['<b>a</b> &lt;i&gt; ', link, '<pre>1<br> 2</pre>'],
  ],
  ['a tag it does not know', 'telegram', { parse_mode: 'HTML', text: '<h1>a</h1>' }, ['&lt;h1&gt;a', 'would refuse']],
  ['a tag left open', 'telegram', { parse_mode: 'HTML', text: '<b>a' }, ['<b>a</b>', 'not closed: b']],
  ['a picture', 'telegram', { photo: 'attach://file', caption: 'c' }, [`src="${pixel}"`, '>c<']],
  ['buttons', 'telegram', { text: 'a', reply_markup: '{"inline_keyboard":[[{"text":"p","url":"https://x.test/p"}]]}' }, [link]],
  [
    'text',
    'feishu',
    { msg_type: 'text', content: { text: `${words} <at user_id="ou_1">Ann</at>` } },
    [safe, '<span class="mention">@Ann</span>'],
  ],
  ['text of an app', 'feishu', { msg_type: 'text', content: JSON.stringify({ text: words }) }, [safe]],
  [
    'rich text',
    'feishu',
    {
      msg_type: 'post',
      content: {
        post: {
          zh_cn: {
            title: words,
            content: [
              [
                { tag: 'text', text: words, style: ['bold'] },
                { tag: 'a', text: 'p', href: 'https://x.test/p' },
                { tag: 'at', user_id: 'ou_1' },
              ],
              [
                { tag: 'code_block', language: 'GO', text: 'x\n  y' },
                { tag: 'img', image_key: 'file' },
              ],
            ],
          },
        },
      },
    },
    [`class="post-title">${safe}`, `class="bold">${safe}`, link, '@ou_1', '<pre>x\n  y</pre>', pixel],
  ],
  ['a picture', 'feishu', { msg_type: 'image', content: '{"image_key":"file"}' }, [pixel]],
  [
    'a card of 1.0',
    'feishu',
    {
      msg_type: 'interactive',
      card: {
        header: { title: { content: words }, template: 'red' },
        elements: [
          { tag: 'div', text: { tag: 'lark_md', content: '**x** <b>' } },
          { tag: 'action', actions: [{ tag: 'button', type: 'primary', url: 'https://x.test/p', text: { content: 'p' } }] },
          { tag: 'note', elements: [{ tag: 'plain_text', content: words }] },
        ],
      },
    },
    [safe, 'template-red', '<strong>x</strong> &lt;b&gt;', link],
  ],
  [
    'a card of 2.0',
    'feishu',
    {
      msg_type: 'interactive',
      card: {
        schema: '2.0',
        body: {
          elements: [
            { tag: 'markdown', content: "<font color='grey'>g</font> <at id=ou_1></at> [p](https://x.test/p)\n```\n1 < 2\n```" },
            { tag: 'img', img_key: 'file', alt: { content: 'alt' } },
          ],
        },
      },
    },
    ['<span class="colour-grey">g</span>', '@ou_1', link, '1 &lt; 2', pixel, 'alt="alt"'],
  ],
  ['what it does not know', 'feishu', { msg_type: 'interactive', card: { elements: [{ tag: 'marquee' }] } }, ['class="unknown"']],
  [
    'text',
    'dingtalk',
    { msgtype: 'text', text: { content: `${words} @a01` }, at: { atUserIds: ['a01'] } },
    [safe, '<span class="mention">@a01</span>'],
  ],
  [
    'Markdown',
    'dingtalk',
    { msgtype: 'markdown', markdown: { text: '### h\n\n> q  \n> r\n\n[p](https://x.test/p) <b>' } },
    ['<h3>h</h3>', '<blockquote>', link, '&lt;b&gt;'],
  ],
  ['a link', 'dingtalk', { msgtype: 'link', link: { title: words, text: words, messageUrl: 'https://x.test/p' } }, [safe, link]],
  [
    'a card with one button',
    'dingtalk',
    { msgtype: 'actionCard', actionCard: { text: 'a', singleTitle: 'p', singleURL: 'https://x.test/p' } },
    [link],
  ],
  [
    'a card with several',
    'dingtalk',
    { msgtype: 'actionCard', actionCard: { text: 'a', btns: [{ title: 'p', actionURL: 'https://x.test/p' }] } },
    [link],
  ],
  [
    'a feed',
    'dingtalk',
    { msgtype: 'feedCard', feedCard: { links: [{ title: words, messageURL: 'https://x.test/p', picURL: '' }] } },
    [safe, link],
  ],
  ['everybody alerted', 'dingtalk', { msgtype: 'text', text: { content: 'a' }, at: { isAtAll: true } }, ['class="alarm"']],
  ['text', 'wecom', { msgtype: 'text', text: { content: words, mentioned_list: ['a01'] } }, [safe, '@a01']],
  [
    'Markdown',
    'wecom',
    { msgtype: 'markdown', markdown: { content: '**b** <font color="info">g</font> <@a01> `c` [p](https://x.test/p) <i>' } },
    ['<strong>b</strong>', 'colour-info', 'class="mention">@a01', '<code>c</code>', link, '&lt;i&gt;'],
  ],
  ['a picture', 'wecom', { msgtype: 'image', image: { base64: 'iVBORw0KGgo=', md5: '' } }, [pixel]],
  [
    'a card',
    'wecom',
    {
      msgtype: 'template_card',
      template_card: {
        card_type: 'text_notice',
        source: { desc: 's' },
        main_title: { title: words, desc: 'd' },
        quote_area: { title: 'q', quote_text: '1\n2' },
        horizontal_content_list: [{ keyname: 'k', value: words, url: 'https://x.test/p' }],
        jump_list: [{ title: 'j', url: 'https://x.test/p' }],
        card_action: { type: 1, url: 'https://x.test/p' },
      },
    },
    [safe, '1<br>2', link],
  ],
  ['text', 'slack', { text: '*b* <https://x.test/p|p> <@U1> &lt;b&gt;' }, ['<b>b</b>', link, 'class="mention">@U1', '&lt;b&gt;']],
  [
    'blocks',
    'slack',
    {
      text: '',
      blocks: JSON.stringify([
        { type: 'header', text: { type: 'plain_text', text: words } },
        {
          type: 'rich_text',
          elements: [
            { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '1\n  2' }] },
            {
              type: 'rich_text_list',
              style: 'bullet',
              elements: [
                {
                  type: 'rich_text_section',
                  elements: [
                    { type: 'link', url: 'https://x.test/p', text: 'p' },
                    { type: 'text', text: 'b', style: { bold: true } },
                  ],
                },
              ],
            },
          ],
        },
        { type: 'context', elements: [{ type: 'mrkdwn', text: '_i_' }] },
      ]),
    },
    [safe, '<pre>1\n  2</pre>', link, '<b>b</b>', '<i>i</i>'],
  ],
  [
    'an embed',
    'discord',
    {
      content: '<@123456789012345678> \\<@123456789012345678\\>',
      embeds: [
        {
          title: 'a \\*b\\*',
          color: 255,
          description: '**b** [p](https://x.test/p)\n```\n1 < 2\n```\n&lt;',
          footer: { text: words },
          image: { url: 'attachment://file' },
        },
      ],
    },
    [
      'class="mention">@123456789012345678</span> &lt;@123456789012345678&gt;',
      'a *b*',
      '#0000ff',
      link,
      '1 &lt; 2',
      '&amp;lt;',
      safe,
      pixel,
    ],
  ],
  [
    'a page',
    'github',
    {
      title: words,
      body: '| | |\n|---|---|\n| a | [p](https://x.test/p) |\n\n@ann &#60;b&#62; <sub>s</sub> <script>\n\n<details><summary>m</summary>\n\n- x\n\n</details>',
    },
    [safe, '<td>a</td>', link, 'class="mention">@ann', '&lt;b&gt;', '<sub>s</sub>', '&lt;script&gt;', '<summary>m</summary>', '<li>x</li>'],
  ],
  [
    'a mail',
    'email',
    { subject: words, from: 'f', to: 't', html: '<html><head></head><body><img src="cid:file"></body></html>', text: words },
    [safe, '&lt;img src=&quot;data:image/png', 'sandbox='],
  ],
  [
    'an event',
    'webhook',
    { type: 'message', data: { headline: words, url: 'https://x.test/p' } },
    ['a &lt;b&gt; &amp; \\&quot;c\\&quot;', link],
  ],
]

describe('a view', () => {
  it.each(bodies)('shows %s of %s', (_, platform, body, expected) => {
    const html = viewOf(shown(platform, body, { file: pixel }))
    for (const part of expected) expect(html).toContain(part)
  })

  const strange: readonly unknown[] = [
    undefined,
    null,
    'words',
    7,
    [],
    {},
    { msg_type: 'interactive', card: 7 },
    { msgtype: 'markdown' },
    { blocks: 'no json' },
    { embeds: 7 },
    { text: { a: 1 } },
  ]
  it.each(['telegram', 'feishu', 'dingtalk', 'wecom', 'slack', 'discord', 'email', 'github', 'webhook'] as const)(
    'of %s stands whatever comes',
    (platform) => {
      for (const body of strange) expect(typeof viewOf(shown(platform, body))).toBe('string')
    },
  )
})
