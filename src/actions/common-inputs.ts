import type { InputSpecs } from '../kit/inputs.ts'
import { text } from '../kit/text.ts'

/** The inputs that every action has (contract §2). */
export const commonInputs = {
  environment: {
    kind: 'string',
    required: true,
    description: text('Which environment of the configuration.', '配置中的哪个环境。'),
  },
  project: {
    kind: 'string',
    description: text(
      "Name of the project. Default: the configuration's, or the repository's name.",
      '项目名称。默认：配置中的项目名，或仓库名。',
    ),
  },
  'config-file': {
    kind: 'string',
    default: '.github/sallyport.yml',
    description: text('Path of the configuration file.', '配置文件路径。'),
  },
  config: {
    kind: 'string',
    description: text('Configuration in YAML, merged over the file.', '内联 YAML 配置，合并到配置文件之上。'),
  },
  'config-ref': {
    kind: 'string',
    default: 'workspace',
    description: text(
      'Where the file is read: `workspace`, `default-branch`, or a ref of the repository.',
      '从何处读取配置文件：`workspace`、`default-branch` 或仓库的某个 ref。',
    ),
  },
  token: {
    kind: 'string',
    default: '${{ github.token }}',
    description: text("Token for GitHub. Default: the job's.", '访问 GitHub 的令牌。默认：作业令牌。'),
  },
  locale: {
    kind: 'choice',
    choices: ['', 'en', 'zh-CN'],
    description: text("Language: `en` or `zh-CN`. Default: the configuration's.", '语言：`en` 或 `zh-CN`。默认：配置中的语言。'),
  },
  'dry-run': {
    kind: 'boolean',
    default: 'false',
    description: text('Print what would happen and change nothing.', '只打印将要发生的事情，不做任何改动。'),
  },
} as const satisfies InputSpecs
