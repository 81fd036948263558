/** What is known of a file that is sent, and what moving files works with. */
import type { SealedSource } from "../encryption/sealed_source.ts";
import type { UploadSeal } from "./file_seal.ts";
import type { HttpConnection } from "./http/http_connection.ts";

/** An encrypted file that was looked at as a whole. */
export interface LookedAt {
  readonly seal: UploadSeal;
  readonly source: SealedSource;
}

/** What is known of an upload; it changes as the upload goes on. */
export interface UploadWork {
  readonly path: string;
  /** What the file was like when it was looked at. */
  bytes: number;
  changedMs: number;
  /** Of what the server gets. */
  sha256: string | undefined;
  /** The id that the server has given it. */
  upload: string | undefined;
  /** What it is encrypted with, if it is. */
  seal?: UploadSeal | undefined;
  /** The encrypted file, once it was looked at in this run. */
  looked?: LookedAt | undefined;
}

/** What moving a file works with. */
export interface MovingTools {
  /** A connection that nobody else has, made when it is needed. */
  connect: () => Promise<HttpConnection>;
  /** What opens the files of this account. */
  token: () => string;
  signal: AbortSignal;
  /** What is being done, and how many bytes of it. */
  progress: (phase: "checking" | "moving", bytes: number) => void;
  /** What is known has changed: it is to be kept. Resolves when it is. */
  keep: () => Promise<void>;
}
