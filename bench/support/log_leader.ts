/** Which of the servers that keep the log of a cluster leads them. */
import { connect } from "@nats-io/transport-node";
import { jetstreamManager } from "@nats-io/jetstream";
import type { LogServers } from "../../tests/support/log_servers.ts";

/** How often it is asked, in milliseconds, and how many times. */
const AGAIN_AFTER_MS = 500;
const ATTEMPTS = 60;

/** The place of the leader among the servers; throws when nobody leads for half a minute. */
export async function leaderOf(servers: LogServers, cluster: string): Promise<number> {
  const isEtcd = servers.addresses.some((address) => address.startsWith("etcd:"));
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const leader = isEtcd
        ? await etcdLeader(servers.addresses)
        : await natsLeader(servers.addresses, cluster);
      if (leader !== undefined) return leader;
    } catch {
      // They have not agreed yet.
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
  throw new Error("Nobody leads");
}

async function natsLeader(
  addresses: readonly string[],
  cluster: string,
): Promise<number | undefined> {
  const connection = await connect({ servers: addresses.map((one) => one.replace("nats://", "")) });
  try {
    const info = await (await jetstreamManager(connection, { checkAPI: false })).streams.info(
      `chat_${cluster}`,
    );
    const name = /^n(\d+)$/.exec(info.cluster?.leader ?? "")?.[1];
    return name === undefined ? undefined : Number(name);
  } finally {
    await connection.close();
  }
}

async function etcdLeader(addresses: readonly string[]): Promise<number | undefined> {
  for (const [index, address] of addresses.entries()) {
    const url = `${address.replace("etcd:", "http:")}/v3/maintenance/status`;
    const answer = await fetch(url, { method: "POST", body: "{}" });
    const { header, leader } = await answer.json();
    if (header.member_id === leader) return index;
  }
  return undefined;
}
