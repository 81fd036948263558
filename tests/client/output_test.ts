import assert from "node:assert/strict";
import { Output } from "../../client/output.ts";

Deno.test("Output.print() writes what came in one turn at once, and all of it", async () => {
  const writes: string[] = [];
  const output = new Output({
    write: (bytes) => {
      const part = bytes.subarray(0, 5); // a pipe may take less than it was given
      writes.push(new TextDecoder().decode(part));
      return Promise.resolve(part.length);
    },
  }, () => assert.fail());
  output.print("one");
  output.print("two");
  await output.settled();
  assert.deepEqual(writes, ["one\nt", "wo\n"]);
});

Deno.test("Output.print() reports once that nobody reads, and is quiet from then on", async () => {
  let broken = 0;
  const output = new Output(
    { write: () => Promise.reject(new Deno.errors.BrokenPipe()) },
    () => broken++,
  );
  output.print("one");
  await output.settled();
  output.print("two");
  await output.settled();
  assert.equal(broken, 1);
});
