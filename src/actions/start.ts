const actions = {
  approve: () => import('./approve.ts'),
  deploy: () => import('./deploy.ts'),
  rollback: () => import('./rollback.ts'),
  notify: () => import('./notify.ts'),
  plan: () => import('./plan.ts'),
  release: () => import('./release.ts'),
} as const

/** Starts an action by its name: all are in one bundle, so that what they share is there once (docs/adr/0016). */
export const start = (name: keyof typeof actions): Promise<unknown> => actions[name]()
