import { playAll } from './scenario.ts'
import { approveScenarios } from './scenarios/approve.ts'

playAll('examples that ask', approveScenarios)
