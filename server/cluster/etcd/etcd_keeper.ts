/** The log of a cluster in etcd: which one it is, and making it. */
import { StartError } from "../../base/start_error.ts";
import type { FoundStream, LogKeeper } from "../log_stream.ts";
import { patiently } from "../patience.ts";
import { type EtcdClient, exists, put } from "./etcd_client.ts";
import type { Keys } from "./keys.ts";
import { below, keyValuesIn, listIn, numberIn, objectIn, only, rangesIn } from "./wire.ts";

/** Looks at and makes the log. */
export class EtcdKeeper implements LogKeeper {
  readonly #client: EtcdClient;
  readonly #keys: Keys;

  constructor(client: EtcdClient, keys: Keys) {
    this.#client = client;
    this.#keys = keys;
  }

  async find(): Promise<FoundStream | undefined> {
    const { made, head } = this.#keys;
    const answer = await patiently(() =>
      this.#client.call("kv/txn", {
        success: [{ request_range: only(made) }, { request_range: only(head) }],
      })
    );
    const [madeBy, last] = rangesIn(answer).map((range) => keyValuesIn(range)[0])
      .map((found) => found === undefined ? undefined : new TextDecoder().decode(found.value));
    if (madeBy === undefined) return undefined;
    return { ...originIn(madeBy), last: numberIn(last), replicas: await this.#replicas() };
  }

  /**
   * Batches that lie there are of a log that nobody vouches for any more, and are removed: where they
   * lie nothing could be appended or put back, and whoever joins would take them for what was said. What
   * of them was acknowledged every node keeps by itself.
   */
  async make(
    { cluster, founder, first }: { cluster: string; founder: string; first: number },
  ): Promise<FoundStream> {
    const { made, head, log } = this.#keys;
    const answer = await patiently(() =>
      this.#client.call("kv/txn", {
        compare: [exists(made, false)],
        success: [
          { request_delete_range: below(log) },
          put(made, JSON.stringify({ cluster, founder })),
          put(head, `${first - 1}`),
        ],
      })
    );
    if (answer["succeeded"] !== true) {
      // It may have been made when it was asked for before, and the answer did not come.
      const found = await this.find();
      if (found?.cluster === cluster && found.founder === founder) return found;
      throw new StartError(
        "The log was made by another node at this moment; start this one again.",
      );
    }
    return { cluster, founder, last: first - 1, replicas: await this.#replicas() };
  }

  /** How many servers there are: each has everything. */
  async #replicas(): Promise<number> {
    const answer = await patiently(() => this.#client.call("cluster/member/list", {}));
    return listIn(answer["members"]).length;
  }
}

/** Which cluster a log is of, and who has made it; both are empty in what is none of ours. */
function originIn(made: string): { cluster: string; founder: string } {
  try {
    const { cluster, founder } = objectIn(JSON.parse(made));
    return { cluster: String(cluster ?? ""), founder: String(founder ?? "") };
  } catch {
    return { cluster: "", founder: "" };
  }
}
