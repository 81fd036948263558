import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fileOpener } from "../../../../client/encryption/file_chunks.ts";
import { sealedFileBytes } from "../../../../client/encryption/file_cipher.ts";
import { secretOf } from "../../../../client/transfer/file_seal.ts";
import { sealFile } from "../../../../client/web/files/seal_file.ts";
import { isSealedFile } from "../../../../protocol/encryption/content.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const factsOf = ({ type }: Blob) => Promise.resolve({ type });
const tools = { factsOf, signal: new AbortController().signal };

Deno.test("sealFile() encrypts a file so that what it says of it opens it", async () => {
  for (const count of [0, 1, 65_536, 200_000]) {
    const plain = new Uint8Array(count).map((_, index) => index % 251);
    const file = new File([plain], "a/b\nplan.txt", { type: "text/plain" });
    const { blob, sealed } = await sealFile(file, tools);
    const bytes = new Uint8Array(await blob.arrayBuffer());
    assert.equal(bytes.length, sealedFileBytes(count));
    assert.equal(blob.type, "application/octet-stream");
    assert.ok(isSealedFile(sealed));
    assert.deepEqual(
      [sealed.id, sealed.sha256, sealed.size, sealed.type],
      [sha256(bytes), sha256(plain), count, "text/plain"],
    );
    assert.doesNotMatch(sealed.name, /[/\n]/);
    const opened = blob.stream().pipeThrough(fileOpener(secretOf(sealed)));
    assert.deepEqual(await new Response(opened).bytes(), plain);
  }
});

Deno.test("sealFile() never uses a key twice", async () => {
  const file = new File(["plan"], "plan.txt");
  const [one, other] = await Promise.all([sealFile(file, tools), sealFile(file, tools)]);
  assert.notEqual(one.sealed.key, other.sealed.key);
  assert.notEqual(one.sealed.id, other.sealed.id);
});

Deno.test("sealFile() stops when nobody wants the file any more", async () => {
  const stop = new AbortController();
  const sealing = sealFile(new File(["plan"], "plan.txt"), { factsOf, signal: stop.signal });
  stop.abort();
  await assert.rejects(sealing, { name: "AbortError" });
});
