import { parse } from 'yaml'
import { configurationFaults, isConfiguration } from './configuration-faults.ts'
import type { CodeBlock } from './markdown.ts'
import { mermaidFaults } from './mermaid-faults.ts'
import { ownStepFaults, ownSteps } from './own-steps.ts'
import { csvPlanFaults, icsPlanFaults, isPlan, planFaults } from './plan-faults.ts'
import { type ShellName, shellFaults } from './shell-faults.ts'
import { wholeWorkflow } from './whole-workflow.ts'
import { workflowFaults } from './workflow-faults.ts'
import { isMapping } from './yaml-value.ts'

export type Kind = 'workflow' | 'configuration' | 'plan' | 'shell' | 'json' | 'diagram' | 'unchecked'

/** Written behind the language of a block that nothing can check: configuration of another tool, say. */
export const uncheckedMark = 'not-checked'

/** What checks a block of a page. Undefined: nothing does, and the block does not say so. */
export function kindOf({ language, info, words }: CodeBlock): Kind | undefined {
  if (language === 'text' || info.split(' ').includes(uncheckedMark)) return 'unchecked'
  if (language === 'sh' || language === 'bash') return 'shell'
  if (language === 'json') return 'json'
  if (language === 'mermaid') return 'diagram'
  if (language === 'csv' || language === 'ics') return 'plan'
  if (!/^ya?ml$/.test(language)) return undefined
  const value = parsed(words)
  if (value === undefined || isConfiguration(value)) return 'configuration' // of YAML that is none the loader says where
  if (isPlan(value)) return 'plan'
  return wholeWorkflow(value, words) === undefined ? undefined : 'workflow'
}

/** What is wrong with a block. `name` is told with the faults. */
export async function blockFaults(name: string, block: CodeBlock): Promise<string[]> {
  const { language, words } = block
  switch (kindOf(block)) {
    case undefined:
      return [`nothing checks this block: is it complete? Otherwise write “${uncheckedMark}” behind “${language}”.`]
    case 'unchecked':
      return []
    case 'shell':
      return shellFaults(words, language as ShellName)
    case 'json':
      return jsonFaults(words)
    case 'diagram':
      return mermaidFaults(words)
    case 'configuration':
      return configurationFaults(words)
    case 'plan':
      return plans[language]?.(words) ?? planFaults(words)
    case 'workflow':
      return fragmentFaults(name, words)
  }
}

const plans: Readonly<Record<string, (words: string) => Promise<string[]>>> = { csv: csvPlanFaults, ics: icsPlanFaults }

const parsed = (words: string): unknown => {
  try {
    return parse(words)
  } catch {
    return undefined
  }
}

function jsonFaults(words: string): string[] {
  try {
    JSON.parse(words)
    return []
  } catch (error) {
    return [String(error)]
  }
}

async function fragmentFaults(name: string, words: string): Promise<string[]> {
  const value: unknown = parse(words)
  const scripts = scriptsIn(value).flatMap((script) => shellFaults(script, 'bash'))
  return [
    ...(await workflowFaults(`${name.replace(/\W/g, '-')}.yml`, wholeWorkflow(value, words) ?? words)),
    ...(await ownStepFaults(ownSteps(name, value), words)),
    ...scripts,
  ]
}

/** Every `run:` for bash, with something in the place of each expression. */
function scriptsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(scriptsIn)
  if (!isMapping(value)) return []
  if (typeof value.run === 'string' && !isMapping(value.with) && (value.shell ?? 'bash') === 'bash')
    return [`${value.run.replace(/\$\{\{.*?\}\}/g, 'x').trimEnd()}\n`]
  return Object.values(value).flatMap(scriptsIn)
}
