// What Prometheus is told of this process. The rules and the dashboard in packaging/ ask for nothing else.

import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Engine } from '#engine/engine'

export const measures = (engine: Pick<Engine, 'load'>, health: { readonly failing: () => number }): Registry => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  }
  gauge('noroshi_effects_in_hand', 'Effects this process is performing or about to.', () => engine.load().effects)
  gauge('noroshi_events_waiting', 'Events of this process waiting for their commit.', () => engine.load().events)
  gauge('noroshi_connections_failing', 'Connections this process has found not to work.', () => health.failing())
  return registry
}
