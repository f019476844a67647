"use strict";exports.id=4102,exports.ids=[4102],exports.modules={4102:(__module,__exports,__need)=>{__need.r(__exports),__need.d(__exports,{openWeb:()=>openWeb});var random_name=__need(4784),kit_text=__need(4346),external_node_events_=__need(8474);function addressOf(listen){let[,host="",port]=/^\[?(.*?)\]?:(\d+)$/.exec(listen)??[];return{host,port:Number(port)}}async function serve(listen,limits){let{createServer}=await Promise.resolve().then(__need.t.bind(__need,7067,23)),server=createServer({headersTimeout:limits.headers,requestTimeout:limits.request,keepAliveTimeout:5e3,connectionsCheckingInterval:Math.min(1e3,limits.headers),maxHeaderSize:16384,noDelay:!0});server.maxConnections=limits.connections,server.setTimeout(4*limits.heartbeat);let connections=boundConnections(server,limits.connectionsByAddress),underWay=watchAnswers(server);return server.listen({...addressOf(listen),backlog:128}).unref(),await (0,external_node_events_.once)(server,"listening"),server.on("error",()=>{}),{port:server.address().port,get isInUse(){return connections.size>0},onRequest:listener=>void server.on("request",listener),close:async limit=>{await underWay.sent(limit);let closed=(0,external_node_events_.once)(server,"close");server.close(),server.closeAllConnections(),await closed}}}function watchAnswers(server){let answers=new Set,allSent=()=>{};return server.on("request",(_,response)=>{answers.add(response),response.once("close",()=>{answers.delete(response),0===answers.size&&allSent()})}),{sent:async limit=>{0!==answers.size&&await new Promise(resolve=>{let enough=setTimeout(resolve,limit);allSent=()=>{clearTimeout(enough),resolve()}})}}}function boundConnections(server,most){let open=new Set;return server.on("connection",socket=>[...open].filter(({remoteAddress})=>remoteAddress===socket.remoteAddress).length>=most?socket.destroy():(socket.unref(),open.add(socket),socket.once("close",()=>open.delete(socket)))),open}function advice({listen,url,links,env}){let{protocol,hostname}=new URL(url),[isNear,isLocal]=[isLoopback(hostname),isLoopback(addressOf(listen).host)];return[["github-hosted"===env.RUNNER_ENVIRONMENT&&!isNear,hosted],["http:"===protocol&&!isNear,inClear],[isLocal&&!isNear,behindProxy(listen,hostname)],["log"===links,inLog],[!env.SALLYPORT_SIGNING_KEY,unsigned]].filter(([applies])=>applies).map(([,words])=>words)}let isLoopback=host=>/^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host),hosted=(0,kit_text.Qq)("This is a runner of GitHub: nobody can reach a page on it. The web channel is for self-hosted runners.","这是 GitHub 托管的运行器，其上的页面无法从外部访问。web 渠道适用于自托管运行器。"),inClear=(0,kit_text.Qq)("The address of the page is not https: whoever can listen in on the network could take over a personal link.","页面地址不是 https：能监听网络的人可能窃取个人链接。"),behindProxy=(listen,host)=>(0,kit_text.Qq)(`The page listens on ${listen} only: a reverse proxy on this machine must pass ${host} on to it.`,`页面仅监听 ${listen}：需要由本机的反向代理将 ${host} 转发给它。`),inLog=(0,kit_text.Qq)("Personal links are printed in the log: whoever can read it can decide in the name of any approver.","个人链接会打印在日志中：能看到日志的人可以用任何审批人的名义作出决定。"),unsigned=(0,kit_text.Qq)("SALLYPORT_SIGNING_KEY is not set: when the waiting process is started again, people need new links.","未设置 SALLYPORT_SIGNING_KEY：等待进程重新启动后，审批人需要新的链接。"),usualLimits={patience:1e4,afterglow:700,lastCall:100,grace:400,heartbeat:15e3,headers:1e4,request:15e3,connections:512,connectionsByAddress:256,pagesByLink:8,pagesToLookOn:128,form:8192};var errors=__need(758);function listenFailure(error,listen,channel){let{code=""}=error,failure=failures[code];return failure?new errors.dz({code:"cannot-listen",problem:(0,kit_text.Qq)(`The web page cannot listen on ${listen}: ${failure.why.en}`,`网页无法监听 ${listen}：${failure.why["zh-CN"]}`),where:`channels.${channel}.listen`,remedy:failure.remedy,cause:error}):error}let another=(0,kit_text.Qq)("Choose another address or port.","请换一个地址或端口。"),failures={EADDRINUSE:{why:(0,kit_text.Qq)("another program uses this port.","该端口已被其他程序占用。"),remedy:(0,kit_text.Qq)("Choose another port, or end the program that has this one.","请换一个端口，或结束占用它的程序。")},EACCES:{why:(0,kit_text.Qq)("this user may not use the port.","当前用户无权使用该端口。"),remedy:(0,kit_text.Qq)("Choose a port above 1023.","请使用 1023 以上的端口。")},EADDRNOTAVAIL:{why:(0,kit_text.Qq)("the machine has no such address.","本机没有该地址。"),remedy:another},ENOTFOUND:{why:(0,kit_text.Qq)("there is no such host.","没有该主机。"),remedy:another},EAI_AGAIN:{why:(0,kit_text.Qq)("the name cannot be looked up.","无法解析该名称。"),remedy:another},EINVAL:{why:(0,kit_text.Qq)("it is no address of this machine.","它不是本机的地址。"),remedy:another},ERR_SOCKET_BAD_PORT:{why:(0,kit_text.Qq)("there is no such port.","没有该端口。"),remedy:another}},words={production:(0,kit_text.Qq)("Production","生产环境"),test:(0,kit_text.Qq)("Test","测试环境"),reminder:(0,kit_text.Qq)("Reminder","提醒"),timeLeft:(0,kit_text.Qq)("Time left","剩余时间"),until:(0,kit_text.Qq)("until","截止"),closed:(0,kit_text.Qq)("Closed","已结束"),live:(0,kit_text.Qq)("Live","实时"),reconnecting:(0,kit_text.Qq)("Reconnecting…","正在重连…"),decision:(0,kit_text.Qq)("Your decision","你的决定"),reason:(0,kit_text.Qq)("Reason","理由"),reasonHint:(0,kit_text.Qq)("Everyone who sees this request can read it.","能看到此请求的人都可以看到。"),private:(0,kit_text.Qq)("This link is yours alone: whoever has it decides in your name.","此链接仅供你本人使用：持有它的人可以用你的名义作出决定。"),withoutScript:(0,kit_text.Qq)("To see the current state, reload this page.","要查看最新状态，请重新加载本页。"),viewer:(0,kit_text.Qq)("You can look on here. Whoever decides has a personal link.","此处仅供查看。审批人各有自己的个人链接。"),sending:(0,kit_text.Qq)("Sending…","正在发送…"),unsent:(0,kit_text.Qq)("No answer just now. Please press again: a decision counts only once.","暂时没有应答，请再按一次：同一决定只会计入一次。"),current:(0,kit_text.Qq)("Show the current state","查看最新状态"),received:(0,kit_text.Qq)("Your decision was received. What became of it is not known yet; this page will show it.","已收到你的决定，但尚不知道处理结果；结果会显示在本页。"),used:(0,kit_text.Qq)("Not counted: this page was out of date. Please look at the current state below and decide again if need be.","未计入：页面已过期。请查看下方的最新状态，如有需要请重新决定。"),forged:(0,kit_text.Qq)("Not counted: this did not come from the current page. Please decide again here.","未计入：该操作不是来自当前页面。请在此重新决定。"),foreignSite:(0,kit_text.Qq)("Not counted: this came from another site.","未计入：该操作来自其他网站。"),over:(0,kit_text.Qq)("Not counted: the request is closed.","未计入：该请求已结束。"),tooLate:(0,kit_text.Qq)("Not counted: the time to decide is over.","未计入：审批时限已过。"),unreadable:(0,kit_text.Qq)("Not counted: what was sent is not a decision.","未计入：发送的内容不是有效的决定。"),tooMany:(0,kit_text.Qq)("Not counted: you have decided too often on this request.","未计入：你对该请求作出决定的次数过多。"),tooLong:(0,kit_text.Qq)("Not counted: what was sent is too long.","未计入：发送的内容过长。")},notices={open:{title:(0,kit_text.Qq)("An approval is open","有一个审批正在进行"),words:(0,kit_text.Qq)("To see it and decide, open the personal link that was sent to you.","要查看并作出决定，请打开发送给你的个人链接。")},over:{title:(0,kit_text.Qq)("This approval is closed","该审批已结束"),words:(0,kit_text.Qq)("There is nothing left to decide here.","这里没有需要决定的事项了。")},starting:{title:(0,kit_text.Qq)("One moment","请稍候"),words:(0,kit_text.Qq)("The request is being taken up again. Please reload this page in a few seconds.","正在恢复该请求，请几秒后重新加载本页。")},unknown:{title:(0,kit_text.Qq)("This link leads nowhere","此链接无效"),words:(0,kit_text.Qq)("It may be incomplete, or belong to a request that was decided elsewhere or ended. Please open the newest link that was sent to you.","它可能不完整，或属于已经决定或结束的其他请求。请打开发送给你的最新链接。")},method:{title:(0,kit_text.Qq)("That does not work here","不支持此操作"),words:(0,kit_text.Qq)("This page can be opened, and decided with its buttons.","本页可以打开，并通过按钮作出决定。")},busy:{title:(0,kit_text.Qq)("Too many pages are open","打开的页面过多"),words:(0,kit_text.Qq)("The page works, but does not update itself. Reload it to see the current state.","页面仍可使用，但不会自动更新；请重新加载查看最新状态。")},fault:{title:(0,kit_text.Qq)("Something went wrong","出错了"),words:(0,kit_text.Qq)("A fault in Sallyport itself. Nothing was counted.","Sallyport 自身出错，没有计入任何操作。")}},said_more=count=>(0,kit_text.Qq)(`and ${count} more`,`另有 ${count} 项`);function preview({card,locale}){let{headline,level,facts,sections,links,decision,footer}=card;return[`[${words[level][locale]}] ${headline}`,footer,...facts.map(({label,value})=>`${label}: ${value}`),...sections.flatMap(({title,lines,more})=>["",title,...lines.map(({words:line})=>`  ${line}`),...more?[`  ${said_more(more)[locale]}`]:[]]),...links.length>0?["",...links.map(({label,url})=>`${label}: ${url}`)]:[],...decision?["",`${words.reason[locale]}: ____  [ ${decision.approve} ]  [ ${decision.reject} ]`]:[]].join("\n")}var external_node_crypto_=__need(7598);let isSameSecret=(secret,given)=>(0,external_node_crypto_.timingSafeEqual)(digest(secret),digest(given)),digest=words=>(0,external_node_crypto_.createHash)("sha256").update(words).digest();function formTokens(){let key=(0,external_node_crypto_.randomBytes)(32),of=(person,round)=>(0,external_node_crypto_.createHmac)("sha256",key).update(`${round}\0${person}`).digest("base64url");return{of,roundOf:(person,token,last)=>Array.from({length:last+1},(_,round)=>round).filter(round=>isSameSecret(of(person,round),token)).at(-1)}}function openBallotBox(clock){let tokens=formTokens(),name=(0,random_name.Z)(),taken=[],replies=new Map,uncollected=[],roundsOf=person=>taken.filter(({ask})=>ask.user===person);return{tokenFor:person=>tokens.of(person,roundsOf(person).length),cast:(person,ballot,isLate)=>{let rounds=roundsOf(person),round=tokens.roundOf(person,ballot.token,rounds.length);if(void 0===round)return{kind:"forged"};let known=rounds[round];return!known&&isLate?{kind:"late"}:known?known.ask.does===ballot.verdict?{kind:"repeated",reply:known.reply}:{kind:"used"}:round<50?((person,{verdict,reason},round)=>{let ask={key:`${name}:${round}:${person}`,does:verdict,user:person,userName:person,at:clock.now(),reason,by:"page"},{promise:reply,resolve:settle}=Promise.withResolvers();return taken.push({ask,reply,settle}),uncollected.push(ask),{kind:"taken",reply}})(person,ballot,round):{kind:"too-many"}},collect:()=>uncollected.splice(0),answer:({key,user},reply)=>{let known=taken.find(({ask})=>ask.key===key);known&&(known.settle(reply),replies.set(user,reply))},lastReply:person=>replies.get(person),close:()=>{for(let{settle}of taken)settle(void 0)}}}function openBoard(clock,locale){let card,note,ended,version=0,next=Promise.withResolvers();return{show:fresh=>{card=fresh,version++,ended=fresh.decision?void 0:ended??clock.now(),next.resolve(),next=Promise.withResolvers()},remind:fresh=>{note=fresh,version++},touch:()=>{version++},scene:()=>card&&{card,version,note,ended,now:clock.now(),locale:locale()},lateness:()=>card&&!card.decision?"over":card?.decision&&clock.now()>card.decision.deadline?"tooLate":void 0,nextCard:()=>next.promise}}let headers={"content-type":"text/event-stream; charset=utf-8","x-accel-buffering":"no"};function openPages(limits){let pages=new Set,write=({response,frame})=>response.write(`event: frame
data: ${JSON.stringify(frame())}

`),send=page=>{page.isBehind=page.response.writableNeedDrain,page.isBehind||write(page)},drop=page=>{pages.delete(page),page.response.destroy()},timer=setInterval(()=>{for(let page of pages)page.response.writableNeedDrain?page.isSlow&&drop(page):page.response.write(": still here\n\n"),page.isSlow=page.response.writableNeedDrain},limits.heartbeat).unref();return{add:(owner,response,frame)=>{let others=[...pages].filter(page=>page.owner===owner);if(void 0===owner&&others.length>=limits.pagesToLookOn)return!1;void 0!==owner&&others.length>=limits.pagesByLink&&others[0]&&drop(others[0]);let page={owner,response,frame,isBehind:!1,isSlow:!1};return pages.add(page),response.on("close",()=>pages.delete(page)),response.on("drain",()=>page.isBehind&&pages.has(page)&&send(page)),response.writeHead(200,headers).write("retry: 2000\n\n"),send(page),!0},refresh:()=>{for(let page of pages)send(page)},get count(){return pages.size},close:()=>{for(let page of(clearInterval(timer),pages))page.isBehind&&write(page),page.response.end();pages.clear()}}}let tokenShape=/^[A-Za-z0-9_-]{32}$/;function personalLinks(signingKey,request,people){let key=signingKey||(0,external_node_crypto_.randomBytes)(32),derive=(...parts)=>(0,external_node_crypto_.createHmac)("sha256",key).update(["sallyport web link",request,...parts].join("\0")).digest("base64url").slice(0,32),tokens=new Map(people.map(person=>[person,derive("approver",person)])),toLookOn=derive("viewer"),owners=[...[...tokens].map(([person,token])=>[token,{kind:"approver",person}]),[toLookOn,{kind:"viewer"}]];return{of:person=>tokens.get(person),toLookOn,ownerOf:given=>owners.filter(([token])=>isSameSecret(token,given)).at(0)?.[1]}}let script=String.raw`
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
`,style=`
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
`,security_headers_digest=words=>`'sha256-${(0,external_node_crypto_.createHash)("sha256").update(words).digest("base64")}'`,policy=`default-src 'none'; script-src ${security_headers_digest(script)}; style-src ${security_headers_digest(style)}; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,abilities=["camera","display-capture","geolocation","microphone","payment","publickey-credentials-get","usb"];var fit=__need(5258);function clockSpan(milliseconds){let seconds=Math.max(0,Math.ceil(milliseconds/1e3)),two=value=>String(Math.floor(value)).padStart(2,"0"),[days,hours,minutes]=[Math.floor(seconds/86400),Math.floor(seconds/3600)%24,Math.floor(seconds/60)%60];return days>0?`${days} d ${two(hours)}:${two(minutes)}:${two(seconds%60)}`:hours>0?`${hours}:${two(minutes)}:${two(seconds%60)}`:`${minutes}:${two(seconds%60)}`}let html=(literals,...values)=>({markup:literals.map((literal,index)=>literal+(index<values.length?markupOf(values[index]):"")).join("")}),nothing={markup:""};function markupOf(content){return void 0===content||!1===content?"":"string"==typeof content||"number"==typeof content?escaped(String(content)):"markup"in content?content.markup:content.map(markupOf).join("")}let entities={"&":"&amp;","<":"&lt;",">":"&gt;",'"':"&quot;","'":"&#39;"},controls=/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,escaped=words=>words.replaceAll("\r\n","\n").toWellFormed().replace(controls,"·").replace(/[&<>"']/g,character=>entities[character]??""),linked=(words,url)=>url&&isWebAddress(url)?html`<a href="${url}" target="_blank" rel="noopener noreferrer"><bdi>${words}</bdi></a>`:html`<bdi>${words}</bdi>`,isWebAddress=url=>URL.canParse(url)&&/^https?:$/.test(new URL(url).protocol),paths={waiting:"M12 7v5.5l3.5 2",good:"m7.5 12.5 3 3 6-6.5",bad:"m8.5 8.5 7 7m0-7-7 7",neutral:"M8 12h8",warning:"M12 7v6m0 3.4v.1"},colours={waiting:"#8a6116",good:"#17693f",bad:"#a4231b",neutral:"#5d6470",warning:"#8a6116"},favicon=tone=>{let drawing=`<circle cx="12" cy="12" r="12" fill="${colours[tone]}"/><path d="${paths[tone]}" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>`;return`data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${drawing}</svg>`)}`},partNames=["level","headline","links","facts","sections","clock","note","reply","form","foot"];function facts({card,locale}){let lasting=card.facts.filter(({label})=>!card.decision||label!==words.timeLeft[locale]);return html`<dl>${lasting.map(({label,value,url})=>html`<div><dt>${label}</dt><dd>${linked(value,url)}</dd></div>`)}</dl>`}function lineItem({words:line,url}){let[,mark,rest=line]=/^([✓○✗]) (.*)$/s.exec(line)??[];return mark?html`<li class="marked"><span class="mark">${mark}</span> ${linked(rest,url)}</li>`:html`<li>${linked(line,url)}</li>`}function clock({card,ended,now,locale}){if(!card.decision)return html`<span class="label">${words.closed[locale]}</span> <span class="time">${time(ended??now,now)}</span>`;let{deadline}=card.decision,left=Math.max(0,deadline-now);return html`<span class="label">${words.timeLeft[locale]}</span>
<span class="time" role="timer" data-left="${left}">${clockSpan(left)}</span>
<span class="until">${words.until[locale]} ${time(deadline,now)}</span>`}function time(at,now){let iso=new Date(at).toISOString(),isNear=Math.abs(at-now)<nearby,written=iso.slice(11*!!isNear,16).replace("T"," ");return html`<time datetime="${iso}" data-style="${isNear?"time":"date"}">${written} UTC</time>`}let nearby=432e5;function parts_form({card,locale},visitor){let name;if(!card.decision)return nothing;if("viewer"===visitor.kind)return html`<p class="fine">${words.viewer[locale]}</p>`;let{approve,reject}=card.decision,hint=card.decision.hint||words.reasonHint[locale],placeholder=[words.reason[locale],card.decision.hint].filter(Boolean).join(" · ");return html`<form method="post" autocomplete="off" aria-label="${words.decision[locale]}">
<input type="hidden" name="token" value="${visitor.formToken}">
<p class="who"><bdi>${(name=visitor.name,(0,kit_text.Qq)(`You decide as ${name}.`,`你将以 ${name} 的身份作出决定。`))[locale]}</bdi></p>
<div class="ask"><label for="reason">${words.reason[locale]}</label><span class="hint" id="reason-hint">${hint}</span></div>
<textarea id="reason" name="reason" rows="1" maxlength="${500}" dir="auto" aria-describedby="reason-hint" placeholder="${placeholder}">
${visitor.draft}</textarea>
<div class="buttons"><button class="approve" id="approve" name="verdict" value="approve">${approve}</button>
<button class="reject" id="reject" name="verdict" value="reject">${reject}</button></div>
</form>`}async function readBallot(request,limit){let[type]=(request.headers["content-type"]??"").split(";");if(type?.trim().toLowerCase()!=="application/x-www-form-urlencoded")return"other-type";if(Number(request.headers["content-length"]??0)>limit)return"too-long";let body=await readBody(request,limit);return void 0===body?"too-long":ballotFrom(new URLSearchParams(body))}async function readBody(request,limit){let chunks=[],size=0;for await(let chunk of request.iterator({destroyOnReturn:!1})){if((size+=chunk.length)>limit)return;chunks.push(chunk)}return Buffer.concat(chunks).toString("utf8")}function ballotFrom(form){let[token,verdict]=[form.get("token"),form.get("verdict")];if(!token||"approve"!==verdict&&"reject"!==verdict)return"unreadable";let reason=(form.get("reason")??"").replaceAll("\r\n","\n").trim();return{token,verdict,reason:(0,fit.J)(reason,500)}}function isFromOwnPage({origin,host,"sec-fetch-site":site},publicOrigin){return(void 0===site||"same-origin"===site)&&(void 0===origin||"null"===origin||origin===publicOrigin||URL.canParse(origin)&&new URL(origin).host===host)}async function decide(person,request,poll){if(!isFromOwnPage(request.headers,poll.publicOrigin))return refusal(403,words.foreignSite);let read=await readBallot(request,poll.limits.form);if("string"==typeof read)return unread[read];let card=poll.nextCard(),cast=poll.box.cast(person,read,void 0!==poll.lateness());return"reply"in cast?await decide_reply(cast,read,card,poll):notTaken(cast.kind,read,poll)}let refusal=(status,words,draft="")=>({status,words,kind:"refused",draft}),unread={"too-long":refusal(413,words.tooLong),"other-type":refusal(415,words.unreadable),unreadable:refusal(400,words.unreadable)};function notTaken(kind,{reason},{lateness}){return"late"===kind?refusal(410,words[lateness()??"over"]):"too-many"===kind?refusal(429,words.tooMany):"used"===kind?refusal(409,words.used,reason):refusal(403,words.forged,reason)}async function decide_reply(cast,{reason},card,poll){let reply=await poll.within(poll.limits.patience,cast.reply);return reply?"refused"===reply.kind?{status:409,draft:reason}:("taken"===cast.kind&&await poll.within(poll.limits.afterglow,card),{status:200}):{status:202,words:words.received,kind:"status"}}function frameOf(scene,visitor){let visitor1,{headline,tone,level,decision}=scene.card,parts={level:(({card,locale})=>html`<p class="level">${words[card.level][locale]}</p>`)(scene),headline:(({card})=>{let tone;return html`${tone=card.tone,html`<svg class="sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
<circle cx="12" cy="12" r="10.5"/><path d="${paths[tone]}"/></svg>`}<div><h1 id="headline" tabindex="-1"><bdi>${card.headline}</bdi></h1><p class="lead"><bdi>${card.footer}</bdi></p></div>`})(scene),links:(({card})=>html`${card.links.map(({label,url})=>html`${linked(label,url)} `)}`)(scene),facts:facts(scene),sections:html`${scene.card.sections.map(part=>(({title,lines,more},{locale})=>html`<section><h2><bdi>${title}</bdi></h2><ul>${lines.map(lineItem)}${more?html`<li class="more">${said_more(more)[locale]}</li>`:nothing}</ul></section>`)(part,scene))}`,clock:clock(scene),note:(({card,note,locale})=>note&&card.decision?html`<p class="note ${note.tone}"><b>${words.reminder[locale]}</b> <bdi>${note.headline}</bdi></p>`:nothing)(scene),reply:"approver"===(visitor1=visitor).kind&&visitor1.said?html`<p class="reply ${visitor1.said.kind}"><bdi>${visitor1.said.words}</bdi></p>`:nothing,form:parts_form(scene,visitor),foot:(({card,locale},visitor)=>card.decision&&"approver"===visitor.kind?html`<p class="fine">${words.private[locale]}</p>`:nothing)(scene,visitor)};return{version:scene.version,title:headline,icon:favicon(tone),tone,level,isOpen:void 0!==decision,parts:Object.fromEntries(partNames.map(name=>[name,parts[name].markup]))}}function requestPage(frame,locale){let part=(name,attributes=html``)=>html`<div data-part="${name}"${attributes}>${{markup:frame.parts[name]}}</div>`,live=html` role="status"`,body=html`${part("level")}
<main>
<header>${part("headline")}${part("links")}</header>
<div class="story">${part("note",live)}${part("facts")}${part("sections")}</div>
<aside class="desk">
<div class="row">${part("clock")}<span id="live" hidden data-on="${words.live[locale]}" data-off="${words.reconnecting[locale]}"></span></div>
${part("form")}${part("reply",live)}
<p id="problem" role="alert" data-sending="${words.sending[locale]}" data-unsent="${words.unsent[locale]}"></p>
<noscript><p class="fine">${words.withoutScript[locale]} <a href="">${words.current[locale]}</a></p></noscript>
</aside>
<footer>${part("foot")}</footer>
</main>
<script>${{markup:script}}</script>`;return documentOf({...frame,locale,body})}function noticePage(notice,locale,problem=!1){let{title,words:explanation}=notices[notice],tone=problem?"warning":"neutral",body=html`<main class="notice"><header><h1>${title[locale]}</h1><p class="lead">${explanation[locale]}</p></header></main>`;return documentOf({locale,title:title[locale],icon:favicon(tone),tone,level:"none",isOpen:!1,body})}let documentOf=({locale,title,icon,tone,level,isOpen,body})=>html`<!doctype html>
<html lang="${locale}" data-tone="${tone}" data-level="${level}" data-open="${isOpen?"yes":"no"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
<link rel="icon" id="icon" href="${icon}">
<style>${{markup:style}}</style>
</head>
<body>
${body}
</body>
</html>
`.markup;function routeOf(method,target,prefix){let parts=(target.split(/[?#]/)[0]??"").split("/").filter(part=>""!==part),isEvents="events"===parts.at(-1),token=parts.at(isEvents?-2:-1)??"",isReading="GET"===method||"HEAD"===method;return tokenShape.test(token)?isEvents?"GET"===method?{to:"events",token}:{to:"not-allowed",allow:"GET"}:isReading||"POST"===method?{to:"page",token}:{to:"not-allowed",allow:"GET, HEAD, POST"}:doorOr(parts,prefix,isReading)}function doorOr(parts,prefix,isReading){return 0!==parts.length&&`/${parts.join("/")}`!==prefix?{to:"nowhere"}:isReading?{to:"door"}:{to:"not-allowed",allow:"GET, HEAD"}}async function answer(site,request){let route=routeOf(request.method??"",request.url??"",site.prefix);if(!("token"in route))return answerStranger(site,route);let owner=site.links.ownerOf(route.token);return owner?site.scene()?"events"===route.to?{listener:owner}:"POST"!==request.method?page(site,200,frameFor(site,owner)):"viewer"===owner.kind?notice(site,405,"method",{allow:"GET, HEAD"}):answerVoter(site,owner,request,await decide(owner.person,request,site.poll)):notice(site,503,"starting",{"retry-after":"2"}):notice(site,404,"unknown")}function answerStranger(site,route){return"nowhere"===route.to?notice(site,404,"unknown"):"not-allowed"===route.to?notice(site,405,"method",{allow:route.allow}):notice(site,200,site.poll.lateness()?"over":"open")}function answerVoter(site,owner,{headers},decided){let frame=frameFor(site,owner,decided);return"application/json"===headers.accept?{status:decided.status,type:"application/json",body:JSON.stringify(frame)}:page(site,decided.status,frame)}let page=({locale},status,frame)=>({status,type:"text/html",body:requestPage(frame,locale())}),notice=({locale},status,name,headers={})=>({status,type:"text/html",body:noticePage(name,locale(),status>=400),headers});function frameFor(site,owner,decided){let scene=site.scene();if(!scene)throw Error("there is a card by now");return frameOf(scene,visitorFor(site,owner,decided))}function visitorFor({poll,locale},owner,decided){if("viewer"===owner.kind)return owner;let{words,kind="refused",draft=""}=decided??{};return{kind:"approver",name:owner.person,formToken:poll.box.tokenFor(owner.person),said:words?{kind,words:words[locale()]}:standingReply(poll,owner.person,decided),draft}}function standingReply({box,lateness},person,decided){let reply=box.lastReply(person);return decided||!lateness()||reply?.kind==="counted"?reply:void 0}async function respond(site,pages,log,request,response){for(let[name,value]of(response.on("error",()=>{}),Object.entries({"cache-control":"no-store, no-transform","content-security-policy":policy,...site.poll.publicOrigin.startsWith("https:")?{"cross-origin-opener-policy":"same-origin"}:{},"cross-origin-resource-policy":"same-origin","permissions-policy":abilities.map(ability=>`${ability}=()`).join(", "),"referrer-policy":"no-referrer","x-content-type-options":"nosniff","x-frame-options":"DENY","x-robots-tag":"noindex, nofollow, nosnippet"})))response.setHeader(name,value);let answered=await answer(site,request).catch(error=>(log.debug(`web: ${(0,errors.bD)(error)}`),notice(site,500,"fault")));if(response.destroyed)return;if(!("listener"in answered))return send(response,answered);let{listener}=answered,owner="approver"===listener.kind?listener.person:void 0;pages.add(owner,response,()=>frameFor(site,listener))||send(response,notice(site,503,"busy"))}function send(response,answered){if("listener"in answered)return;let{status,type,body,headers}=answered;response.writeHead(status,{...headers,"content-type":`${type}; charset=utf-8`,"content-length":Buffer.byteLength(body)}),response.end(body)}async function runSite(place,context,limits){let ending,{clock,log}=context,served=await serve(place.listen,limits),links=secretLinks(place,context),locale=()=>log.locale,[board,box,pages]=[openBoard(clock,locale),openBallotBox(clock),openPages(limits)],{origin,prefix}=publicAddress(place,served),{scene,lateness,nextCard}=board,site={links,poll:{box,limits,publicOrigin:origin,lateness,nextCard,within:withinOf(clock)},scene,locale,prefix};return served.onRequest((request,response)=>{respond(site,pages,log,request,response).catch(()=>response.destroy())}),{board,box,pages,links,address:token=>`${origin}${prefix}/${token}`,close:()=>ending??=(async()=>{box.close(),pages.close();let shownFor=clock.now()-(scene()?.ended??clock.now());served.isInUse&&shownFor<limits.lastCall&&await clock.sleep(limits.lastCall-shownFor),await served.close(limits.grace)})()}}function secretLinks({request,links:way},{env,log,voters}){let key=env.SALLYPORT_SIGNING_KEY;key&&log.mask(key);let names=voters.map(({name})=>name),links=personalLinks(key,request,names);if("mail"===way)for(let name of names)log.mask(links.of(name)??"");return links}function publicAddress({listen,url},{port}){let base=new URL(url);return 0===addressOf(listen).port&&(base.port=String(port)),{origin:base.origin,prefix:base.pathname.replace(/\/+$/,"")}}let withinOf=clock=>async(limit,wanted)=>{let enough=new AbortController;return Promise.race([wanted,clock.sleep(limit,enough.signal).then(()=>void 0,()=>void 0)]).finally(()=>enough.abort())};function openWeb(channel,context,limits=usualLimits){let running,start=async request=>{let{listen,url,links}=channel;return running=await runSite({listen,url,links,request},context,limits).catch(error=>Promise.reject(listenFailure(error,listen,channel.name)))},site=()=>{if(!running)throw Error("the page is not open yet");return running};return{kind:"decides",name:channel.name,platform:"web",interval:150,check:async()=>(running||await tryOut(channel,limits),advice({...channel,env:context.env})),preview:card=>preview({card,locale:context.log.locale}),post:async card=>{let ref=`${card.decision?.id??""}.${(0,random_name.Z)()}`,{board,links,address}=await start(ref);return board.show(card),{ref,url:address(links.toLookOn)}},personalLink:person=>{let token=site().links.of(person);if(void 0===token)throw Error(`${person} does not decide`);return site().address(token)},adopt:async ref=>{await start(ref),context.env.SALLYPORT_SIGNING_KEY||context.log.warning(newLinks,channel.name)},update:async card=>{site().board.show(card),site().pages.refresh()},remind:async note=>{site().board.remind(note),site().pages.refresh()},read:async()=>running?.box.collect()??[],answer:async(ask,reply)=>{running?.box.answer(ask,reply),running?.board.touch(),running?.pages.refresh()},close:async()=>{await running?.close()}}}async function tryOut({listen,name},limits){let served=await serve(listen,limits).catch(error=>Promise.reject(listenFailure(error,listen,name)));await served.close(0)}let newLinks=(0,kit_text.Qq)("Personal links from before the restart do not work any more, because SALLYPORT_SIGNING_KEY is not set: people need new ones.","由于未设置 SALLYPORT_SIGNING_KEY，重启之前的个人链接已失效：审批人需要新的链接。")},4784:(__module,__exports,__need)=>{__need.d(__exports,{Z:()=>randomName});var node_crypto__WEBPACK_IMPORTED_MODULE_0__=__need(7598);let randomName=()=>BigInt(`0x${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomBytes)(10).toString("hex")}`).toString(36)}};