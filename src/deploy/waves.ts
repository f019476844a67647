/** A wave as configured: a number of hosts, a share of all of them, or a tag. */
export type WaveSize = { readonly count: number } | { readonly percent: number } | { readonly tag: string }

interface Taggable {
  readonly name: string
  readonly tags: readonly string[]
}

/**
 * Divides hosts into waves, in the given order. A count is the size of its wave, a percentage the share of all hosts that
 * are released when the wave is over: `1, 50%, 100%` of ten hosts gives 1, 4 and 5. A tag takes the hosts that carry it. Hosts that no wave takes go with the last one, and waves that
 * are left empty vanish.
 */
export function planWaves<T extends Taggable>(hosts: readonly T[], sizes: readonly WaveSize[]): T[][] {
  const rest = [...hosts]
  const waves = sizes.map((size) => {
    const taken = rest.filter(chosenBy(size, hosts.length, hosts.length - rest.length))
    for (const host of taken) rest.splice(rest.indexOf(host), 1)
    return taken
  })
  return [...waves.slice(0, -1), [...(waves.at(-1) ?? []), ...rest]].filter((wave) => wave.length > 0)
}

function chosenBy(size: WaveSize, all: number, gone: number): (host: Taggable, index: number) => boolean {
  if ('tag' in size) return (host) => host.tags.includes(size.tag)
  const room = 'count' in size ? size.count : Math.ceil((all * size.percent) / 100) - gone
  return (_, index) => index < room
}
