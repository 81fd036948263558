/** A worker that writes and hashes files, so that nothing else waits for the disk. */
import { stepBack } from "../accounts/low_priority.ts";
import { answerCalls, Transferred } from "../base/worker_client.ts";
import type { WorkerScope } from "../base/worker_scope.ts";
import { BlobFiles } from "./blob_files.ts";
import { UploadFiles } from "./upload_files.ts";
import type { UploadRecord } from "./upload_record.ts";

/** What the worker takes; `files` is the folder of all files, the same in every call. */
export type FilesCall =
  & { files: string }
  & (
    | { call: "found" }
    | { call: "begin"; id: string; record: UploadRecord }
    | { call: "resume"; id: string; offset: number }
    | { call: "append"; id: string; bytes: Uint8Array<ArrayBuffer> }
    | { call: "pause"; id: string }
    | { call: "finish"; id: string }
    | { call: "keep"; id: string; record: UploadRecord & { sha256: string } }
    | { call: "discard"; id: string }
    | { call: "list"; shelf: string }
    | { call: "remove"; sha256s: string[] }
    | { call: "verify"; sha256: string }
  );

/** Answers {@linkcode FilesCall}s, one after the other. */
export function run(scope: WorkerScope): void {
  let opened: { uploads: UploadFiles; blobs: BlobFiles } | undefined;
  stepBack();
  answerCalls<FilesCall>(scope, (message) => {
    opened ??= {
      uploads: new UploadFiles(message.files),
      blobs: new BlobFiles(message.files),
    };
    return answerTo(message, opened);
  });
}

function answerTo(
  message: FilesCall,
  { uploads, blobs }: { uploads: UploadFiles; blobs: BlobFiles },
): unknown {
  switch (message.call) {
    case "found":
      return uploads.found();
    case "begin":
      return uploads.begin(message.id, message.record);
    case "resume":
      return uploads.resume(message.id, message.offset);
    case "append":
      return uploads.append(message.id, message.bytes).then(() =>
        // The memory goes back to whoever reads.
        new Transferred(message.bytes.buffer, [message.bytes.buffer])
      );
    case "pause":
      return uploads.pause(message.id);
    case "finish":
      return uploads.finish(message.id);
    case "keep":
      return uploads.keep(message.id, message.record);
    case "discard":
      return uploads.discard(message.id);
    case "list":
      return blobs.list(message.shelf);
    case "remove":
      return blobs.remove(message.sha256s);
    case "verify":
      return blobs.verify(message.sha256);
  }
}
