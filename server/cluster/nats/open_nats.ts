/** The log and the bus of a cluster on NATS; loaded only by those who are a node of one. */
import type { Engine } from "../engine.ts";
import type { ClusterSettings } from "../settings.ts";
import { connectToNats, hostOf } from "./connect_nats.ts";
import { askedWeakness } from "./durability.ts";
import { NatsBus } from "./nats_bus.ts";
import { NatsStore } from "./nats_store.ts";
import { isOlder, StreamKeeper } from "./stream.ts";
import { subjectsOf } from "./subjects.ts";

/** Since when servers can be told to bring what they confirm to their disks first. */
const SYNC_SINCE = [2, 10] as const;

/**
 * Connects to NATS as one node.
 *
 * @throws {StartError} when it cannot be reached, or cannot keep a log.
 */
export async function openNats(settings: ClusterSettings, node: string): Promise<Engine> {
  const connection = await connectToNats(settings, node);
  let isConnected = true;
  async function watch(): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === "disconnect") isConnected = false;
      else if (type === "reconnect") isConnected = true;
    }
  }
  void watch();
  try {
    const subjects = subjectsOf(settings.name);
    return {
      name: "NATS",
      keeper: await StreamKeeper.open(connection, subjects),
      store: await NatsStore.open(connection, subjects),
      bus: new NatsBus(connection, subjects, node),
      weakness: weaknessOf(connection.info?.version ?? "", settings.servers),
      isConnected: () => isConnected,
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** What servers of a version may lose that they have confirmed; newer ones are asked how they are set. */
export async function weaknessOf(
  version: string,
  servers: readonly string[],
): Promise<string | undefined> {
  if (!isOlder(version, SYNC_SINCE)) return await askedWeakness(servers.map(hostOf));
  return `The servers of NATS have version ${version}, which confirms what comes to a disk up to two minutes ` +
    "later: after a power cut everywhere the nodes have to put back what it has lost. " +
    "Newer ones can be told otherwise (sync_interval: always)";
}
