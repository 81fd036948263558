/** What is sent of a file: its bytes as they are, or encrypted. */
import { toBase64url } from "../../protocol/encryption/bytes.ts";
import { FileChanged, type ReadPlain, SealedSource } from "../encryption/sealed_source.ts";
import { bytesOfSeal, newUploadSeal, type UploadSeal } from "./file_seal.ts";
import { hashPieces, newSha256, readPieces } from "./hash_file.ts";
import { readFully } from "./read_fully.ts";
import type { LookedAt, MovingTools, UploadWork } from "./upload_work.ts";

/** Something to send, any part of which can be had again. */
export interface UploadSource {
  /** As many as the server gets. */
  readonly bytes: number;
  pieces(from: number, to: number): AsyncIterable<Uint8Array>;
}

/** The file as it is; its hash is found out where it is not known. Throws {FileChanged}. */
export async function plainSource(
  file: Deno.FsFile,
  work: UploadWork,
  { keep, progress, signal }: MovingTools,
): Promise<UploadSource> {
  const { bytes } = work;
  if (work.sha256 === undefined) {
    const hash = newSha256();
    const read = await hashPieces(hash, file, {
      from: 0,
      to: bytes,
      signal,
      progress: (done) => progress("checking", done),
    });
    if (read !== bytes) throw new FileChanged();
    work.sha256 = hash.digest("hex");
    await keep();
  }
  return { bytes, pieces: (from, to) => readPieces(file, { from, to, signal }) };
}

/**
 * The file encrypted. It is looked at as a whole once a run; when it is not what an earlier run has
 * begun to send, it gets another key, and nothing of what was sent is used. Throws {FileChanged}.
 */
export async function sealedSource(
  file: Deno.FsFile,
  work: UploadWork & { seal: UploadSeal },
  tools: MovingTools,
): Promise<UploadSource> {
  const read = readerOf(file, tools.signal);
  if (work.looked === undefined || work.looked.seal !== work.seal) {
    let { looked, sha256 } = await lookedAt(read, work, tools);
    if (work.sha256 !== undefined && work.sha256 !== sha256) {
      work.seal = newUploadSeal();
      work.upload = undefined;
      ({ looked, sha256 } = await lookedAt(read, work, tools));
    }
    work.looked = looked;
    work.seal = looked.seal;
    work.sha256 = sha256;
    await tools.keep();
  }
  const { source } = work.looked;
  return { bytes: source.bytes, pieces: (from, to) => source.pieces(read, { from, to }) };
}

async function lookedAt(
  read: ReadPlain,
  { bytes: size, seal }: { bytes: number; seal: UploadSeal },
  { progress }: MovingTools,
): Promise<{ looked: LookedAt; sha256: string }> {
  const source = await SealedSource.of({ ...bytesOfSeal(seal), size });
  const [before, after] = [newSha256(), newSha256()];
  let done = 0;
  for await (const { plain, sealed } of source.look(read)) {
    before.update(plain);
    after.update(sealed);
    done += plain.length;
    progress("checking", done);
  }
  const hash = toBase64url(await source.hash());
  const found = { ...seal, hash, sha256: before.digest("hex") };
  return { looked: { seal: found, source }, sha256: after.digest("hex") };
}

function readerOf(file: Deno.FsFile, signal: AbortSignal): ReadPlain {
  return async (from, to) => {
    signal.throwIfAborted();
    await file.seek(from, Deno.SeekMode.Start);
    return await readFully(file, new Uint8Array(to - from));
  };
}
