/** The files of a node of a cluster: what others have comes here, too. */
import { delay } from "../base/delay.ts";
import { SharedBlobs } from "../cluster/shared_blobs.ts";
import { filesFolder } from "../files/file_paths.ts";
import { fileIn } from "../journal/content/kinds.ts";
import type { Committed, Journal } from "../journal/journal.ts";
import type { Sink } from "../publish/sinks.ts";
import type { OpenedCluster } from "./open_cluster.ts";
import { randomName } from "./served_mark.ts";

/** Blobs that the journal is asked for at once. */
const ASKED_AT_ONCE = 1_000;

/** What they are put together from. */
export interface NodeFilesOptions {
  node: OpenedCluster;
  dataFolder: string;
  journal: Pick<Journal, "query">;
  onFailure(message: string): void;
}

/** The files of one node. */
export interface NodeFiles {
  blobs: SharedBlobs;
  /** Has the files of messages fetched that were said at other nodes. */
  sink: Sink;
  /** Has everything fetched that is missing here. */
  begin(): Promise<void>;
}

/** Puts them together. */
export function nodeFiles({ node, dataFolder, journal, onFailure }: NodeFilesOptions): NodeFiles {
  const { bus, cluster } = node;
  const blobs = new SharedBlobs({
    bus,
    peers: cluster.peers,
    folder: filesFolder(dataFolder),
    newName: () => randomName(),
    wait: (milliseconds) => delay(milliseconds, new AbortController().signal),
    onFailure,
  });
  cluster.gives(blobs);
  return {
    blobs,
    sink: { name: "copies of files", take: (committed) => blobs.want(filesIn(committed)) },
    async begin() {
      blobs.tidy();
      for (let after: string | undefined = ""; after !== undefined;) {
        const found: { sha256: string }[] = await journal.query("all_blobs", {
          after,
          limit: ASKED_AT_ONCE,
        });
        blobs.want(found.map(({ sha256 }) => sha256));
        after = found.length < ASKED_AT_ONCE ? undefined : found.at(-1)?.sha256;
      }
    },
  };
}

function* filesIn(committed: readonly Committed[]): Generator<string> {
  for (const { entry, isOwn } of committed) {
    if (isOwn || !("content" in entry) || entry.content === undefined) continue;
    const file = fileIn(entry.content);
    if (file !== undefined) yield file.sha256;
  }
}
