import { type Entries, emptyFolder, file, link } from './trees.ts'

const named = (names: readonly string[]): Entries =>
  Object.fromEntries(names.map((name) => [name, file(`content of ${JSON.stringify(name)}\n`)]))

/** File names that break what is careless with them. */
export const awkwardNames: Entries = named([
  ' leading and trailing blank ',
  'two\nlines',
  'ends with a new line\n',
  'tab\tand\rreturn',
  "single'quote",
  'double"quote',
  'back\\slash',
  '\\012 not a new line',
  '-rf',
  '--checkpoint-action=exec=sh',
  '-n folder/-e',
  '$(reboot)',
  '`reboot`',
  '; reboot #',
  '&& reboot',
  '* ? [a-z]',
  '~root',
  '%s %n %d',
  '::error::no',
  '##[error]no',
  '#comment',
  '!event',
  '{a,b}',
  'a=b',
  '...',
  'caf\u00e9 in NFC',
  'cafe\u0301 in NFD',
  '\u4e0a\u7ebf \u53d1\u5e03 \ud83d\ude80',
  '\u202edesrever',
  'n'.repeat(255),
  '\u53d1'.repeat(85), // 255 bytes
])

/** Paths longer than the 100 and 255 bytes of tar's header, and than 1,024. */
export const longPaths: Entries = named([
  `${'d'.repeat(90)}/${'f'.repeat(90)}`,
  `${'d'.repeat(120)}/${'e'.repeat(120)}/${'f'.repeat(120)}`,
  `${Array.from({ length: 6 }, (_, level) => `level-${level}-${'x'.repeat(190)}`).join('/')}/end`,
])

/** Emptiness and modes. No mode shuts out the owner. */
export const modesAndEmptiness: Entries = {
  'empty file': file(),
  'empty folder': emptyFolder(),
  'empty/in/empty': emptyFolder(),
  'modes/executable': file('#!/bin/sh\n', 0o755),
  'modes/private': file('secret\n', 0o600),
  'modes/read-only': file('fixed\n', 0o444),
  'modes/all': file('open\n', 0o777),
  'modes/private folder/file': file('inner\n'),
  'modes/private folder': emptyFolder(0o700),
  'modes/read-only folder/file': file('inner\n'),
  'modes/read-only folder': emptyFolder(0o555),
}

/** Links that stay inside of the tree. */
export const innerLinks: Entries = {
  'links/target': file('target\n'),
  'links/folder/file': file('in folder\n'),
  'links/relative': link('target'),
  'links/up': link('../links/folder/file'),
  'links/to folder': link('folder'),
  'links/dangling': link('not there'),
  'links/to itself': link('to itself'),
  'links/with\nnew line': link('new\nline'),
}

/** Links that leave it. */
export const outerLinks: Entries = {
  'links/absolute': link('/etc/passwd'),
  'links/escaping': link('../../outside'),
  'links/deep/escaping': link('../../../outside'),
}

/** All that a release may hold. */
export const awkwardTree: Entries = { ...awkwardNames, ...longPaths, ...modesAndEmptiness, ...innerLinks }
