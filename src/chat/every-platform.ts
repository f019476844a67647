/**
 * What every platform works with. Whoever opens channels loads this with the first one; in the bundle it is there once then, not in the part of
 * each platform (docs/adr/0016).
 */
import './delivery/clock-notes.ts'
import './delivery/network.ts'
import './delivery/placing.ts'
import './delivery/reading.ts'
import './delivery/secrets.ts'
import './delivery/sender.ts'
import './delivery/status.ts'
import './delivery/webhook-address.ts'
import './code-line.ts'
import './dress.ts'
import './fitted.ts'
import './form-body.ts'
import './full-width.ts'
import './link-url.ts'
import './one-line.ts'
import './picture.ts'
import './plain-message.ts'
