import assert from "node:assert/strict";
import { fileOpener } from "../../../client/encryption/file_chunks.ts";
import {
  FILE_HEAD_BYTES,
  newFileKey,
  SEALED_CHUNK_BYTES,
  sealedFileBytes,
} from "../../../client/encryption/file_cipher.ts";
import { FILE_CHUNK_BYTES } from "../../../protocol/encryption/bounds.ts";
import { type Bytes, concatenated } from "../../../protocol/encryption/bytes.ts";
import { damaged, refusedWith } from "../../support/encryption/cast.ts";
import { sealedFile } from "../../support/encryption/vectors.ts";

function content(bytes: number): Bytes {
  return Uint8Array.from({ length: bytes }, (_, index) => index * 7 % 251);
}

/** What comes out, and whether the end was reached. */
async function opened(sealed: Bytes, options: { key: Bytes; hash: Bytes; pieces?: number }) {
  const { pieces = 10_000 } = options;
  const parts: Bytes[] = [];
  for (let at = 0; at < sealed.length; at += pieces) parts.push(sealed.slice(at, at + pieces));
  const stream = ReadableStream.from(parts).pipeThrough(fileOpener(options));
  return concatenated(...await Array.fromAsync(stream));
}

Deno.test("fileOpener() opens files of every size, however they come", async () => {
  const sizes = [0, 1, FILE_CHUNK_BYTES - 1, FILE_CHUNK_BYTES, FILE_CHUNK_BYTES + 1, 200_000];
  for (const size of sizes) {
    const key = newFileKey();
    const plain = content(size);
    const { sealed, hash } = await sealedFile(key, plain);
    assert.equal(sealed.length, sealedFileBytes(size), `${size} bytes`);
    for (const pieces of [1_000, 65_536, 1_000_000]) {
      assert.deepEqual(await opened(sealed, { key, hash, pieces }), plain, `${size} bytes`);
    }
  }
});

Deno.test("fileOpener() fails when chunks are missing, repeated, exchanged or from elsewhere", async () => {
  const key = newFileKey();
  const { sealed, hash } = await sealedFile(key, content(FILE_CHUNK_BYTES * 3));
  const other = await sealedFile(key, content(FILE_CHUNK_BYTES * 3));
  const head = sealed.slice(0, FILE_HEAD_BYTES);
  const chunkOf = (file: Bytes, index: number) => {
    const at = FILE_HEAD_BYTES + index * SEALED_CHUNK_BYTES;
    return file.slice(at, at + SEALED_CHUNK_BYTES);
  };
  const [one, two, three] = [chunkOf(sealed, 0), chunkOf(sealed, 1), chunkOf(sealed, 2)];
  const wrong = [
    [head, one, two],
    [head, one],
    [head],
    [],
    [head, one, three],
    [head, two, three],
    [head, two, one, three],
    [head, one, one, two, three],
    [head, one, two, three, three],
    [head, one, two, three, new Uint8Array(16)],
    [head, one, chunkOf(other.sealed, 1), three],
    [other.sealed.slice(0, FILE_HEAD_BYTES), one, two, three],
    [one, two, three],
  ];
  for (const [index, parts] of wrong.entries()) {
    await assert.rejects(
      opened(concatenated(...parts), { key, hash }),
      refusedWith("bad_file", "unknown_version"),
      `case ${index}`,
    );
  }
  await assert.rejects(opened(other.sealed, { key, hash }), refusedWith("bad_file"), "its hash");
  const anotherKey = { key: newFileKey(), hash };
  await assert.rejects(opened(sealed, anotherKey), refusedWith("bad_file"));
});

Deno.test("fileOpener() fails with any bit changed, and cut off at any place", async () => {
  const key = newFileKey();
  const { sealed, hash } = await sealedFile(key, content(40));
  for (const bytes of damaged(sealed)) {
    await assert.rejects(opened(bytes, { key, hash }), refusedWith("bad_file", "unknown_version"));
  }
});
