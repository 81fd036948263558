/** What is said of a file that is sent, and how it stands. */
import type { SealedFile } from "../../../protocol/encryption/content.ts";
import type { Place } from "../../../protocol/records.ts";

/** What goes with a file. */
export interface FileFacts {
  readonly type: string;
  readonly width?: number;
  readonly height?: number;
  /** A ThumbHash in base64url. */
  readonly preview?: string;
}

/** What is to be sent. */
export interface Sending {
  readonly file: Blob;
  readonly name: string;
  readonly place: Place;
  readonly caption: string;
  /** Who sends it: nobody else says it. */
  readonly account: string;
  /** Of an encrypted one: what opens it. `file` is what the server gets, and knows nothing else of. */
  readonly sealed?: SealedFile | undefined;
}

/** How a file stands; another object whenever something of it is another. */
export interface UploadView {
  readonly key: number;
  readonly name: string;
  readonly place: Place;
  readonly size: number;
  readonly sent: number;
  /**
   * Waiting for its turn or for a connection, under way, held back, arrived and being said, over, or
   * not to be read any more: it goes on when the file is chosen once more.
   */
  readonly state: "queued" | "waiting" | "sending" | "paused" | "saying" | "failed" | "missing";
  /** Whether it waits because the disk of the server is full; it goes on by itself when there is room. */
  readonly isServerFull?: boolean;
  /** Bytes a second lately; `undefined` while nobody knows. */
  readonly rate: number | undefined;
  /** Why it has failed, for those who can say that. */
  readonly error: unknown;
}
