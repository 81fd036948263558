/** Puts together what tells metrics, where that is wanted. */
import { Entrance, type EntranceOptions } from "../doors/entrance.ts";
import { MetricsSite } from "../doors/metrics/metrics_site.ts";
import { WEB_LINES } from "../doors/web/web_lines.ts";
import type { Meter } from "../metrics/meter.ts";
import { stateFamilies, type StateSources } from "../metrics/state.ts";

/** How connections of a door are called, by the format of their events. */
export function doorOf(format: object): string {
  if ("tellsOfPeople" in format) return "irc";
  return format === WEB_LINES ? "web" : "native";
}

/** Metrics that are told. */
export interface OpenMetrics {
  readonly port: number;
  /** Tells no more. */
  close(): void;
}

/** What is told, and how it is listened. */
export interface OpenMetricsContext extends Omit<StateSources, "diskFree" | "doorOf"> {
  common: Omit<EntranceOptions, "doors" | "host" | "port">;
}

/**
 * Listens at an address, without TLS.
 *
 * @throws {StartError} with what to do about it.
 */
export async function openMetrics(
  at: { host: string; port: number },
  meter: Meter,
  { common, ...sources }: OpenMetricsContext,
): Promise<OpenMetrics> {
  const { services } = sources;
  const site = new MetricsSite({
    async families() {
      const now = await stateFamilies({
        ...sources,
        doorOf,
        diskFree: async () => (await services.files.space.room()).free,
      });
      return [...now, ...meter.families()];
    },
    now: services.now,
    elapsed: services.elapsed,
    log: services.log,
    onFailure: (message) => services.log.write({ event: "error", message }),
  });
  const entrance = await Entrance.open({
    ...common,
    ...at,
    option: "--metrics",
    doors: { usual: site },
    certificate: undefined,
    trustedProxies: [],
  });
  return {
    port: entrance.port,
    close() {
      entrance.stop();
      site.close();
    },
  };
}
