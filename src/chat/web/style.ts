/** The look of the page: one sheet, light and dark, phone first. No address in it: nothing is loaded from anywhere. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f6f5f1; --card: #fffefb; --ink: #1b1c20; --soft: #5b5e66; --line: #dedbd2; --field: #fff;
  --good: #17693f; --go: #17693f; --good-press: #105231; --bad: #a4231b; --warning: #7d560c; --on-colour: #fff;
  --production: #a4161a; --production-dark: #7f0f13; --test: #44556b;
  --shadow: 0 1px 2px #1b1c2012, 0 8px 28px #1b1c2014;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #131417; --card: #1c1d21; --ink: #ecebe6; --soft: #a3a5ab; --line: #33353b; --field: #131417;
    --good: #2f9a64; --go: #217a4e; --good-press: #1a6540; --bad: #f08a80; --warning: #dcb35c; --on-colour: #fff;
    --production: #b3191e; --production-dark: #8a1216; --test: #93a6c0;
    --shadow: 0 1px 2px #0006, 0 8px 28px #0005;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
h1, h2, p, ul, dl, dd { margin: 0; padding: 0; }
h1 { font-size: clamp(1.4rem, 1.1rem + 1.6vw, 2.1rem); line-height: 1.2; font-weight: 650; letter-spacing: -.012em; text-wrap: balance; }
h1:focus { outline: none; }
h2 { font-size: .95rem; font-weight: 650; margin-bottom: .4rem; }
a { color: inherit; text-decoration-thickness: 1px; text-underline-offset: .2em; text-decoration-color: color-mix(in srgb, currentColor 45%, transparent); }
a:hover { text-decoration-color: currentColor; }
:focus-visible { outline: 3px solid color-mix(in srgb, var(--ink) 75%, transparent); outline-offset: 2px; border-radius: 4px; }

.level { padding: .55rem max(1rem, calc((100vw - 66rem) / 2 + 1.5rem)); font-size: .85rem; font-weight: 600; color: var(--test); border-bottom: 1px solid var(--line); }
[data-level=production] .level {
  padding-block: .7rem calc(.7rem + 8px); border: 0; color: #fff; font-size: 1.05rem; font-weight: 750; letter-spacing: .14em; text-transform: uppercase;
  background: linear-gradient(var(--production) 0 0) top / 100% calc(100% - 8px) no-repeat,
    repeating-linear-gradient(-45deg, var(--production-dark) 0 10px, #f3b71b 10px 20px);
}

main { max-width: 66rem; margin: 0 auto; padding: 1.25rem 1rem 0; display: grid; gap: 1.5rem; }
header > [data-part=headline] { display: flex; gap: .8rem; align-items: flex-start; }
.sign { flex: none; width: 2.1rem; height: 2.1rem; margin-top: .05rem; fill: none; stroke: var(--soft); stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.lead { color: var(--soft); margin-top: .3rem; }
[data-part=links] { display: flex; flex-wrap: wrap; gap: 0 1.5rem; margin: .35rem 0 0 2.9rem; }
[data-part=links] a { padding: .6rem 0; }
html:not([data-tone=waiting]) .sign { stroke: var(--paper); }
.sign circle { stroke: none; }
[data-tone=waiting] .sign circle { stroke: inherit; }
[data-tone=good] .sign circle { fill: var(--good); }
[data-tone=bad] .sign circle { fill: var(--bad); }
[data-tone=warning] .sign circle { fill: var(--warning); }
[data-tone=neutral] .sign circle { fill: var(--soft); }
[data-open=no] .lead { color: var(--ink); }
[data-open=no] header { --tone: var(--soft); padding: 1.1rem 1.1rem .6rem; border-radius: 16px; background: color-mix(in srgb, var(--tone) 11%, transparent); }
[data-open=no][data-tone=good] header { --tone: var(--good); }
[data-open=no][data-tone=bad] header { --tone: var(--bad); }
[data-open=no][data-tone=warning] header { --tone: var(--warning); }

.story { display: grid; gap: 1.5rem; align-content: start; min-width: 0; }
.story > :empty { display: none; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 1rem 1.25rem; padding-block: 1.1rem; border-block: 1px solid var(--line); }
dt { color: var(--soft); font-size: .82rem; }
dd { font-weight: 500; white-space: pre-line; }
[data-part=sections] { display: grid; gap: 1.5rem; }
ul { list-style: none; }
li { padding: .5rem 0; border-top: 1px solid var(--line); white-space: pre-line; }
li a { text-decoration-color: color-mix(in srgb, currentColor 25%, transparent); }
li.marked { display: grid; grid-template-columns: 1.5rem 1fr; }
.mark { color: var(--soft); font-weight: 700; }
.more, .fine, .hint { color: var(--soft); font-size: .85rem; text-wrap: pretty; }
.note { padding: .6rem .8rem; border-left: 3px solid var(--warning); background: color-mix(in srgb, #f3b71b 17%, transparent); }

.desk { display: flex; flex-direction: column; gap: .6rem; background: var(--card); }
.row { display: flex; align-items: baseline; justify-content: space-between; gap: .75rem; }
.label { color: var(--soft); font-size: .85rem; margin-right: .35rem; }
.time { font-weight: 650; font-variant-numeric: tabular-nums; white-space: nowrap; }
[data-part=clock] { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.until { color: var(--soft); font-size: .82rem; }
#live { color: var(--soft); font-size: .82rem; white-space: nowrap; }
#live::before { content: ""; display: inline-block; width: .55em; height: .55em; margin-right: .4em; border-radius: 50%; background: var(--warning); }
#live[data-state=on]::before { background: var(--good); }
form { display: grid; gap: .5rem; }
.who { font-size: .9rem; color: var(--soft); }
label { font-weight: 600; font-size: .9rem; }
.hint { display: block; }
textarea {
  width: 100%; min-height: 2.9rem; max-height: 30vh; padding: .6rem .75rem; resize: vertical; field-sizing: content;
  font: inherit; color: inherit; background: var(--field); border: 1px solid color-mix(in srgb, var(--soft) 70%, transparent); border-radius: 10px;
}
textarea::placeholder { color: var(--soft); opacity: 1; }
textarea:focus-visible { outline-offset: 0; border-radius: 10px; }
.buttons { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
button {
  min-height: 3.25rem; padding: .5rem .75rem; font: inherit; font-size: 1.06rem; font-weight: 650; cursor: pointer; touch-action: manipulation;
  border: 1.5px solid transparent; border-radius: 12px;
}
button:focus-visible { border-radius: 12px; }
.approve { background: var(--go); color: var(--on-colour); }
.approve:hover, .approve:active { background: var(--good-press); }
.reject { background: transparent; color: var(--bad); border-color: currentColor; }
.reject:hover, .reject:active { background: color-mix(in srgb, var(--bad) 12%, transparent); }
button[aria-disabled=true] { opacity: .55; cursor: progress; }
.reply { padding: .6rem .8rem; border-left: 3px solid var(--soft); background: color-mix(in srgb, var(--soft) 10%, transparent); }
.reply.counted { border-color: var(--good); background: color-mix(in srgb, var(--good) 12%, transparent); }
.reply.refused { border-color: var(--bad); background: color-mix(in srgb, var(--bad) 12%, transparent); }
#problem:empty, .desk > :empty { display: none; }
#problem { font-size: .9rem; }
footer { padding-bottom: 1.5rem; }
.notice { padding-top: 12vh; max-width: 42rem; }

@media (max-width: 55.99rem) {
  [data-open=yes] .desk {
    position: sticky; bottom: 0; margin-inline: -1rem; padding: .75rem 1rem max(.75rem, env(safe-area-inset-bottom));
    border-top: 1px solid var(--line); border-radius: 18px 18px 0 0; box-shadow: 0 -6px 24px #0000001f;
  }
  [data-open=no] .desk { background: none; }
  [data-part=reply], #problem { order: -1; }
  .ask { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
}
@media (max-width: 55.99rem) and (max-height: 29.99rem) { [data-open=yes] .desk { position: static; } }
@media (min-width: 56rem) {
  main { grid-template: auto auto 1fr / minmax(0, 1fr) 21rem; column-gap: 3rem; row-gap: 1.75rem; padding: 2.25rem 1.5rem 0; }
  header { grid-column: 1 / -1; }
  .desk { grid-column: 2; grid-row: 2 / span 2; position: sticky; top: 1.5rem; align-self: start; gap: 1rem; padding: 1.25rem; border: 1px solid var(--line); border-radius: 18px; box-shadow: var(--shadow); }
  .story, footer { grid-column: 1; }
  [data-open=yes] .time { font-size: 1.7rem; line-height: 1.1; letter-spacing: -.01em; }
  [data-open=yes] .row { align-items: flex-start; }
  [data-open=yes] :is(.label, .until) { display: block; }
  form { gap: .7rem; }
  textarea { min-height: 4.4rem; }
  textarea::placeholder { color: transparent; }
}
@media (forced-colors: active) { .level { border: 2px solid; } button { border-color: currentColor; } }
@media print { .desk form, #live, footer { display: none; } .desk { position: static; box-shadow: none; } }
`
