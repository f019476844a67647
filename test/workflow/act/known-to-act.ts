import { isMap, parseDocument } from 'yaml'

/** What act neither carries out nor knows in full: it refuses a workflow for `deployment:` in an `environment:`. */
const unknown = ['permissions', 'concurrency', 'environment']

/** A workflow without what act would refuse or pass over anyway: who may do what, what waits for what, and rules of environments. */
export function knownToAct(words: string): string {
  const workflow = parseDocument(words)
  const jobs = workflow.get('jobs')
  const places = [workflow, ...(isMap(jobs) ? jobs.items.map(({ value }) => value).filter((value) => isMap(value)) : [])]
  for (const place of places) for (const name of unknown) place.delete(name)
  return workflow.toString({ lineWidth: 0 })
}
