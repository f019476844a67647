import type { WorkflowRun } from '../fakes/github/state.ts'
import type { Edit, Patch } from './adapt.ts'
import type { Event } from './event.ts'
import type { Stage } from './stage.ts'

/** What an example is put onto. */
export interface Setting {
  /** File in `examples/`. */
  readonly example: string
  readonly event: Event
  /** File in `examples/` that is the configuration on the default branch; none by default. */
  readonly config?: string
  /** File in `examples/` that is the release plan on the default branch; none by default. */
  readonly plan?: string
  /** Over the plan, given the moment at which the stage opens: lists are replaced. */
  readonly planPatch?: (now: number) => Patch
  /** Files in `examples/` that are on the default branch as workflows: only those can be started by a plan. */
  readonly workflows?: readonly string[]
  /** Servers of the configuration that are there, as real hosts: `web1`, or `jump@bastion` with another user than `deploy`. */
  readonly servers?: readonly string[]
  /** Of DEPLOY_KEY; by default it has none. */
  readonly passphrase?: string
  /** Over the configuration: short times for long ones. */
  readonly patch?: Patch
  /** In the workflow, where no setting of the configuration reaches. */
  readonly edits?: (stage: Stage) => readonly Edit[]
  /** Variables of the repository. */
  readonly vars?: (stage: Stage) => Readonly<Record<string, string>>
  /** Commands of the runner that stand in for the machine's, by name: scripts. */
  readonly commands?: Readonly<Record<string, string>>
  /** Versions that there are, each a tag, the last one the head of main; with files over the usual ones. */
  readonly versions?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** How a run is started, where not as the setting says. */
export interface RunOptions {
  readonly event?: Event
  /** Another file in `examples/`, in the same repository. */
  readonly example?: string
  /** Id of the run, 4242 by default; another run of the same workflow has a higher one, a re-run the same and another attempt. */
  readonly run?: number
  readonly attempt?: number
  /** Who starts it: carol by default. */
  readonly actor?: string
  /** A run of a fork has none. */
  readonly hasSecrets?: boolean
  /** What GitHub knows of the run besides. */
  readonly facts?: Partial<WorkflowRun>
}
