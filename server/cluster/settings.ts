/** What a server is told about the cluster that it is a node of. */
import type { Levels } from "../journal/log/levels.ts";

/** Settings of one node. */
export interface ClusterSettings {
  /** What keeps the log. */
  engine: "nats" | "etcd";
  /**
   * Where its servers are: `nats://host:4222`, with `tls://` encrypted; `etcd://host:2379`, with
   * `etcds://` encrypted. A name and a password may stand before the host.
   */
  servers: readonly string[];
  /** What the cluster is called; several may share the servers of their logs. */
  name: string;
  /** What this node is called, the same at each start; undefined for the name of its machine. */
  node: string | undefined;
  /** Where clients reach this node, `host:port`; undefined where they are not told. */
  advertise: string | undefined;
  /** A file with credentials of NATS (a JWT and the seed of its key); undefined for none. */
  credentialsFile: string | undefined;
  /** What the program can, where that is another one than this; for tests. */
  levels?: Levels | undefined;
}

/** Names of clusters and nodes: they become parts of subjects and of a stream's name. */
export const CLUSTER_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;
