/**
 * What the actions take for granted in Node 24 and an older one lacks. The demo loads it into them where npm could not install
 * Node 24; GitHub runs them on 24 and needs nothing of it.
 */
Promise.withResolvers ??= function withResolvers() {
  const resolvers = {}
  resolvers.promise = new this((resolve, reject) => Object.assign(resolvers, { resolve, reject }))
  return resolvers
}

Map.groupBy ??= (items, keyOf) => {
  const groups = new Map()
  for (const item of items) {
    const key = keyOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}
