import assert from "node:assert/strict";
import { Output } from "../../../client/script/output.ts";

Deno.test("Output.print() writes what came in one turn at once, and all of it", async () => {
  const writes: string[] = [];
  const output = new Output({
    write: (bytes) => {
      const part = bytes.subarray(0, 5); // a pipe may take less than it was given
      writes.push(new TextDecoder().decode(part));
      return Promise.resolve(part.length);
    },
  });
  output.print("one");
  output.print("two");
  await output.settled();
  assert.deepEqual(writes, ["one\nt", "wo\n"]);
});

Deno.test("Output.broken resolves when nobody reads, and print() is quiet from then on", async () => {
  let writes = 0;
  const output = new Output({
    write: () => {
      writes++;
      return Promise.reject(new Deno.errors.BrokenPipe());
    },
  });
  output.print("one");
  await output.settled();
  output.print("two");
  await output.settled();
  assert.equal(writes, 1);
  assert.ok(await output.broken instanceof Deno.errors.BrokenPipe);
});
