/**
 * A pattern of a kind of secret. Its first group is what is secret, all of it where there is none; with the flags `dg`. Words may be long and
 * hostile: no pattern may look at the same part again and again.
 */
type Shape = RegExp

/** Where a word begins: also behind a sequence that colours a terminal, which ends with a letter. */
const start = String.raw`(?:(?<![\w-])|(?<=\u001b\[[\d;]{0,12}[A-Za-z]))`
const word = (pattern: string): Shape => new RegExp(start + pattern, 'dg')

/** Tokens that say by their beginning what they are. */
const tokens: readonly Shape[] = [
  /gh[pousr]_[A-Za-z0-9][\w.-]{29,}/dg,
  /github_pat_\w{22,}/dg,
  /xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}/dg,
  /xapp-\d-[A-Za-z0-9-]{10,}/dg,
  word(String.raw`eyJ[\w-]{10,}\.eyJ[\w-]{10,}(?:\.[\w-]*)?`), // a JWT
  word('(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])'),
  word(String.raw`(?:npm_[A-Za-z0-9]{30,}|glpat-[\w-]{20,}|pypi-[\w-]{50,}|AIza[\w-]{35}|sk-[\w-]{20,}|[sr]k_live_\w{16,})`),
  word('whsec_[A-Za-z0-9+/]{16,}={0,2}'), // Standard Webhooks
  word(String.raw`SEC[0-9a-f]{64}(?!\w)`), // a robot of DingTalk
  word(String.raw`\d{6,12}:[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])`), // a bot of Telegram
]

/** Addresses by which anybody may post, as the platforms give them out. */
const webhooks: readonly Shape[] = [
  /\bhooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/([^\s"'<>?#)\]]+)/dgi,
  /\bdiscord(?:app)?\.com\/api(?:\/v\d+)?\/webhooks\/([^\s"'<>?#)\]]+)/dgi,
  /\bopen\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/(?:v2\/)?hook\/([\w-]+)/dgi,
  /\b(?:feishu\.cn|larksuite\.com)\/flow\/api\/trigger-webhook\/([\w-]+)/dgi,
  /\boapi\.dingtalk\.(?:com|io)\/robot\/send\?(?:[^\s"'<>#]{0,300}&)?access_token=([^\s"'<>&#)\]]+)/dgi,
  /\bqyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?(?:[^\s"'<>#]{0,300}&)?key=([^\s"'<>&#)\]]+)/dgi,
  /\bapi\.telegram\.org\/(?:file\/)?bot([^\s"'<>/]+)/dgi,
  /\bwebhook\.office\.com\/webhookb2\/([^\s"'<>?#)\]]+)/dgi,
]

/** Secrets that stand in a place for secrets. */
const places: readonly Shape[] = [
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----BEGIN )[\s\S])*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/dg,
  // Without its end as well: it may have been cut off.
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:\s{0,9}[\w-]{1,20}: [^\n]{0,200})*(?:(?:\s|\\n){0,9}[A-Za-z0-9+/=]{16,})*/dg,
  // User and password of a URL. A name alone (git@) is no secret, unless it is as long as a token.
  /\b[a-z][a-z0-9+.-]{0,20}:\/\/([^\s/?#"'<>@:]{0,200}:[^\s/?#"'<>]{0,400}|[^\s/?#"'<>@:]{20,400})@/dgi,
  /\b(?:proxy-)?authorization\b["']?\s*[:=]\s*["']?(?:bearer|basic|token|bot|digest|negotiate|apikey)\s+([^\s"',]+)/dgi,
  /\b(?:proxy-)?authorization\b["']?\s*[:=]\s*["']?(AWS4-[^\r\n"']{1,1000})/dgi,
  /\b(?:proxy-)?authorization\b["']?\s*[:=]\s*["']?([^\s"',]{8,500})["']?[^\S\r\n]{0,9}$/dgim,
  /\bbearer\s+([\w.~+/-]{16,}=*)/dgi,
  /\baws_?secret_?(?:access_?)?key["']?\s*[:=]\s*["']?([A-Za-z0-9/+]{40})/dgi,
]

export const secretShapes: readonly Shape[] = [...tokens, ...webhooks, ...places]
