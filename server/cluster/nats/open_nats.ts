/** The log and the bus of a cluster on NATS; loaded only by those who are a node of one. */
import type { Engine } from "../engine.ts";
import type { ClusterSettings } from "../settings.ts";
import { connectToNats } from "./connect_nats.ts";
import { NatsBus } from "./nats_bus.ts";
import { NatsStore } from "./nats_store.ts";
import { StreamKeeper } from "./stream.ts";
import { subjectsOf } from "./subjects.ts";

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
      isConnected: () => isConnected,
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
