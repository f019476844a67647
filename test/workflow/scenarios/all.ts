import type { Scenario } from '../scenario.ts'
import { approveScenarios } from './approve.ts'
import { deployScenarios } from './deploy.ts'
import { endsOfParts, endsOfWhole } from './ends.ts'
import { notifyScenarios } from './notify.ts'
import { planScenarios } from './plan.ts'
import { planTableScenarios } from './plan-table.ts'
import { releaseScenarios } from './release.ts'

export const allScenarios: readonly Scenario[] = [
  ...approveScenarios,
  ...deployScenarios,
  ...endsOfParts,
  ...endsOfWhole,
  ...notifyScenarios,
  ...planScenarios,
  ...planTableScenarios,
  ...releaseScenarios,
]
