import assert from "node:assert/strict";
import { PackedFiles, packedWorkers, packFiles } from "../../../tools/build/packed_files.ts";

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test("PackedFiles gives back what packFiles() took", () => {
  const files = new PackedFiles(
    packFiles({ one: encode("1\n\n"), none: encode(""), other: new Uint8Array(9_999).fill(10) }),
  );
  assert.deepEqual(files.read("one"), encode("1\n\n"));
  assert.deepEqual(files.read("none"), encode(""));
  assert.deepEqual(files.read("other"), new Uint8Array(9_999).fill(10));
  assert.throws(() => files.read("another"), RangeError);
});

Deno.test("packedWorkers() starts workers, and says nothing where their code is gone", async () => {
  const files = new PackedFiles(packFiles({ echo: encode("postMessage('here');") }));
  const addresses = packedWorkers(() => files);
  assert.equal(addresses("echo"), addresses("echo"));
  const worker = new Worker(addresses("echo"), { type: "module" });
  const { data } = await new Promise<MessageEvent>((resolve) => worker.onmessage = resolve);
  assert.equal(data, "here");
  worker.terminate();

  const gone = packedWorkers(() => {
    throw new Deno.errors.NotFound("no such file");
  });
  assert.equal(await (await fetch(gone("echo"))).text(), "close();");
  assert.throws(() => addresses("another"), RangeError);
});
