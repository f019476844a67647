import { approvers } from './gate.ts'
import { type DemoHost, webPort } from './host.ts'

/** `.github/sallyport.yml` of the shop, as anybody would write it. `hosts` is the folder with the homes of the hosts. */
export const configurationOf = (hosts: readonly DemoHost[], folder: string): string => `project: tea-shop

people:
${approvers.map((name) => `  ${name}: { github: ${name} }`).join('\n')}
channels:
  page: { type: web, listen: '127.0.0.1:0', url: 'http://127.0.0.1', links: log }

servers:
${hosts.map(serverOf).join('\n')}

environments:
  production:
    approval:
      channels: [page]
      require: [{ count: 1, from: [${approvers.join(', ')}] }]
    deploy:
      servers: [web]
      releases: ${JSON.stringify(`${folder}/{server}/releases`)}
      live: ${JSON.stringify(`${folder}/{server}/live`)}
      shared: [.env, storage/]
      waves: [canary, 100%]
      health-check: { url: 'http://127.0.0.1:${webPort}/healthz', retries: 1, every: 1s }
      hooks:
        before-release: 'echo "$(ls photos | wc -l | tr -d " ") photographs, \${SALLYPORT_PREVIOUS_RELEASE:-nothing} before"'
`

const serverOf = ({ name, sshPort, hostKey }: DemoHost, index: number): string =>
  `  ${name}: { host: 127.0.0.1, port: ${sshPort}, user: deploy, key: $DEPLOY_KEY, host-key: '${hostKey}', tags: [web${index === 0 ? ', canary' : ''}] }`
