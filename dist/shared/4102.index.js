"use strict";exports.id=4102,exports.ids=[4102],exports.modules={4102:((e,t,o)=>{o.r(t),o.d(t,{openWeb:()=>openWeb});var n=o(4784),r=o(4346),a=o(8474);function addressOf(e){let[,t="",o]=/^\[?(.*?)\]?:(\d+)$/.exec(e)??[];return{host:t,port:Number(o)}}async function serve(e,t){let{createServer:n}=await Promise.resolve().then(o.t.bind(o,7067,23)),r=n({headersTimeout:t.headers,requestTimeout:t.request,keepAliveTimeout:5e3,connectionsCheckingInterval:Math.min(1e3,t.headers),maxHeaderSize:16384,noDelay:!0});r.maxConnections=t.connections,r.setTimeout(4*t.heartbeat);let i=boundConnections(r,t.connectionsByAddress),s=watchAnswers(r);return r.listen({...addressOf(e),backlog:128}).unref(),await (0,a.once)(r,"listening"),r.on("error",()=>{}),{port:r.address().port,get isInUse(){return i.size>0},onRequest:e=>void r.on("request",e),close:async e=>{await s.sent(e);let t=(0,a.once)(r,"close");r.close(),r.closeAllConnections(),await t}}}function watchAnswers(e){let t=new Set,allSent=()=>{};return e.on("request",(e,o)=>{t.add(o),o.once("close",()=>{t.delete(o),0===t.size&&allSent()})}),{sent:async e=>{0!==t.size&&await new Promise(t=>{let o=setTimeout(t,e);allSent=()=>{clearTimeout(o),t()}})}}}function boundConnections(e,t){let o=new Set;return e.on("connection",e=>[...o].filter(({remoteAddress:t})=>t===e.remoteAddress).length>=t?e.destroy():(e.unref(),o.add(e),e.once("close",()=>o.delete(e)))),o}function advice({listen:e,url:t,links:o,env:n}){let{protocol:r,hostname:a}=new URL(t),[c,p]=[isLoopback(a),isLoopback(addressOf(e).host)];return[["github-hosted"===n.RUNNER_ENVIRONMENT&&!c,i],["http:"===r&&!c,s],[p&&!c,behindProxy(e,a)],["log"===o,l],[!n.SALLYPORT_SIGNING_KEY,d]].filter(([e])=>e).map(([,e])=>e)}let isLoopback=e=>/^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(e),i=(0,r.Qq)("This is a runner of GitHub: nobody can reach a page on it. The web channel is for self-hosted runners.","这是 GitHub 托管的运行器，其上的页面无法从外部访问。web 渠道适用于自托管运行器。"),s=(0,r.Qq)("The address of the page is not https: whoever can listen in on the network could take over a personal link.","页面地址不是 https：能监听网络的人可能窃取个人链接。"),behindProxy=(e,t)=>(0,r.Qq)(`The page listens on ${e} only: a reverse proxy on this machine must pass ${t} on to it.`,`页面仅监听 ${e}：需要由本机的反向代理将 ${t} 转发给它。`),l=(0,r.Qq)("Personal links are printed in the log: whoever can read it can decide in the name of any approver.","个人链接会打印在日志中：能看到日志的人可以用任何审批人的名义作出决定。"),d=(0,r.Qq)("SALLYPORT_SIGNING_KEY is not set: when the waiting process is started again, people need new links.","未设置 SALLYPORT_SIGNING_KEY：等待进程重新启动后，审批人需要新的链接。"),c={patience:1e4,afterglow:700,lastCall:100,grace:400,heartbeat:15e3,headers:1e4,request:15e3,connections:512,connectionsByAddress:256,pagesByLink:8,pagesToLookOn:128,form:8192};var p=o(758);function listenFailure(e,t,o){let{code:n=""}=e,a=u[n];return a?new p.dz({code:"cannot-listen",problem:(0,r.Qq)(`The web page cannot listen on ${t}: ${a.why.en}`,`网页无法监听 ${t}：${a.why["zh-CN"]}`),where:`channels.${o}.listen`,remedy:a.remedy,cause:e}):e}let m=(0,r.Qq)("Choose another address or port.","请换一个地址或端口。"),u={EADDRINUSE:{why:(0,r.Qq)("another program uses this port.","该端口已被其他程序占用。"),remedy:(0,r.Qq)("Choose another port, or end the program that has this one.","请换一个端口，或结束占用它的程序。")},EACCES:{why:(0,r.Qq)("this user may not use the port.","当前用户无权使用该端口。"),remedy:(0,r.Qq)("Choose a port above 1023.","请使用 1023 以上的端口。")},EADDRNOTAVAIL:{why:(0,r.Qq)("the machine has no such address.","本机没有该地址。"),remedy:m},ENOTFOUND:{why:(0,r.Qq)("there is no such host.","没有该主机。"),remedy:m},EAI_AGAIN:{why:(0,r.Qq)("the name cannot be looked up.","无法解析该名称。"),remedy:m},EINVAL:{why:(0,r.Qq)("it is no address of this machine.","它不是本机的地址。"),remedy:m},ERR_SOCKET_BAD_PORT:{why:(0,r.Qq)("there is no such port.","没有该端口。"),remedy:m}},f={production:(0,r.Qq)("Production","生产环境"),test:(0,r.Qq)("Test","测试环境"),reminder:(0,r.Qq)("Reminder","提醒"),timeLeft:(0,r.Qq)("Time left","剩余时间"),until:(0,r.Qq)("until","截止"),closed:(0,r.Qq)("Closed","已结束"),live:(0,r.Qq)("Live","实时"),reconnecting:(0,r.Qq)("Reconnecting…","正在重连…"),decision:(0,r.Qq)("Your decision","你的决定"),reason:(0,r.Qq)("Reason","理由"),reasonHint:(0,r.Qq)("Everyone who sees this request can read it.","能看到此请求的人都可以看到。"),private:(0,r.Qq)("This link is yours alone: whoever has it decides in your name.","此链接仅供你本人使用：持有它的人可以用你的名义作出决定。"),withoutScript:(0,r.Qq)("To see the current state, reload this page.","要查看最新状态，请重新加载本页。"),viewer:(0,r.Qq)("You can look on here. Whoever decides has a personal link.","此处仅供查看。审批人各有自己的个人链接。"),sending:(0,r.Qq)("Sending…","正在发送…"),unsent:(0,r.Qq)("No answer just now. Please press again: a decision counts only once.","暂时没有应答，请再按一次：同一决定只会计入一次。"),current:(0,r.Qq)("Show the current state","查看最新状态"),received:(0,r.Qq)("Your decision was received. What became of it is not known yet; this page will show it.","已收到你的决定，但尚不知道处理结果；结果会显示在本页。"),used:(0,r.Qq)("Not counted: this page was out of date. Please look at the current state below and decide again if need be.","未计入：页面已过期。请查看下方的最新状态，如有需要请重新决定。"),forged:(0,r.Qq)("Not counted: this did not come from the current page. Please decide again here.","未计入：该操作不是来自当前页面。请在此重新决定。"),foreignSite:(0,r.Qq)("Not counted: this came from another site.","未计入：该操作来自其他网站。"),over:(0,r.Qq)("Not counted: the request is closed.","未计入：该请求已结束。"),tooLate:(0,r.Qq)("Not counted: the time to decide is over.","未计入：审批时限已过。"),unreadable:(0,r.Qq)("Not counted: what was sent is not a decision.","未计入：发送的内容不是有效的决定。"),tooMany:(0,r.Qq)("Not counted: you have decided too often on this request.","未计入：你对该请求作出决定的次数过多。"),tooLong:(0,r.Qq)("Not counted: what was sent is too long.","未计入：发送的内容过长。")},h={open:{title:(0,r.Qq)("An approval is open","有一个审批正在进行"),words:(0,r.Qq)("To see it and decide, open the personal link that was sent to you.","要查看并作出决定，请打开发送给你的个人链接。")},over:{title:(0,r.Qq)("This approval is closed","该审批已结束"),words:(0,r.Qq)("There is nothing left to decide here.","这里没有需要决定的事项了。")},starting:{title:(0,r.Qq)("One moment","请稍候"),words:(0,r.Qq)("The request is being taken up again. Please reload this page in a few seconds.","正在恢复该请求，请几秒后重新加载本页。")},unknown:{title:(0,r.Qq)("This link leads nowhere","此链接无效"),words:(0,r.Qq)("It may be incomplete, or belong to a request that was decided elsewhere or ended. Please open the newest link that was sent to you.","它可能不完整，或属于已经决定或结束的其他请求。请打开发送给你的最新链接。")},method:{title:(0,r.Qq)("That does not work here","不支持此操作"),words:(0,r.Qq)("This page can be opened, and decided with its buttons.","本页可以打开，并通过按钮作出决定。")},busy:{title:(0,r.Qq)("Too many pages are open","打开的页面过多"),words:(0,r.Qq)("The page works, but does not update itself. Reload it to see the current state.","页面仍可使用，但不会自动更新；请重新加载查看最新状态。")},fault:{title:(0,r.Qq)("Something went wrong","出错了"),words:(0,r.Qq)("A fault in Sallyport itself. Nothing was counted.","Sallyport 自身出错，没有计入任何操作。")}},g=e=>(0,r.Qq)(`and ${e} more`,`另有 ${e} 项`);function preview({card:e,locale:t}){let{headline:o,level:n,facts:r,sections:a,links:i,decision:s,footer:l}=e;return[`[${f[n][t]}] ${o}`,l,...r.map(({label:e,value:t})=>`${e}: ${t}`),...a.flatMap(({title:e,lines:o,more:n})=>["",e,...o.map(({words:e})=>`  ${e}`),...n?[`  ${g(n)[t]}`]:[]]),...i.length>0?["",...i.map(({label:e,url:t})=>`${e}: ${t}`)]:[],...s?["",`${f.reason[t]}: ____  [ ${s.approve} ]  [ ${s.reject} ]`]:[]].join("\n")}var w=o(7598);let isSameSecret=(e,t)=>(0,w.timingSafeEqual)(digest(e),digest(t)),digest=e=>(0,w.createHash)("sha256").update(e).digest();function formTokens(){let e=(0,w.randomBytes)(32),of=(t,o)=>(0,w.createHmac)("sha256",e).update(`${o}\0${t}`).digest("base64url");return{of,roundOf:(e,t,o)=>Array.from({length:o+1},(e,t)=>t).filter(o=>isSameSecret(of(e,o),t)).at(-1)}}function openBallotBox(e){let t=formTokens(),o=(0,n.Z)(),r=[],a=new Map,i=[],roundsOf=e=>r.filter(({ask:t})=>t.user===e);return{tokenFor:e=>t.of(e,roundsOf(e).length),cast:(n,a,s)=>{let l=roundsOf(n),d=t.roundOf(n,a.token,l.length);if(void 0===d)return{kind:"forged"};let c=l[d];return!c&&s?{kind:"late"}:c?c.ask.does===a.verdict?{kind:"repeated",reply:c.reply}:{kind:"used"}:d<50?((t,{verdict:n,reason:a},s)=>{let l={key:`${o}:${s}:${t}`,does:n,user:t,userName:t,at:e.now(),reason:a,by:"page"},{promise:d,resolve:c}=Promise.withResolvers();return r.push({ask:l,reply:d,settle:c}),i.push(l),{kind:"taken",reply:d}})(n,a,d):{kind:"too-many"}},collect:()=>i.splice(0),answer:({key:e,user:t},o)=>{let n=r.find(({ask:t})=>t.key===e);n&&(n.settle(o),a.set(t,o))},lastReply:e=>a.get(e),close:()=>{for(let{settle:e}of r)e(void 0)}}}function openBoard(e,t){let o,n,r,a=0,i=Promise.withResolvers();return{show:t=>{o=t,a++,r=t.decision?void 0:r??e.now(),i.resolve(),i=Promise.withResolvers()},remind:e=>{n=e,a++},touch:()=>{a++},scene:()=>o&&{card:o,version:a,note:n,ended:r,now:e.now(),locale:t()},lateness:()=>o&&!o.decision?"over":o?.decision&&e.now()>o.decision.deadline?"tooLate":void 0,nextCard:()=>i.promise}}let b={"content-type":"text/event-stream; charset=utf-8","x-accel-buffering":"no"};function openPages(e){let t=new Set,write=({response:e,frame:t})=>e.write(`event: frame
data: ${JSON.stringify(t())}

`),send=e=>{e.isBehind=e.response.writableNeedDrain,e.isBehind||write(e)},drop=e=>{t.delete(e),e.response.destroy()},o=setInterval(()=>{for(let e of t)e.response.writableNeedDrain?e.isSlow&&drop(e):e.response.write(": still here\n\n"),e.isSlow=e.response.writableNeedDrain},e.heartbeat).unref();return{add:(o,n,r)=>{let a=[...t].filter(e=>e.owner===o);if(void 0===o&&a.length>=e.pagesToLookOn)return!1;void 0!==o&&a.length>=e.pagesByLink&&a[0]&&drop(a[0]);let i={owner:o,response:n,frame:r,isBehind:!1,isSlow:!1};return t.add(i),n.on("close",()=>t.delete(i)),n.on("drain",()=>i.isBehind&&t.has(i)&&send(i)),n.writeHead(200,b).write("retry: 2000\n\n"),send(i),!0},refresh:()=>{for(let e of t)send(e)},get count(){return t.size},close:()=>{for(let e of(clearInterval(o),t))e.isBehind&&write(e),e.response.end();t.clear()}}}let v=/^[A-Za-z0-9_-]{32}$/;function personalLinks(e,t,o){let n=e||(0,w.randomBytes)(32),derive=(...e)=>(0,w.createHmac)("sha256",n).update(["sallyport web link",t,...e].join("\0")).digest("base64url").slice(0,32),r=new Map(o.map(e=>[e,derive("approver",e)])),a=derive("viewer"),i=[...[...r].map(([e,t])=>[t,{kind:"approver",person:e}]),[a,{kind:"viewer"}]];return{of:e=>r.get(e),toLookOn:a,ownerOf:e=>i.filter(([t])=>isSameSecret(t,e)).at(0)?.[1]}}let y=String.raw`
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
`,k=`
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
`,security_headers_digest=e=>`'sha256-${(0,w.createHash)("sha256").update(e).digest("base64")}'`,$=`default-src 'none'; script-src ${security_headers_digest(y)}; style-src ${security_headers_digest(k)}; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,x=["camera","display-capture","geolocation","microphone","payment","publickey-credentials-get","usb"];var S=o(5258);function clockSpan(e){let t=Math.max(0,Math.ceil(e/1e3)),two=e=>String(Math.floor(e)).padStart(2,"0"),[o,n,r]=[Math.floor(t/86400),Math.floor(t/3600)%24,Math.floor(t/60)%60];return o>0?`${o} d ${two(n)}:${two(r)}:${two(t%60)}`:n>0?`${n}:${two(r)}:${two(t%60)}`:`${r}:${two(t%60)}`}let html=(e,...t)=>({markup:e.map((e,o)=>e+(o<t.length?markupOf(t[o]):"")).join("")}),q={markup:""};function markupOf(e){return void 0===e||!1===e?"":"string"==typeof e||"number"==typeof e?escaped(String(e)):"markup"in e?e.markup:e.map(markupOf).join("")}let O={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"},L=/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,escaped=e=>e.replaceAll("\r\n","\n").toWellFormed().replace(L,"·").replace(/[&<>"']/g,e=>O[e]??""),linked=(e,t)=>t&&isWebAddress(t)?html`<a href="${t}" target="_blank" rel="noopener noreferrer"><bdi>${e}</bdi></a>`:html`<bdi>${e}</bdi>`,isWebAddress=e=>URL.canParse(e)&&/^https?:$/.test(new URL(e).protocol),T={waiting:"M12 7v5.5l3.5 2",good:"m7.5 12.5 3 3 6-6.5",bad:"m8.5 8.5 7 7m0-7-7 7",neutral:"M8 12h8",warning:"M12 7v6m0 3.4v.1"},Q={waiting:"#8a6116",good:"#17693f",bad:"#a4231b",neutral:"#5d6470",warning:"#8a6116"},favicon=e=>{let t=`<circle cx="12" cy="12" r="12" fill="${Q[e]}"/><path d="${T[e]}" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>`;return`data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${t}</svg>`)}`},E=["level","headline","links","facts","sections","clock","note","reply","form","foot"];function facts({card:e,locale:t}){let o=e.facts.filter(({label:o})=>!e.decision||o!==f.timeLeft[t]);return html`<dl>${o.map(({label:e,value:t,url:o})=>html`<div><dt>${e}</dt><dd>${linked(t,o)}</dd></div>`)}</dl>`}function lineItem({words:e,url:t}){let[,o,n=e]=/^([✓○✗]) (.*)$/s.exec(e)??[];return o?html`<li class="marked"><span class="mark">${o}</span> ${linked(n,t)}</li>`:html`<li>${linked(e,t)}</li>`}function clock({card:e,ended:t,now:o,locale:n}){if(!e.decision)return html`<span class="label">${f.closed[n]}</span> <span class="time">${time(t??o,o)}</span>`;let{deadline:r}=e.decision,a=Math.max(0,r-o);return html`<span class="label">${f.timeLeft[n]}</span>
<span class="time" role="timer" data-left="${a}">${clockSpan(a)}</span>
<span class="until">${f.until[n]} ${time(r,o)}</span>`}function time(e,t){let o=new Date(e).toISOString(),n=Math.abs(e-t)<N,r=o.slice(11*!!n,16).replace("T"," ");return html`<time datetime="${o}" data-style="${n?"time":"date"}">${r} UTC</time>`}let N=432e5;function parts_form({card:e,locale:t},o){let n;if(!e.decision)return q;if("viewer"===o.kind)return html`<p class="fine">${f.viewer[t]}</p>`;let{approve:a,reject:i}=e.decision,s=e.decision.hint||f.reasonHint[t],l=[f.reason[t],e.decision.hint].filter(Boolean).join(" · ");return html`<form method="post" autocomplete="off" aria-label="${f.decision[t]}">
<input type="hidden" name="token" value="${o.formToken}">
<p class="who"><bdi>${(n=o.name,(0,r.Qq)(`You decide as ${n}.`,`你将以 ${n} 的身份作出决定。`))[t]}</bdi></p>
<div class="ask"><label for="reason">${f.reason[t]}</label><span class="hint" id="reason-hint">${s}</span></div>
<textarea id="reason" name="reason" rows="1" maxlength="${500}" dir="auto" aria-describedby="reason-hint" placeholder="${l}">
${o.draft}</textarea>
<div class="buttons"><button class="approve" id="approve" name="verdict" value="approve">${a}</button>
<button class="reject" id="reject" name="verdict" value="reject">${i}</button></div>
</form>`}async function readBallot(e,t){let[o]=(e.headers["content-type"]??"").split(";");if(o?.trim().toLowerCase()!=="application/x-www-form-urlencoded")return"other-type";if(Number(e.headers["content-length"]??0)>t)return"too-long";let n=await readBody(e,t);return void 0===n?"too-long":ballotFrom(new URLSearchParams(n))}async function readBody(e,t){let o=[],n=0;for await(let r of e.iterator({destroyOnReturn:!1})){if((n+=r.length)>t)return;o.push(r)}return Buffer.concat(o).toString("utf8")}function ballotFrom(e){let[t,o]=[e.get("token"),e.get("verdict")];if(!t||"approve"!==o&&"reject"!==o)return"unreadable";let n=(e.get("reason")??"").replaceAll("\r\n","\n").trim();return{token:t,verdict:o,reason:(0,S.J)(n,500)}}function isFromOwnPage({origin:e,host:t,"sec-fetch-site":o},n){return(void 0===o||"same-origin"===o)&&(void 0===e||"null"===e||e===n||URL.canParse(e)&&new URL(e).host===t)}async function decide(e,t,o){if(!isFromOwnPage(t.headers,o.publicOrigin))return refusal(403,f.foreignSite);let n=await readBallot(t,o.limits.form);if("string"==typeof n)return A[n];let r=o.nextCard(),a=o.box.cast(e,n,void 0!==o.lateness());return"reply"in a?await decide_reply(a,n,r,o):notTaken(a.kind,n,o)}let refusal=(e,t,o="")=>({status:e,words:t,kind:"refused",draft:o}),A={"too-long":refusal(413,f.tooLong),"other-type":refusal(415,f.unreadable),unreadable:refusal(400,f.unreadable)};function notTaken(e,{reason:t},{lateness:o}){return"late"===e?refusal(410,f[o()??"over"]):"too-many"===e?refusal(429,f.tooMany):"used"===e?refusal(409,f.used,t):refusal(403,f.forged,t)}async function decide_reply(e,{reason:t},o,n){let r=await n.within(n.limits.patience,e.reply);return r?"refused"===r.kind?{status:409,draft:t}:("taken"===e.kind&&await n.within(n.limits.afterglow,o),{status:200}):{status:202,words:f.received,kind:"status"}}function frameOf(e,t){let o,{headline:n,tone:r,level:a,decision:i}=e.card,s={level:(({card:e,locale:t})=>html`<p class="level">${f[e.level][t]}</p>`)(e),headline:(({card:e})=>{let t;return html`${t=e.tone,html`<svg class="sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
<circle cx="12" cy="12" r="10.5"/><path d="${T[t]}"/></svg>`}<div><h1 id="headline" tabindex="-1"><bdi>${e.headline}</bdi></h1><p class="lead"><bdi>${e.footer}</bdi></p></div>`})(e),links:(({card:e})=>html`${e.links.map(({label:e,url:t})=>html`${linked(e,t)} `)}`)(e),facts:facts(e),sections:html`${e.card.sections.map(t=>(({title:e,lines:t,more:o},{locale:n})=>html`<section><h2><bdi>${e}</bdi></h2><ul>${t.map(lineItem)}${o?html`<li class="more">${g(o)[n]}</li>`:q}</ul></section>`)(t,e))}`,clock:clock(e),note:(({card:e,note:t,locale:o})=>t&&e.decision?html`<p class="note ${t.tone}"><b>${f.reminder[o]}</b> <bdi>${t.headline}</bdi></p>`:q)(e),reply:"approver"===(o=t).kind&&o.said?html`<p class="reply ${o.said.kind}"><bdi>${o.said.words}</bdi></p>`:q,form:parts_form(e,t),foot:(({card:e,locale:t},o)=>e.decision&&"approver"===o.kind?html`<p class="fine">${f.private[t]}</p>`:q)(e,t)};return{version:e.version,title:n,icon:favicon(r),tone:r,level:a,isOpen:void 0!==i,parts:Object.fromEntries(E.map(e=>[e,s[e].markup]))}}function requestPage(e,t){let part=(t,o=html``)=>html`<div data-part="${t}"${o}>${{markup:e.parts[t]}}</div>`,o=html` role="status"`,n=html`${part("level")}
<main>
<header>${part("headline")}${part("links")}</header>
<div class="story">${part("note",o)}${part("facts")}${part("sections")}</div>
<aside class="desk">
<div class="row">${part("clock")}<span id="live" hidden data-on="${f.live[t]}" data-off="${f.reconnecting[t]}"></span></div>
${part("form")}${part("reply",o)}
<p id="problem" role="alert" data-sending="${f.sending[t]}" data-unsent="${f.unsent[t]}"></p>
<noscript><p class="fine">${f.withoutScript[t]} <a href="">${f.current[t]}</a></p></noscript>
</aside>
<footer>${part("foot")}</footer>
</main>
<script>${{markup:y}}</script>`;return documentOf({...e,locale:t,body:n})}function noticePage(e,t,o=!1){let{title:n,words:r}=h[e],a=o?"warning":"neutral",i=html`<main class="notice"><header><h1>${n[t]}</h1><p class="lead">${r[t]}</p></header></main>`;return documentOf({locale:t,title:n[t],icon:favicon(a),tone:a,level:"none",isOpen:!1,body:i})}let documentOf=({locale:e,title:t,icon:o,tone:n,level:r,isOpen:a,body:i})=>html`<!doctype html>
<html lang="${e}" data-tone="${n}" data-level="${r}" data-open="${a?"yes":"no"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${t}</title>
<link rel="icon" id="icon" href="${o}">
<style>${{markup:k}}</style>
</head>
<body>
${i}
</body>
</html>
`.markup;function routeOf(e,t,o){let n=(t.split(/[?#]/)[0]??"").split("/").filter(e=>""!==e),r="events"===n.at(-1),a=n.at(r?-2:-1)??"",i="GET"===e||"HEAD"===e;return v.test(a)?r?"GET"===e?{to:"events",token:a}:{to:"not-allowed",allow:"GET"}:i||"POST"===e?{to:"page",token:a}:{to:"not-allowed",allow:"GET, HEAD, POST"}:doorOr(n,o,i)}function doorOr(e,t,o){return 0!==e.length&&`/${e.join("/")}`!==t?{to:"nowhere"}:o?{to:"door"}:{to:"not-allowed",allow:"GET, HEAD"}}async function answer(e,t){let o=routeOf(t.method??"",t.url??"",e.prefix);if(!("token"in o))return answerStranger(e,o);let n=e.links.ownerOf(o.token);return n?e.scene()?"events"===o.to?{listener:n}:"POST"!==t.method?page(e,200,frameFor(e,n)):"viewer"===n.kind?notice(e,405,"method",{allow:"GET, HEAD"}):answerVoter(e,n,t,await decide(n.person,t,e.poll)):notice(e,503,"starting",{"retry-after":"2"}):notice(e,404,"unknown")}function answerStranger(e,t){return"nowhere"===t.to?notice(e,404,"unknown"):"not-allowed"===t.to?notice(e,405,"method",{allow:t.allow}):notice(e,200,e.poll.lateness()?"over":"open")}function answerVoter(e,t,{headers:o},n){let r=frameFor(e,t,n);return"application/json"===o.accept?{status:n.status,type:"application/json",body:JSON.stringify(r)}:page(e,n.status,r)}let page=({locale:e},t,o)=>({status:t,type:"text/html",body:requestPage(o,e())}),notice=({locale:e},t,o,n={})=>({status:t,type:"text/html",body:noticePage(o,e(),t>=400),headers:n});function frameFor(e,t,o){let n=e.scene();if(!n)throw Error("there is a card by now");return frameOf(n,visitorFor(e,t,o))}function visitorFor({poll:e,locale:t},o,n){if("viewer"===o.kind)return o;let{words:r,kind:a="refused",draft:i=""}=n??{};return{kind:"approver",name:o.person,formToken:e.box.tokenFor(o.person),said:r?{kind:a,words:r[t()]}:standingReply(e,o.person,n),draft:i}}function standingReply({box:e,lateness:t},o,n){let r=e.lastReply(o);return n||!t()||r?.kind==="counted"?r:void 0}async function respond(e,t,o,n,r){for(let[t,o]of(r.on("error",()=>{}),Object.entries({"cache-control":"no-store, no-transform","content-security-policy":$,...e.poll.publicOrigin.startsWith("https:")?{"cross-origin-opener-policy":"same-origin"}:{},"cross-origin-resource-policy":"same-origin","permissions-policy":x.map(e=>`${e}=()`).join(", "),"referrer-policy":"no-referrer","x-content-type-options":"nosniff","x-frame-options":"DENY","x-robots-tag":"noindex, nofollow, nosnippet"})))r.setHeader(t,o);let a=await answer(e,n).catch(t=>(o.debug(`web: ${(0,p.bD)(t)}`),notice(e,500,"fault")));if(r.destroyed)return;if(!("listener"in a))return send(r,a);let{listener:i}=a,s="approver"===i.kind?i.person:void 0;t.add(s,r,()=>frameFor(e,i))||send(r,notice(e,503,"busy"))}function send(e,t){if("listener"in t)return;let{status:o,type:n,body:r,headers:a}=t;e.writeHead(o,{...a,"content-type":`${n}; charset=utf-8`,"content-length":Buffer.byteLength(r)}),e.end(r)}async function runSite(e,t,o){let n,{clock:r,log:a}=t,i=await serve(e.listen,o),s=secretLinks(e,t),locale=()=>a.locale,[l,d,c]=[openBoard(r,locale),openBallotBox(r),openPages(o)],{origin:p,prefix:m}=publicAddress(e,i),{scene:u,lateness:f,nextCard:h}=l,g={links:s,poll:{box:d,limits:o,publicOrigin:p,lateness:f,nextCard:h,within:withinOf(r)},scene:u,locale,prefix:m};return i.onRequest((e,t)=>{respond(g,c,a,e,t).catch(()=>t.destroy())}),{board:l,box:d,pages:c,links:s,address:e=>`${p}${m}/${e}`,close:()=>n??=(async()=>{d.close(),c.close();let e=r.now()-(u()?.ended??r.now());i.isInUse&&e<o.lastCall&&await r.sleep(o.lastCall-e),await i.close(o.grace)})()}}function secretLinks({request:e,links:t},{env:o,log:n,voters:r}){let a=o.SALLYPORT_SIGNING_KEY;a&&n.mask(a);let i=r.map(({name:e})=>e),s=personalLinks(a,e,i);if("mail"===t)for(let e of i)n.mask(s.of(e)??"");return s}function publicAddress({listen:e,url:t},{port:o}){let n=new URL(t);return 0===addressOf(e).port&&(n.port=String(o)),{origin:n.origin,prefix:n.pathname.replace(/\/+$/,"")}}let withinOf=e=>async(t,o)=>{let n=new AbortController;return Promise.race([o,e.sleep(t,n.signal).then(()=>void 0,()=>void 0)]).finally(()=>n.abort())};function openWeb(e,t,o=c){let r,start=async n=>{let{listen:a,url:i,links:s}=e;return r=await runSite({listen:a,url:i,links:s,request:n},t,o).catch(t=>Promise.reject(listenFailure(t,a,e.name)))},site=()=>{if(!r)throw Error("the page is not open yet");return r};return{kind:"decides",name:e.name,platform:"web",interval:150,check:async()=>(r||await tryOut(e,o),advice({...e,env:t.env})),preview:e=>preview({card:e,locale:t.log.locale}),post:async e=>{let t=`${e.decision?.id??""}.${(0,n.Z)()}`,{board:o,links:r,address:a}=await start(t);return o.show(e),{ref:t,url:a(r.toLookOn)}},personalLink:e=>{let t=site().links.of(e);if(void 0===t)throw Error(`${e} does not decide`);return site().address(t)},adopt:async o=>{await start(o),t.env.SALLYPORT_SIGNING_KEY||t.log.warning(P,e.name)},update:async e=>{site().board.show(e),site().pages.refresh()},remind:async e=>{site().board.remind(e),site().pages.refresh()},read:async()=>r?.box.collect()??[],answer:async(e,t)=>{r?.box.answer(e,t),r?.board.touch(),r?.pages.refresh()},close:async()=>{await r?.close()}}}async function tryOut({listen:e,name:t},o){let n=await serve(e,o).catch(o=>Promise.reject(listenFailure(o,e,t)));await n.close(0)}let P=(0,r.Qq)("Personal links from before the restart do not work any more, because SALLYPORT_SIGNING_KEY is not set: people need new ones.","由于未设置 SALLYPORT_SIGNING_KEY，重启之前的个人链接已失效：审批人需要新的链接。")}),4784:((e,t,o)=>{o.d(t,{Z:()=>randomName});var n=o(7598);let randomName=()=>BigInt(`0x${(0,n.randomBytes)(10).toString("hex")}`).toString(36)})};