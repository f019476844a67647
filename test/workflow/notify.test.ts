import { playAll } from './scenario.ts'
import { notifyScenarios } from './scenarios/notify.ts'

playAll('examples that tell', notifyScenarios)
