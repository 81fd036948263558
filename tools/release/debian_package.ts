/**
 * Makes packages for Debian and its kin (deb(5)): an ar archive of a version and two compressed tar
 * archives. Made here rather than by dpkg, so that every system can make them.
 */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { packTar, type TarEntry } from "modern-tar";
import { archiveOf } from "./ar_archive.ts";

const compress = promisify(gzip);

/** A file of a package. */
export interface PackagedFile {
  /** Where it is put, without the slash at its beginning. */
  path: string;
  bytes: Uint8Array;
  /** @default 0o644 */
  mode?: number;
}

/** What a package says of itself and what it holds. */
export interface DebianPackage {
  /** The fields of its control file in their order (Debian Policy, 5.3), but for its size. */
  control: Readonly<Record<string, string>>;
  /** What dpkg runs, by name (Debian Policy, 6). */
  scripts: Readonly<Record<string, string>>;
  files: readonly PackagedFile[];
  /** When everything in it was written, in seconds since 1970. */
  seconds: number;
}

/** Returns the package; the same one for the same values. */
export async function packDebian(
  { control, scripts, files, seconds }: DebianPackage,
): Promise<Uint8Array> {
  const time = { mtime: new Date(seconds * 1_000), uid: 0, gid: 0, uname: "root", gname: "root" };
  const fileEntry = ({ path, bytes, mode = 0o644 }: PackagedFile): TarEntry => ({
    header: { ...time, name: `./${path}`, size: bytes.length, mode, type: "file" },
    body: bytes,
  });
  const folders = [...new Set(files.flatMap(({ path }) => foldersOf(path)))].sort();
  const folderEntries = folders.map((folder): TarEntry => ({
    header: { ...time, name: `./${folder}/`, size: 0, mode: 0o755, type: "directory" },
  }));
  const bytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const fields = { ...control, "Installed-Size": String(Math.ceil(bytes / 1_024)) };
  const written = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`).join("");
  const controlFiles = [
    textFile("control", written),
    ...Object.entries(scripts).map(([name, text]) => ({ ...textFile(name, text), mode: 0o755 })),
  ];
  return archiveOf([
    { name: "debian-binary", bytes: encode("2.0\n") },
    { name: "control.tar.gz", bytes: await packed(controlFiles.map(fileEntry)) },
    { name: "data.tar.gz", bytes: await packed([...folderEntries, ...files.map(fileEntry)]) },
  ], seconds);
}

async function packed(entries: TarEntry[]): Promise<Uint8Array> {
  return await compress(await packTar(entries), { level: 9 });
}

/** The folders around a file, from the outermost to the innermost. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

function textFile(path: string, text: string): PackagedFile {
  return { path, bytes: encode(text) };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
