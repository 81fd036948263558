/** Brings one file to the server, as far as one connection lasts; the next one goes on from there. */
import {
  beginUpload,
  continueUpload,
  dropUpload,
  FileRefused,
  uploadStanding,
} from "./file_requests.ts";
import type { UploadStanding } from "./file_requests.ts";
import { FileChanged } from "../encryption/sealed_source.ts";
import { newUploadSeal, type UploadSeal } from "./file_seal.ts";
import { BadAnswer } from "./http/byte_source.ts";
import type { HttpConnection } from "./http/http_connection.ts";
import { SourceFailed } from "./http/http_connection.ts";
import { LocalFailure } from "./target_file.ts";
import { reasonOf } from "../base/failure.ts";
import { plainSource, sealedSource, type UploadSource } from "./upload_source.ts";
import type { MovingTools, UploadWork } from "./upload_work.ts";

/** So much is sent with one request; what a request has brought stays, whatever happens later. */
const REQUEST_BYTES = 64 * 1024 * 1024;
/** So often the server may say that it is elsewhere in the file than it said before. */
const MAX_CORRECTIONS = 3;

/** Looks at a file that is to be sent. Throws {LocalFailure} when it is none, or cannot be read. */
export async function lookAt(path: string): Promise<{ bytes: number; changedMs: number }> {
  try {
    const { isDirectory, isFile, mtime, size } = await Deno.stat(path);
    if (isDirectory) throw new LocalFailure(`${path} is a folder; pack it into one file first`);
    if (!isFile) throw new LocalFailure(`${path} is no file that could be sent`);
    return { bytes: size, changedMs: mtime?.getTime() ?? 0 };
  } catch (error) {
    throw localFailure(path, error);
  }
}

/**
 * Hashes the file, begins the upload or finds out how far it has come, and sends the rest of it. When
 * this resolves, the server has all of it.
 *
 * @throws {LocalFailure} for what is the matter with the file; {FileRefused}, {ConnectionLost},
 * {ClientFailure} and {BadAnswer} for the server.
 */
export async function uploadFile(work: UploadWork, tools: MovingTools): Promise<void> {
  const { connect, token } = tools;
  // An encrypted file is a little longer than what people know of it.
  const progress = (done: number) => tools.progress("moving", Math.min(done, work.bytes));
  const { bytes, changedMs } = await lookAt(work.path);
  using file = await openSource(work.path);
  const before = work.upload;
  if (bytes !== work.bytes || changedMs !== work.changedMs) {
    Object.assign(work, { bytes, changedMs, sha256: undefined, upload: undefined });
    if (work.seal !== undefined) work.seal = newUploadSeal();
  }
  const source = await sourceOf(file, work, tools);
  const http = await connect();
  if (before !== undefined && work.upload === undefined) await dropUpload(http, token(), before);
  let standing = await begun({ work, bytes: source.bytes }, http, tools);
  for (let corrections = 0; !standing.isComplete;) {
    const { offset } = standing;
    progress(offset);
    if (offset > source.bytes) throw new BadAnswer("the server has more of the file than there is");
    const length = Math.min(REQUEST_BYTES, source.bytes - offset);
    const body = {
      bytes: length,
      pieces: counted(source, { from: offset, to: offset + length }, progress),
    };
    const isLast = offset + length === source.bytes;
    try {
      standing = await continueUpload(http, token(), {
        id: work.upload ?? "",
        offset,
        isLast,
        body,
      });
    } catch (error) {
      const isElsewhere = error instanceof FileRefused && error.status === 409;
      if (!isElsewhere || ++corrections > MAX_CORRECTIONS) throw error;
      const again = await connect();
      standing = await uploadStanding(again, token(), work.upload ?? "");
      if (standing.offset === offset) throw error;
      continue;
    }
    if (!standing.isComplete && (isLast || standing.offset !== offset + length)) {
      throw new BadAnswer("the server says something else than it was sent");
    }
  }
  progress(source.bytes);
}

async function sourceOf(
  file: Deno.FsFile,
  work: UploadWork,
  tools: MovingTools,
): Promise<UploadSource> {
  try {
    return isSealed(work)
      ? await sealedSource(file, work, tools)
      : await plainSource(file, work, tools);
  } catch (error) {
    if (error instanceof FileChanged) {
      throw new LocalFailure(`${work.path} has become shorter meanwhile`, { cause: error });
    }
    throw localFailure(work.path, error);
  }
}

function isSealed(work: UploadWork): work is UploadWork & { seal: UploadSeal } {
  return work.seal !== undefined;
}

/** The upload as it stands; it is begun where there is none, or none any more. */
async function begun(
  { bytes, work }: { work: UploadWork; bytes: number },
  http: HttpConnection,
  { keep, token }: MovingTools,
): Promise<UploadStanding> {
  if (work.upload !== undefined) {
    try {
      return await uploadStanding(http, token(), work.upload);
    } catch (error) {
      if (!(error instanceof FileRefused) || error.status !== 404) throw error;
      work.upload = undefined;
    }
  }
  const { sha256 = "" } = work;
  work.upload = await beginUpload(http, token(), { bytes, sha256 });
  await keep();
  return { offset: 0, isComplete: bytes === 0 };
}

async function* counted(
  source: UploadSource,
  { from, to }: { from: number; to: number },
  progress: (done: number) => void,
): AsyncGenerator<Uint8Array> {
  let at = from;
  try {
    for await (const piece of source.pieces(from, to)) {
      yield piece;
      at += piece.length;
      progress(at);
    }
  } catch (cause) {
    throw new SourceFailed(reasonOf(cause), { cause });
  }
  if (at !== to) throw new SourceFailed("", { cause: new FileChanged() });
}

async function openSource(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (error) {
    throw localFailure(path, error);
  }
}

function localFailure(path: string, error: unknown): unknown {
  if (error instanceof LocalFailure) return error;
  if (error instanceof DOMException) return error; // it was called off
  if (error instanceof Deno.errors.NotFound) return new LocalFailure(`There is no file ${path}`);
  if (error instanceof Deno.errors.PermissionDenied) {
    return new LocalFailure(`You may not read ${path}`);
  }
  return new LocalFailure(`${path} cannot be read: ${reasonOf(error)}`, { cause: error });
}
