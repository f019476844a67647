import { playAll } from './scenario.ts'
import { deployScenarios } from './scenarios/deploy.ts'

playAll('examples that release', deployScenarios)
