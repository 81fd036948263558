/** Reads a backup that comes as one stream: restores it, or says whether it is whole. */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";
import { systemCode } from "../base/system_error.ts";
import { syncFolder } from "../files/disk.ts";
import { damageOf } from "../journal/database/damage.ts";
import { blobPath } from "../files/file_paths.ts";
import type { ReadFile } from "../base/hash_file.ts";
import { DATABASE_FILE } from "./data_copy.ts";
import { referencedIn } from "./database_copy.ts";
import {
  isInside,
  type Manifest,
  MANIFEST_FILE,
  MAX_MANIFEST_BYTES,
  parseManifest,
} from "./manifest.ts";
import { leaveCluster } from "./leave_cluster.ts";
import { checkHasDatabase, failed, type Restored, RestoredFolder } from "./restore_backup.ts";

/** Most files of a stream: a manifest has no room for more. */
const MAX_ENTRIES = 2_000_000;

/** Where a stream stands in for the name of a backup. */
const THE_STREAM = "The stream";

type Bytes = ReadableStream<Uint8Array>;

/**
 * Makes a data folder of a stream; it is there whole or not at all.
 *
 * @throws {StartError} when there is something in the way, or the backup is damaged or cut off.
 */
export async function restoreStream(stream: Bytes, dataFolder: string): Promise<Restored> {
  try {
    using place = new RestoredFolder(dataFolder);
    const { found, manifest } = await readEntries(stream, () => place.unfinished);
    const [wrong] = wrongOf(manifest, found);
    if (wrong !== undefined) throw new StartError(`${wrong}; nothing was restored`);
    const wanted = new Map(manifest.files.map((file) => [file.path, file]));
    const folders = new Set<string>();
    for (const path of found.keys()) {
      const at = join(place.unfinished, path);
      if (wanted.has(path)) folders.add(dirname(at));
      else Deno.removeSync(at);
    }
    folders.forEach(syncFolder);
    leaveCluster(place.unfinished);
    place.finish();
    const bytes = manifest.files.reduce((sum, { size }) => sum + size, 0);
    return { files: manifest.files.length, bytes };
  } catch (error) {
    throw failed(error);
  }
}

/** What is wrong with a backup that comes as a stream, a sentence each; nothing when it is whole. */
export async function verifyStream(stream: Bytes): Promise<string[]> {
  const folder = Deno.makeTempDirSync({ prefix: "chat-verify-" });
  try {
    const keeps = (path: string) => path === DATABASE_FILE ? folder : undefined;
    const { found, manifest } = await readEntries(stream, keeps);
    const wrong = wrongOf(manifest, found);
    if (wrong.length > 0) return wrong;
    wrong.push(...damageOf(folder));
    for (const sha256 of referencedIn(folder)) {
      const path = blobPath("files", sha256).replaceAll("\\", "/");
      if (!manifest.files.some((file) => file.path === path)) wrong.push(`${path} is missing`);
    }
    return wrong;
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`The backup cannot be checked: ${plainReason(error)}`, { cause: error });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** How each file of the manifest differs from what came. */
function wrongOf({ files }: Manifest, found: ReadonlyMap<string, ReadFile>): string[] {
  return files.flatMap(({ path, sha256, size }) => {
    const came = found.get(path);
    if (came === undefined) return [`${path} is missing`];
    if (came.size !== size) return [`${path} has ${came.size} bytes instead of ${size}`];
    return came.sha256 === sha256 ? [] : [`${path} is damaged`];
  });
}

/** What came in a stream. */
interface Came {
  found: Map<string, ReadFile>;
  manifest: Manifest;
}

/** Reads to the end; `folderOf` says where a file is kept, if it is. */
async function readEntries(
  stream: Bytes,
  folderOf: (path: string) => string | undefined,
): Promise<Came> {
  try {
    return await readAll(stream, folderOf);
  } catch (cause) {
    // It may be the disk that has failed, and not what came.
    if (cause instanceof StartError || systemCode(cause) !== undefined) throw cause;
    throw new StartError(`${THE_STREAM} is no whole backup: it is cut off or damaged`, { cause });
  }
}

async function readAll(
  stream: Bytes,
  folderOf: (path: string) => string | undefined,
): Promise<Came> {
  const found = new Map<string, ReadFile>();
  let manifest: Manifest | undefined;
  for await (const entry of stream.pipeThrough(createTarDecoder({ strict: true }))) {
    const { name, size, type } = entry.header;
    if (manifest !== undefined) throw new StartError(`${THE_STREAM} goes on after its manifest`);
    if (type !== "file" || !isInside(name) || found.has(name) || found.size >= MAX_ENTRIES) {
      throw new StartError(`${THE_STREAM} is no backup: it has something in it that none has`);
    }
    if (name === MANIFEST_FILE) {
      if (size > MAX_MANIFEST_BYTES) throw new StartError(`${THE_STREAM} has too large a manifest`);
      manifest = parseManifest(await new Response(entry.body).text(), THE_STREAM);
      checkHasDatabase(manifest.files);
      continue;
    }
    const folder = folderOf(name);
    found.set(name, await take(entry, folder === undefined ? undefined : join(folder, name)));
  }
  if (manifest === undefined) {
    throw new StartError(`${THE_STREAM} is no whole backup: it ends without a ${MANIFEST_FILE}`);
  }
  return { found, manifest };
}

/** Reads one entry, into a file where it is kept. */
async function take({ body }: ParsedTarEntry, path: string | undefined): Promise<ReadFile> {
  const hash = createHash("sha256");
  let size = 0;
  if (path !== undefined) Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  using file = path === undefined
    ? undefined
    : Deno.openSync(path, { createNew: true, write: true, mode: 0o600 });
  for await (const piece of body) {
    hash.update(piece);
    size += piece.length;
    for (let rest = piece; file !== undefined && rest.length > 0;) {
      rest = rest.subarray(file.writeSync(rest));
    }
  }
  file?.syncSync();
  return { size, sha256: hash.digest("hex") };
}
