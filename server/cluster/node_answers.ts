/** What a node answers the others. */
import { SHA256 } from "../files/file_paths.ts";
import { decodeRequest, encodeAnswer, encodeRefusal, type NodeRequest } from "./node_requests.ts";
import type { SharedBlobs } from "./shared_blobs.ts";
import type { SnapshotGiver } from "./snapshots.ts";
import type { Verification } from "./verification.ts";

/** What it has to give. */
export interface Giving {
  snapshots: SnapshotGiver;
  verification: Verification;
  /** The certificate and its key in PEM, for nodes that have none; undefined where each has its own. */
  certificate(): Promise<{ certificate: string; key: string } | undefined>;
}

/** The answer to a request; why there is none, where it cannot be given. */
export async function answerNode(
  bytes: Uint8Array,
  giving: { serving: Giving | undefined; blobs: SharedBlobs | undefined },
): Promise<Uint8Array> {
  const request = decodeRequest(bytes);
  try {
    if (request === undefined) throw new Error("this is not understood here");
    if (giving.serving === undefined) throw new Error("this node does not serve yet");
    return await answerTo(request, giving.serving, giving.blobs);
  } catch (error) {
    return encodeRefusal(error);
  }
}

async function answerTo(
  request: NodeRequest,
  { certificate, snapshots, verification }: Giving,
  blobs: SharedBlobs | undefined,
): Promise<Uint8Array> {
  function files(): SharedBlobs {
    if (blobs === undefined) throw new Error("this node has no files");
    return blobs;
  }
  switch (request.ask) {
    case "snapshot":
      return encodeAnswer(await snapshots.give());
    case "blob":
      return encodeAnswer(files().give(request.sha256));
    case "piece": {
      const { file, offset } = request;
      const piece = await (SHA256.test(file) ? files() : snapshots).piece(file, offset);
      return encodeAnswer({ length: piece.length }, piece);
    }
    case "certificate":
      return encodeAnswer(await certificate() ?? {});
    case "verify":
      await verification.prepare(request.position);
      return encodeAnswer({});
    case "verified":
      return encodeAnswer(verification.lookedAt(request.position));
  }
}
