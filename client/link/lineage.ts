/** Notices that the server's database was restored from a backup, and from where on it is another one. */
import type { Start } from "../../protocol/records.ts";
import { agreedId, MAX_STARTS } from "../../protocol/starts.ts";

/** What a server says of its database, in its `hello` and at a login. Older ones say only `lastId`. */
export interface ToldDatabase {
  database: string | undefined;
  /** Newest first. */
  starts: readonly Start[] | undefined;
  /** The greatest id. */
  lastId: number;
}

/** What has become of a database. */
export interface Restored {
  /** Everything up to this id is as it was; what had greater ones is gone. */
  lastId: number;
  /** Whether something is gone that was told before. */
  hasLost: boolean;
}

/** Remembers what the server said at the login before. */
export class Lineage {
  #database: string | undefined;
  #starts: readonly Start[] = [];

  /** A login with which the link begins: from now on the database is this one. */
  begin({ database, starts = [] }: ToldDatabase): void {
    this.#database = database;
    this.#starts = starts.slice(0, MAX_STARTS);
  }

  /**
   * A later login, when everything up to `cursor` was told; `undefined` when it is what became of the
   * same database.
   */
  again(told: ToldDatabase, cursor: number): Restored | undefined {
    const isRenamed = this.#database !== undefined && told.database !== undefined &&
      this.#database !== told.database;
    const lastId = this.#lastCommonId(told, cursor, isRenamed);
    this.begin(told);
    const hasLost = lastId < cursor;
    return hasLost || isRenamed ? { lastId, hasLost } : undefined;
  }

  #lastCommonId(told: ToldDatabase, cursor: number, isRenamed: boolean): number {
    const { lastId, starts = [] } = told;
    const agreed = agreedId({ starts: this.#starts, lastId: cursor }, { starts, lastId });
    if (agreed !== undefined) return Math.min(agreed, cursor);
    // Where nothing is known in common: what another database has said cannot be told from the past.
    return isRenamed ? lastId : Math.min(lastId, cursor);
  }
}
