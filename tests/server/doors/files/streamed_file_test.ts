import assert from "node:assert/strict";
import { join } from "node:path";
import { StreamedFile } from "../../../../server/doors/files/streamed_file.ts";
import { Pieces } from "../../../../server/files/pieces.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("StreamedFile.send() says when the file cannot be read, and nothing when nobody takes it", async () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, "file");
  Deno.writeFileSync(path, new Uint8Array(1_000));
  const failures: unknown[] = [];
  const open = async (end: number) =>
    new StreamedFile(
      await Deno.open(path, { read: true }),
      { start: 0, end },
      { gate: { isCalm: true, pass: () => undefined }, pieces: new Pieces() },
      (error) => void failures.push(error),
    );
  const cut = await open(2_000);
  await assert.rejects(cut.send(() => Promise.resolve()), /has become shorter/);
  cut.close();
  assert.match(String(failures[0]), /has become shorter/);
  const left = await open(1_000);
  await assert.rejects(left.send(() => Promise.reject(new Error("gone"))), /gone/);
  left.close();
  assert.equal(failures.length, 1);
});
