import { describe, expect, it } from '@jest/globals'
import { routeOf } from '../../../../src/chat/web/route.ts'

const token = 'AZaz09-_AZaz09-_AZaz09-_AZaz09-_'

describe('a route', () => {
  it.each([
    { name: 'the door', method: 'GET', target: '/', to: { to: 'door' } },
    { name: 'the door with its prefix', method: 'HEAD', target: '/gate/shop/?a=b', to: { to: 'door' } },
    { name: 'a link', method: 'GET', target: `/${token}`, to: { to: 'page', token } },
    { name: 'a link with the prefix left on', method: 'GET', target: `/gate/shop/${token}`, to: { to: 'page', token } },
    {
      name: 'a link with a slash and a mark of a mail program',
      method: 'GET',
      target: `/${token}/?utm_source=mail`,
      to: { to: 'page', token },
    },
    { name: 'a decision', method: 'POST', target: `/${token}`, to: { to: 'page', token } },
    { name: 'changes', method: 'GET', target: `/gate/${token}/events`, to: { to: 'events', token } },
    { name: 'a decision at the changes', method: 'POST', target: `/${token}/events`, to: { to: 'not-allowed', allow: 'GET' } },
    { name: 'a decision at the door', method: 'POST', target: '/', to: { to: 'not-allowed', allow: 'GET, HEAD' } },
    { name: 'a method of another kind', method: 'DELETE', target: `/${token}`, to: { to: 'not-allowed', allow: 'GET, HEAD, POST' } },
    { name: 'a link that is cut', method: 'GET', target: `/${token.slice(1)}`, to: { to: 'nowhere' } },
    { name: 'a link in the query', method: 'GET', target: `/x?${token}`, to: { to: 'nowhere' } },
    { name: 'another path', method: 'GET', target: '/.env', to: { to: 'nowhere' } },
    { name: 'the prefix of another', method: 'GET', target: '/gate', to: { to: 'nowhere' } },
    { name: 'a whole address', method: 'GET', target: `http://evil.test/${token}`, to: { to: 'page', token } },
    { name: 'nothing', method: 'GET', target: '', to: { to: 'door' } },
  ])('$name', ({ method, target, to }) => {
    expect(routeOf(method, target, '/gate/shop')).toEqual(to)
  })
})
