/** Nodes of a cluster for tests, and comparing what they have. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { ClusterSettings } from "../../server/cluster/settings.ts";
import { databasePath, openForWriting } from "../../server/journal/database/database.ts";
import { RE2_ENGINE } from "../../server/journal/filters/pattern_engine.ts";
import { decodeBatch } from "../../server/journal/log/batch_codec.ts";
import { Store } from "../../server/journal/database/store.ts";
import { keptBatches, sharedPlace } from "../../server/journal/write/cluster/shared_log.ts";
import { Writer } from "../../server/journal/write/writer.ts";
import { dump } from "./dump.ts";
import type { LogServers } from "./log_servers.ts";
import {
  startServer,
  type TemporaryFolder,
  type TestServer,
  type TestServerOptions,
} from "./test_server.ts";

/** Starts a node in this process. */
export function startNode(
  folder: Pick<TemporaryFolder, "path">,
  { nats, node, cluster: given, ...options }:
    & { nats: LogServers; node: string; cluster?: Partial<ClusterSettings> }
    & Omit<TestServerOptions, "cluster">,
): Promise<TestServer> {
  const isEtcd = nats.addresses.some((address) => address.startsWith("etcd:"));
  const cluster = {
    engine: isEtcd ? "etcd" as const : "nats" as const,
    servers: nats.addresses,
    name: "test",
    node,
    advertise: undefined,
    credentialsFile: undefined,
    ...given,
  };
  return startServer(folder, { ...options, cluster });
}

/**
 * Sees to it that nodes that have stopped have the same database, once each has got what the others
 * were told later.
 */
export function assertSame(folders: readonly { readonly path: string }[]): void {
  const [furthest] = folders.map((folder) => folder.path)
    .sort((first, second) => positionIn(second) - positionIn(first));
  if (furthest === undefined) throw new Error("There are no folders");
  const dumps = folders.map(({ path }) => {
    catchUp(path, furthest);
    using database = new DatabaseSync(databasePath(path), { readOnly: true });
    return dump(database);
  });
  for (const other of dumps) assert.equal(other, dumps[0]);
}

function positionIn(path: string): number {
  using database = new DatabaseSync(databasePath(path), { readOnly: true });
  return sharedPlace(new Store(database))?.position ?? 0;
}

function catchUp(path: string, from: string): void {
  using source = new DatabaseSync(databasePath(from), { readOnly: true });
  using database = openForWriting(path, "normal");
  const writer = new Writer(database);
  writer.usePatterns(RE2_ENGINE);
  const after = positionIn(path);
  for (
    const { position, bytes } of keptBatches(new Store(source), { from: after + 1, limit: 100_000 })
  ) {
    const { entries, ...batch } = decodeBatch(bytes);
    writer.commit(entries, { ...batch, position, bytes });
  }
}
