const font = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',Arial,sans-serif"
const fixed = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono','Noto Sans Mono CJK SC',monospace"
const button = 'display:inline-block;margin:0 6px 8px 0;padding:9px 18px;border-radius:6px;font-weight:600;text-decoration:none'

/** Inline, because many mail programs drop style sheets. */
export const styles = {
  page: `margin:0;padding:24px 12px;background:#f1f3f5;color:#1f2937;font:15px/1.55 ${font}`,
  card: 'max-width:600px;margin:0 auto;padding:24px 28px;background:#ffffff;border:1px solid #dfe3e8;border-top:4px solid;border-radius:8px',
  mark: 'display:inline-block;padding:2px 10px;border-radius:4px;background:#b91c1c;color:#ffffff;font-size:12px;font-weight:700;letter-spacing:.06em',
  headline: 'margin:0 0 16px;font-size:21px;line-height:1.35;font-weight:650;overflow-wrap:anywhere',
  block: 'margin:0 0 18px',
  fact: 'margin:0 0 4px;overflow-wrap:anywhere',
  label: 'display:inline-block;min-width:104px;color:#64748b',
  title: 'margin:0 0 6px;font-size:13px;font-weight:600;color:#64748b',
  line: 'margin:0 0 3px;overflow-wrap:anywhere',
  code: `margin:0;padding:10px 12px;background:#f6f8fa;border:1px solid #dfe3e8;border-radius:6px;font:13px/1.5 ${fixed};white-space:pre-wrap;overflow-wrap:anywhere`,
  picture: 'display:block;max-width:100%;height:auto;border:0',
  link: 'color:#1d4ed8',
  first: `${button};background:#1d4ed8;border:1px solid #1d4ed8;color:#ffffff`,
  other: `${button};background:#ffffff;border:1px solid #cbd5e1;color:#1f2937`,
  footer: 'margin:22px 0 0;padding-top:12px;border-top:1px solid #e5e7eb;color:#64748b;font-size:12px;overflow-wrap:anywhere',
} as const

/** For mail programs that follow the dark setting of the system. */
export const darkStyle = [
  ':root{color-scheme:light dark}',
  '@media(prefers-color-scheme:dark){',
  '.page{background:#111418!important;color:#e5e7eb!important}',
  '.card{background:#1b2027!important;border-left-color:#2c333d!important;border-right-color:#2c333d!important;border-bottom-color:#2c333d!important}',
  '.quiet{color:#9aa5b4!important}.line{border-top-color:#2c333d!important}.link{color:#8ab4ff!important}',
  '.code{background:#12161b!important;border-color:#2c333d!important;color:#e5e7eb!important}',
  '.other{background:#262d36!important;border-color:#3b4552!important;color:#e5e7eb!important}',
  '}',
].join('')
