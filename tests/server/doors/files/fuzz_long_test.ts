/** Requests about files that nobody would make: each is answered or ends its connection, and nothing more. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { FileClient, idIn, someBytes } from "../../../support/file_client.ts";
import { openFilesHouse } from "../../../support/files_house.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";

const SEED = Number(Deno.env.get("SEED") ?? 11);
const REQUESTS = 200;

const path = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("/files", "/files/uploads/UPLOAD") },
  fc.constantFrom(
    "/files/",
    "/files/1/x",
    "/files/1",
    "/files/99999999999999999999/x",
    "/files/uploads/",
    "/files/uploads/UPLOAD",
    "/files/uploads/UPLOAD.json",
    "/files/uploads/../blobs",
    "/files/-1/x",
    "/files/1/x/y",
    "/filesystem",
  ),
  fc.stringMatching(/^\/files\/[!-~]{0,40}$/),
);
const number = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("5", "150") },
  fc.constantFrom("0", "1", "10", "100", "-1", "1.5", "NaN", "1e9", "9007199254740993", ""),
  fc.nat(200).map(String),
);
const fields = fc.record({
  "Upload-Length": number,
  "Upload-Offset": number,
  "Upload-Complete": fc.constantFrom("?1", "?0", "1", "yes"),
  "Repr-Digest": fc.constantFrom("sha-256=:AAAA:", "sha-256=1", "md5=:AA==:", ",,,", "sha-256=::"),
  "Content-Type": fc.constantFrom(...Array(4).fill("application/partial-upload"), "text/html", ""),
  Range: fc.constantFrom("bytes=0-", "bytes=-1", "bytes=5-1", "bytes=0-1,2-3", "x"),
  "If-Range": fc.constantFrom('"x"', "Sat, 28 Nov 2026 00:00:00 GMT"),
  "If-None-Match": fc.constantFrom("*", '"x"', ","),
  Expect: fc.constantFrom("100-continue", "200-ok"),
}, { requiredKeys: [] });
const request = fc.record({
  method: fc.constantFrom("GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "BREW"),
  path,
  fields,
  bytes: fc.nat(120),
});

Deno.test(`requests for files by chance are answered or end their connection (seed ${SEED})`, async () => {
  using folder = new TemporaryFolder();
  await using house = await openFilesHouse(folder);
  const { token } = await house.register("alice");
  const { port } = house;
  using first = await FileClient.open({ port, token, web: true });
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, fields, bytes }) => {
      const begun = await first.post(someBytes(5), { length: 100 });
      const upload = idIn(begun.fields.get("location"));
      using client = await FileClient.open({ port, token, web: true });
      const body = method === "POST" || method === "PATCH" ? someBytes(bytes) : undefined;
      const target = path.replace("UPLOAD", upload);
      let { status, text } = await client.ask(method, target, {
        fields,
        ...(body === undefined ? {} : { body }),
      });
      if (status === 100) ({ status, text } = await client.raw.response());
      statuses.add(status);
      for (const left of house.house.services.files.uploads.all()) {
        await house.house.services.files.uploads.remove(left);
      }
      assert.ok(status >= 200 && status !== 500, `${method} ${target}: ${status} ${text}`);
    }),
    { numRuns: REQUESTS, seed: SEED, endOnFailure: true },
  );
  for (const status of [201, 204, 400, 404, 405, 409, 415]) {
    assert.ok(statuses.has(status), `never ${status}, but ${[...statuses]}`);
  }
  assert.deepEqual(house.house.log.lines.filter((line) => line.startsWith("ERROR")), []);
});
