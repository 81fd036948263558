/** Reads from where a file stands. */

/** Fills `bytes`; returns the part that was filled, which is shorter at the end of the file alone. */
export async function readFully<Bytes extends Uint8Array>(
  file: Deno.FsFile,
  bytes: Bytes,
): Promise<Bytes> {
  let length = 0;
  while (length < bytes.length) {
    const read = await file.read(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  return bytes.subarray(0, length) as Bytes;
}
