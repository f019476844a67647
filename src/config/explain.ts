import * as v from 'valibot'
import { type Config, readPart } from './config.ts'
import { section } from './section.ts'
import { about, duration, httpUrl, words } from './values.ts'

export const explainSchema = section({
  url: about(
    httpUrl,
    'Base address of a service with OpenAI’s chat interface, such as https://llm.example.com/v1.',
    '提供 OpenAI 聊天接口的服务的基础地址，如 https://llm.example.com/v1。',
  ),
  model: about(words, 'Name of the model.', '模型名称。'),
  key: v.exactOptional(about(words, 'Key of the service, as $NAME.', '该服务的密钥，写作 $NAME。')),
  timeout: v.optional(about(duration, 'How long a notice waits for the explanation.', '通知最多等待解释多久。'), '20s'),
})

/** Who explains failures, and how long a notice waits for it, in milliseconds. */
export type ExplainSettings = v.InferOutput<typeof explainSchema>

/** The settings, their variables put in and masked; undefined where nobody is to explain. Read when it is needed: no other action asks for its key. */
export const explainSettingsOf = (config: Config): ExplainSettings | undefined => readPart(config, ['explain'], explainSchema)
