/**
 * Whether servers of NATS bring what they confirm to their disks first. They say so at their monitoring
 * port alone: who connects may ask the account of the system for it, in which there is no JetStream.
 */

import { responseText } from "../../base/response_pieces.ts";

/** Where servers are monitored, unless they are told otherwise. */
const MONITORING_PORT = 8_222;

/** How long an answer may take, in milliseconds, and how much of it is read, in bytes. */
const ANSWER_WITHIN_MS = 2_000;
const MAX_ANSWER_BYTES = 256 * 1_024;

/** What a server says of its disk: undefined where it does not say it. */
export type SaysDurable = boolean | undefined;

/**
 * What servers may lose that they have confirmed, in a sentence, or that it is not known; undefined when
 * all of them say that it is nothing. Those that were named are asked, at their monitoring ports.
 */
export async function askedWeakness(
  hosts: readonly string[],
  port = MONITORING_PORT,
): Promise<string | undefined> {
  const said = await Promise.all(hosts.map((host) => askDurable(host, port)));
  const late = hosts.filter((_, index) => said[index] === false);
  if (late.length > 0) {
    return `${
      late.join(", ")
    } of the servers of NATS confirm what comes to a disk later: after a power cut ` +
      "everywhere the nodes have to put back what is lost. Set sync_interval: always in their jetstream { … }";
  }
  const silent = hosts.filter((_, index) => said[index] === undefined);
  if (silent.length === 0) return undefined;
  return `Whether ${
    silent.join(", ")
  } of the servers of NATS bring what they confirm to their disks first ` +
    `cannot be asked: they are not monitored at port ${port} from here. ` +
    "See to it that they have sync_interval: always";
}

/** What one server says. Never rejects. */
async function askDurable(host: string, port: number): Promise<SaysDurable> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    const answer = await fetch(`http://${host}:${port}/jsz`, { redirect: "error", signal });
    return durableIn(await responseText(answer, { maxBytes: MAX_ANSWER_BYTES, signal }));
  } catch {
    return undefined;
  }
}

/** What `/jsz` says: `sync_always` of its `config` is there, and true, or left out (2.10 and newer). */
export function durableIn(text: string): SaysDurable {
  try {
    const { config } = JSON.parse(text);
    if (typeof config !== "object" || config === null) return undefined;
    // What is no monitoring port of NATS has none of these.
    if (typeof config.store_dir !== "string") return undefined;
    return config.sync_always === true;
  } catch {
    return undefined;
  }
}
