/**
 * What the page does in a browser: counts the time down, takes in what happens elsewhere, and sends a decision without leaving the page.
 * All of it works without this script as well, by the form and by loading the page again.
 */
export const script = String.raw`
'use strict';
(() => {
  const root = document.documentElement
  const find = (id) => document.getElementById(id)
  const parts = new Map([...document.querySelectorAll('[data-part]')].map((element) => [element.dataset.part, element]))
  // As the server wrote them: what the script changes below does not count as a difference.
  const shown = new Map([...parts].map(([name, element]) => [name, element.innerHTML]))
  const [live, problem] = [find('live'), find('problem')]
  let ends = 0
  let isSending = false
  let held
  let source
  let told = ''

  const two = (value) => String(Math.floor(value)).padStart(2, '0')
  function clockSpan(milliseconds) {
    const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
    const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60]
    if (days > 0) return days + ' d ' + two(hours) + ':' + two(minutes) + ':' + two(seconds % 60)
    return hours > 0 ? hours + ':' + two(minutes) + ':' + two(seconds % 60) : minutes + ':' + two(seconds % 60)
  }

  function tick() {
    const left = parts.get('clock').querySelector('[data-left]')
    const words = clockSpan(ends - Date.now())
    if (left && left.textContent !== words) left.textContent = words
  }

  // The server says how much is left, so that a wrong clock here does not matter.
  function readClock() {
    const left = parts.get('clock').querySelector('[data-left]')
    if (left) ends = Date.now() + Number(left.dataset.left)
    const time = parts.get('clock').querySelector('time')
    const day = time?.dataset.style === 'date' ? { dateStyle: 'medium' } : {}
    if (time) time.textContent = new Date(time.dateTime).toLocaleString(root.lang, { ...day, timeStyle: 'short' })
  }

  function replace(name, markup) {
    const fresh = document.createElement('template')
    fresh.innerHTML = markup
    if (fresh.innerHTML === shown.get(name)) return
    shown.set(name, fresh.innerHTML)
    parts.get(name).replaceChildren(fresh.content)
  }

  function restoreFocus(id, from, to) {
    if (!id || document.activeElement?.id === id) return
    const element = find(id)
    if (!element) return find('headline').focus()
    element.focus({ preventScroll: true })
    if (id === 'reason') element.setSelectionRange(from, to)
  }

  // What is said about a decision stands until something else is said, or the end: a change elsewhere is no reason to take it away.
  function withoutOldReply(frame) {
    const isOld = frame.isOpen && (frame.parts.reply === '' || frame.parts.reply === told)
    told = frame.parts.reply
    if (!isOld) return frame
    const { reply, ...parts } = frame.parts
    return { ...frame, parts }
  }

  function show(frame, draft) {
    const { id, selectionStart, selectionEnd } = document.activeElement ?? {}
    document.title = frame.title
    find('icon').href = frame.icon
    Object.assign(root.dataset, { tone: frame.tone, level: frame.level, open: frame.isOpen ? 'yes' : 'no' })
    for (const [name, markup] of Object.entries(frame.parts)) replace(name, markup)
    if (draft && find('reason')) find('reason').value = draft
    readClock()
    tick()
    restoreFocus(id, selectionStart, selectionEnd)
    if (!frame.isOpen) stopListening()
  }

  function stopListening() {
    source?.close()
    live.hidden = true
  }

  function sayLive(isLive) {
    live.hidden = false
    live.dataset.state = isLive ? 'on' : 'off'
    live.textContent = isLive ? live.dataset.on : live.dataset.off
  }

  function listen() {
    source = new EventSource(location.pathname.replace(/\/$/, '') + '/events')
    source.addEventListener('frame', (event) => {
      sayLive(true)
      const frame = withoutOldReply(JSON.parse(event.data))
      if (isSending) held = frame
      else show(frame, find('reason')?.value)
    })
    source.addEventListener('error', () => {
      sayLive(false)
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000)
    })
  }

  async function send(form, button) {
    const body = new URLSearchParams(new FormData(form))
    body.set(button.name, button.value)
    const headers = { accept: 'application/json' }
    const response = await fetch(location.pathname, { method: 'POST', body, headers, signal: AbortSignal.timeout(20000) })
    if (response.status === 404) return location.reload()
    const frame = await response.json()
    show(frame)
    if (held?.version <= frame.version) held = undefined
  }

  function sayBusy(isBusy) {
    isSending = isBusy
    for (const button of document.querySelectorAll('button')) button.setAttribute('aria-disabled', String(isBusy))
  }

  document.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (isSending || !event.submitter) return
    sayBusy(true)
    problem.textContent = problem.dataset.sending
    try {
      await send(event.target, event.submitter)
      problem.textContent = ''
    } catch {
      problem.textContent = problem.dataset.unsent
    }
    sayBusy(false)
    if (held) show(held, find('reason')?.value)
    held = undefined
  })

  readClock()
  setInterval(tick, 500)
  if (root.dataset.open === 'yes') listen()
})()
`
