/** Uploads that are there because a test says so, for what is said with them. */
import { ChatError } from "../../protocol/errors.ts";
import type { HeldUpload, Uploads } from "../../server/commands/messages/uploads.ts";

/** Uploads in memory; it is kept what became of each that was held. */
export class HeldUploads implements Uploads {
  readonly maxFileBytes = 1_000_000;
  /** `size` and `sha256` by the id of an upload; undefined for one that is not complete. */
  readonly there = new Map<string, { account: number; size: number; sha256: string } | undefined>();
  /** `said` or `kept`, for each that was released. */
  readonly released: string[] = [];

  hold(account: number, upload: string): HeldUpload {
    if (!this.there.has(upload)) throw new ChatError("no_such_upload");
    const found = this.there.get(upload);
    if (found === undefined) throw new ChatError("upload_incomplete");
    if (found.account !== account) throw new ChatError("no_such_upload");
    return {
      ...found,
      release: (isSaid) => {
        this.released.push(isSaid ? "said" : "kept");
        if (isSaid) this.there.delete(upload);
      },
    };
  }
}
