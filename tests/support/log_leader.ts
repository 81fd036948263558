/** Which of the servers that keep the log of a cluster leads them, and whether all have what it has. */
import { connect } from "@nats-io/transport-node";
import { jetstreamManager, type StreamInfo } from "@nats-io/jetstream";
import type { LogServers } from "./log_servers.ts";

/** How often it is asked, in milliseconds, and how many times. */
const AGAIN_AFTER_MS = 250;
const ATTEMPTS = 240;

/** How the servers stand. */
interface Standing {
  /** The place of the leader among them; undefined when there is none. */
  leader: number | undefined;
  /** Whether all of them are there, and have everything that they should. */
  isWhole: boolean;
}

/** The place of the leader; throws when nobody leads for a minute. */
export async function leaderOf(servers: LogServers, cluster: string): Promise<number> {
  const { leader } = await until(servers, cluster, (standing) => standing.leader !== undefined);
  return leader ?? 0;
}

/**
 * Resolves when each server has what it missed while it was away: until then the next one to go would be
 * one too many.
 */
export async function untilWhole(servers: LogServers, cluster: string): Promise<void> {
  await until(servers, cluster, ({ isWhole }) => isWhole);
}

async function until(
  servers: LogServers,
  cluster: string,
  isSo: (standing: Standing) => boolean,
): Promise<Standing> {
  const { addresses } = servers;
  const isEtcd = addresses.some((address) => address.startsWith("etcd:"));
  let last: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const standing = isEtcd ? await ofEtcd(addresses) : await ofNats(addresses, cluster);
      if (isSo(standing)) return standing;
      last = standing;
    } catch (error) {
      last = error; // They have not agreed yet.
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
  throw new Error(`The servers of the log do not agree: ${JSON.stringify(last) ?? last}`);
}

async function ofNats(addresses: readonly string[], cluster: string): Promise<Standing> {
  const connection = await connect({ servers: addresses.map((one) => one.replace("nats://", "")) });
  let info: StreamInfo;
  try {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    info = await manager.streams.info(`chat_${cluster}`);
  } finally {
    await connection.close();
  }
  const { leader: name = "", replicas = [] } = info.cluster ?? {};
  const place = /^n(\d+)$/.exec(name)?.[1];
  const followers = replicas.filter(({ current, offline }) => current && offline !== true);
  return {
    leader: place === undefined ? undefined : Number(place),
    isWhole: place !== undefined && followers.length === addresses.length - 1,
  };
}

async function ofEtcd(addresses: readonly string[]): Promise<Standing> {
  let leader: number | undefined;
  const indexes: number[] = [];
  for (const [place, address] of addresses.entries()) {
    const url = `${address.replace("etcd:", "http:")}/v3/maintenance/status`;
    const answer = await fetch(url, { method: "POST", body: "{}" }).catch(() => undefined);
    if (answer === undefined) continue;
    const { header, leader: of, raftAppliedIndex } = await answer.json();
    if (header.member_id === of) leader = place;
    indexes.push(Number(raftAppliedIndex));
  }
  const isWhole = leader !== undefined && indexes.length === addresses.length &&
    Math.max(...indexes) - Math.min(...indexes) < NEARLY;
  return { leader, isWhole };
}

/** Entries that one server of etcd may be behind another that was asked a moment later. */
const NEARLY = 200;
