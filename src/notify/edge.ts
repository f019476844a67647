export type Edge =
  | { readonly kind: 'none' | 'broken' }
  | { readonly kind: 'still-broken'; readonly count: number; readonly since: number; readonly sinceRun?: string }
  | { readonly kind: 'fixed'; readonly lasted: number }
