import type { Line, Section } from '../message.ts'
import { clockSpan } from './clock-span.ts'
import { type Html, html, linked, nothing } from './html.ts'
import { sign } from './icons.ts'
import type { Scene, Visitor } from './scene.ts'
import { said, words } from './words.ts'

/** Of a reason, in UTF-16 units. */
export const longestReason = 500

/** The parts of the page that change, each by itself. */
export const partNames = ['level', 'headline', 'links', 'facts', 'sections', 'clock', 'note', 'reply', 'form', 'foot'] as const
export type PartName = (typeof partNames)[number]

export const partsOf = (scene: Scene, visitor: Visitor): Readonly<Record<PartName, Html>> => ({
  level: level(scene),
  headline: headline(scene),
  links: links(scene),
  facts: facts(scene),
  sections: html`${scene.card.sections.map((part) => section(part, scene))}`,
  clock: clock(scene),
  note: note(scene),
  reply: reply(visitor),
  form: form(scene, visitor),
  foot: foot(scene, visitor),
})

const level = ({ card, locale }: Scene): Html => html`<p class="level">${words[card.level][locale]}</p>`

const headline = ({ card }: Scene): Html =>
  html`${sign(card.tone)}<div><h1 id="headline" tabindex="-1"><bdi>${card.headline}</bdi></h1><p class="lead"><bdi>${card.footer}</bdi></p></div>`

const links = ({ card }: Scene): Html => html`${card.links.map(({ label, url }) => html`${linked(label, url)} `)}`

/** Without the time that is left: the clock says it, and goes on. */
function facts({ card, locale }: Scene): Html {
  const lasting = card.facts.filter(({ label }) => !card.decision || label !== words.timeLeft[locale])
  return html`<dl>${lasting.map(({ label, value, url }) => html`<div><dt>${label}</dt><dd>${linked(value, url)}</dd></div>`)}</dl>`
}

const section = ({ title, lines, more }: Section, { locale }: Scene): Html =>
  html`<section><h2><bdi>${title}</bdi></h2><ul>${lines.map(lineItem)}${more ? html`<li class="more">${said.more(more)[locale]}</li>` : nothing}</ul></section>`

/** Lines that begin with a mark (met, missing, rejected) show it in a column of its own. */
function lineItem({ words: line, url }: Line): Html {
  const [, mark, rest = line] = /^([✓○✗]) (.*)$/s.exec(line) ?? []
  return mark ? html`<li class="marked"><span class="mark">${mark}</span> ${linked(rest, url)}</li>` : html`<li>${linked(line, url)}</li>`
}

/** How much time is left, or when it was over. The script goes on counting, and says times in the reader's own zone. */
function clock({ card, ended, now, locale }: Scene): Html {
  if (!card.decision) return html`<span class="label">${words.closed[locale]}</span> <span class="time">${time(ended ?? now, now)}</span>`
  const { deadline } = card.decision
  const left = Math.max(0, deadline - now)
  return html`<span class="label">${words.timeLeft[locale]}</span>
<span class="time" role="timer" data-left="${left}">${clockSpan(left)}</span>
<span class="until">${words.until[locale]} ${time(deadline, now)}</span>`
}

/** A moment, without its day when it is near. */
function time(at: number, now: number): Html {
  const iso = new Date(at).toISOString()
  const isNear = Math.abs(at - now) < nearby
  const written = iso.slice(isNear ? 11 : 0, 16).replace('T', ' ')
  return html`<time datetime="${iso}" data-style="${isNear ? 'time' : 'date'}">${written} UTC</time>`
}

const nearby = 12 * 3_600_000

const note = ({ card, note, locale }: Scene): Html =>
  note && card.decision ? html`<p class="note ${note.tone}"><b>${words.reminder[locale]}</b> <bdi>${note.headline}</bdi></p>` : nothing

const reply = (visitor: Visitor): Html =>
  visitor.kind === 'approver' && visitor.said ? html`<p class="reply ${visitor.said.kind}"><bdi>${visitor.said.words}</bdi></p>` : nothing

function form({ card, locale }: Scene, visitor: Visitor): Html {
  if (!card.decision) return nothing
  if (visitor.kind === 'viewer') return html`<p class="fine">${words.viewer[locale]}</p>`
  const { approve, reject } = card.decision
  const hint = card.decision.hint || words.reasonHint[locale]
  const placeholder = [words.reason[locale], card.decision.hint].filter(Boolean).join(' · ')
  return html`<form method="post" autocomplete="off" aria-label="${words.decision[locale]}">
<input type="hidden" name="token" value="${visitor.formToken}">
<p class="who"><bdi>${said.decidesAs(visitor.name)[locale]}</bdi></p>
<div class="ask"><label for="reason">${words.reason[locale]}</label><span class="hint" id="reason-hint">${hint}</span></div>
<textarea id="reason" name="reason" rows="1" maxlength="${longestReason}" dir="auto" aria-describedby="reason-hint" placeholder="${placeholder}">
${visitor.draft}</textarea>
<div class="buttons"><button class="approve" id="approve" name="verdict" value="approve">${approve}</button>
<button class="reject" id="reject" name="verdict" value="reject">${reject}</button></div>
</form>`
}

const foot = ({ card, locale }: Scene, visitor: Visitor): Html =>
  card.decision && visitor.kind === 'approver' ? html`<p class="fine">${words.private[locale]}</p>` : nothing
