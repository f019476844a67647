/**
 * Ends the run with `N passed, N failed[, N skipped]`, alone on its line: what the continuous integration reads. Written when the
 * process exits, since jest prints its own summary after all reporters.
 */
// biome-ignore lint/style/noDefaultExport: jest loads reporters by their default export
export default class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : ''
    process.once('exit', () => process.stdout.write(`${results.numPassedTests} passed, ${failed} failed${skipped}\n`))
  }
}
