/** A plan that uses everything there is. */
export const examplePlan = `# yaml-language-server: $schema=https://example.com/schema/release-plan.schema.json
time-zone: Asia/Shanghai
defaults:
  workflow: release.yml
  ref: main
  environment: production
  on-late: 30m
  on-freeze: ask
  on-close: cancel
  reminders: [1h, 2d, 10m]
  owner: alice
  notify: team
calendar:
  time-zone: Europe/Berlin
  allow:
    - { name: Working hours, days: workdays, from: '09:00', to: '18:00' }
    - { name: China, days: workdays, holidays: china, from: '09:00', to: '18:00' }
    - { name: Thursdays, days: [thu], from: '10:00', to: '16:00', environments: [production] }
    - { name: Nights, cron: '0 22 * * *', for: 4h }
  deny:
    - { name: Year's end, from: 2026-12-20, to: 2027-01-04 }
    - { name: Moving house, from: 2026-12-05 20:00, to: 2026-12-06 02:00 }
    - { name: Fridays, days: fri, from: '15:00', to: '24:00' }
    - { name: Public holidays, holidays: china }
    - { name: Company, calendar: ./.github/freeze.ics }
    - { name: Mornings, from: '22:00', to: '6:30' }
entries:
  - id: shop-1.4.2
    at: 2026-12-01 09:00
    version: v1.4.2
    inputs: { region: cn, retries: 3, dry: false, share: 1.10, secret: $TOKEN }
    needs: [db-migration]
  - id: db-migration
    at: 2026-12-01T08:00+08:00
    workflow: .github/workflows/migrate.yaml
    ref: latest green of release/1.4
    environment: test
    on-late: skip
    on-freeze: postpone
    on-close: finish
    reminders: []
    owner: bob
    notify: [ops, team]
    skipped: true
  - id: 2026
    at: 2026-12-02 09:00
    time-zone: Europe/Berlin
    ref: Latest green
    version: 1.10
    on-late: ask
    cancelled: true
`
