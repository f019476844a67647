/** Colours and other sequences by which programs steer a terminal, titles and links included. */
const sequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\)|[@-Z\\^_])/g
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

/** Longer lines are minified code or data; what says why stands at their beginning. In UTF-16 units. */
const longest = 1000

const plain = /^[ -~]*$/

/** A line as a terminal shows it in the end: without colours, and of a progress bar its last state. */
export function cleanLine(raw: string): string {
  // Most lines of a log have nothing to clean.
  if (plain.test(raw)) return raw.trimEnd().slice(0, longest)
  const bare = (raw.length > 4 * longest ? raw.slice(0, 4 * longest) : raw).replace(sequences, '')
  const states = bare.split('\r').filter((state) => state.trim() !== '')
  return (states.at(-1) ?? '').replace(controls, '').replaceAll('\t', '  ').trimEnd().slice(0, longest).toWellFormed()
}

/** Where a runner keeps the repository: on its own machines, in containers, on Windows. */
const workspace =
  /(?:\/home\/runner\/work|\/Users\/runner\/work|\/__w)\/[^/\s]{1,100}\/[^/\s]{1,100}\/|\/github\/workspace\/|[A-Z]:\\a\\[^\\\s]{1,100}\\[^\\\s]{1,100}\\/g

/** The file in which the runner keeps a step's script, as shells put it in front of what they say. */
const script = /(?:\/home\/runner\/work|\/Users\/runner\/work|\/__w)\/_temp\/[\w-]{1,60}\.sh: /g

/** Paths as people know them: from the root of the repository. */
export const withoutWorkspace = (words: string): string => words.replace(script, '').replace(workspace, '')
