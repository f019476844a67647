/** How many hosts may fail: a number, or a share of the fleet. */
export type Budget = { readonly count: number } | { readonly percent: number }

/** Whether so many failures are still within the budget. A share is rounded down: 10 % of nine hosts is none. */
export const isWithin = (failed: number, budget: Budget, fleet: number): boolean =>
  failed <= ('count' in budget ? budget.count : Math.floor((fleet * budget.percent) / 100))
