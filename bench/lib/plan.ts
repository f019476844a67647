/** Months of planned releases in simulated time: `plan` as it is, and how else people start releases at a time. */
import { parseArgs } from 'node:util'
import { type Campaign, type Carried, carryOut, usualCampaign } from '../../test/support/plan-world/campaign.ts'
import { carryOutRival, rivals } from '../../test/support/plan-world/rivals.ts'
import { type Verdict, verdictOn } from '../../test/support/plan-world/verdict-on-campaign.ts'

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '20' } } })
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1)

const contenders = [
  { name: 'Sallyport plan', carry: carryOut },
  ...rivals.map((rule) => ({ name: rule.name, carry: (campaign: Campaign) => carryOutRival(campaign, rule) })),
]

async function verdictsOf(carry: (campaign: Campaign) => Promise<Carried>): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = []
  for (const seed of seeds) {
    const campaign = { ...usualCampaign, seed }
    verdicts.push(verdictOn(await carry(campaign), campaign.wishes.horizon, campaign.skew))
  }
  return verdicts
}

const onTime = (late: readonly number[]): string =>
  late.length === 0 ? '–' : `${((100 * late.filter((one) => Math.abs(one) <= 60_000).length) / late.length).toFixed(2)} % of ${late.length}`
const minutes = (late: readonly number[], share: number): string =>
  `${((late.toSorted((one, other) => one - other)[Math.floor(share * (late.length - 1))] ?? 0) / 60_000).toFixed(1)}`

const rows = []
for (const { name, carry } of contenders) {
  const all = await verdictsOf(carry)
  const count = (list: (verdict: Verdict) => readonly unknown[]) => all.reduce((sum, verdict) => sum + list(verdict).length, 0)
  const late = all.flatMap((verdict) => verdict.late)
  const cells = [
    count(({ started }) => started),
    count(({ twice }) => twice),
    count(({ lost }) => lost),
    count(({ cancelledButFired }) => cancelledButFired),
    count(({ stale }) => stale),
    count(({ frozen }) => frozen),
    onTime(all.flatMap((verdict) => verdict.seenLate)),
    onTime(late),
    `${minutes(late, 0.5)} / ${minutes(late, 0.99)} min`,
  ]
  rows.push(`| ${[name, ...cells].join(' | ')} |`)
}

const { days, entries } = usualCampaign
process.stdout.write(`${seeds.length} times ${days} days with ${entries} entries.

| | started | twice | lost | cancelled, but started | before its time | in a freeze | on time, where a tick was there | on time, all | late, p50 / p99 |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`)
