import { type Logger, LogLevel, WebClient } from '@slack/web-api'

const nothing = () => {}
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
}
/** Slack's own SDK, at a fake; it neither logs nor tries again. */
export const clientAt = (api: string, token: string, options: object = {}) =>
  new WebClient(token, { slackApiUrl: api, retryConfig: { retries: 0 }, logger: silent, ...options })
