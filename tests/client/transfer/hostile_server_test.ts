/** What transfers do with servers that lie, flood, or never end. */
import assert from "node:assert/strict";
import { hashOf, type Liar } from "../../support/file_server.ts";
import { openStage, randomBytes, untilState } from "./stage.ts";

const BYTES = randomBytes(1_000);
const TAG = `ETag: "${hashOf(BYTES)}"\r\n`;

/** Answers to a request for a file that nobody can do anything with. */
const LIES: readonly (readonly [string, string | Liar, RegExp])[] = [
  ["something else than HTTP", "hello\n".repeat(1_000), /did not answer with HTTP/],
  ["a field without end", `HTTP/1.1 200 OK\r\nA: ${"a".repeat(100_000)}`, /line of more than/],
  ["fields without end", `HTTP/1.1 200 OK\r\n${"A: b\r\n".repeat(100_000)}`, /too much before/],
  ["answers before the answer", "HTTP/1.1 102 Wait\r\n\r\n".repeat(10_000), /never comes/],
  ["another protocol", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", /never comes/],
  ["a folded field", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", /field that is none/],
  [
    "a redirect",
    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n",
    /302/,
  ],
  ["no length", `HTTP/1.1 200 OK\r\n${TAG}\r\n${"x".repeat(10_000)}`, /does not say how long/],
  [
    "two lengths",
    `HTTP/1.1 200 OK\r\n${TAG}Content-Length: 5\r\nContent-Length: 1000\r\n\r\nhello`,
    /where a number should be/,
  ],
  [
    "a length and chunks",
    `HTTP/1.1 200 OK\r\n${TAG}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello`,
    /in two ways/,
  ],
  ["another length", `HTTP/1.1 200 OK\r\n${TAG}Content-Length: 5\r\n\r\nhello`, /another file/],
  [
    "another hash",
    `HTTP/1.1 200 OK\r\nETag: "${"0".repeat(64)}"\r\nContent-Length: 1000\r\n\r\n`,
    /another file/,
  ],
  [
    "other bytes than the hash says",
    `HTTP/1.1 200 OK\r\n${TAG}Content-Length: 1000\r\n\r\n${"x".repeat(1_000)}`,
    /SHA-256 is another one/,
  ],
  [
    "another coding",
    `HTTP/1.1 200 OK\r\n${TAG}Content-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n`,
    /in another form/,
  ],
  [
    "a part that nobody has asked for",
    `HTTP/1.1 206 Part\r\n${TAG}Content-Range: bytes 5-9/1000\r\nContent-Length: 5\r\n\r\nhello`,
    /status 206/,
  ],
  [
    "an error without end",
    `HTTP/1.1 404 No\r\nContent-Length: 9999999999\r\n\r\n${"x".repeat(100_000)}`,
    /no such file/,
  ],
];

for (const [what, lie, reason] of LIES) {
  Deno.test(`Transfers.get() gives up, and says why, when the server sends ${what}`, async () => {
    await using stage = await openStage();
    const transfers = stage.client();
    stage.server.liar = typeof lie === "string" ? () => lie : lie;
    const { folder } = stage;
    await transfers.get({ messageId: 1, folder, name: "a", bytes: 1_000, sha256: hashOf(BYTES) });
    const { reason: said = "", path } = await untilState(transfers, 1, "failed");
    assert.match(said, reason);
    assert.equal(path, undefined);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.ok(!names.includes("a"), String(names));
  });
}

/** Heads of a part that is asked for from byte 400 on, behind which more comes than is left. */
const LONG_PARTS: readonly (readonly [string, string, RegExp])[] = [
  ["another length than its range", "Content-Length: 100000\r\n", /another length/],
  ["no length", "", /does not say how long/],
  ["chunks", "Transfer-Encoding: chunked\r\n", /does not say how long/],
];

for (const [what, fields, reason] of LONG_PARTS) {
  Deno.test(`Transfers.get() writes no more than was announced when a part has ${what}`, async () => {
    await using stage = await openStage();
    const transfers = stage.client();
    stage.server.files.set(1, { name: "a", bytes: BYTES });
    stage.server.breakAfter = () => 400;
    stage.server.liar = (request) => {
      const first = /^bytes=(\d+)-$/.exec(request.fields.get("range") ?? "")?.[1];
      if (first === undefined) return undefined;
      const body = "x".repeat(100_000);
      return `HTTP/1.1 206 Part\r\n${TAG}Content-Range: bytes ${first}-999/1000\r\n${fields}\r\n${
        fields.includes("chunked") ? `${body.length.toString(16)}\r\n` : ""
      }${body}`;
    };
    const { folder } = stage;
    await transfers.get({ messageId: 1, folder, name: "a", bytes: 1_000, sha256: hashOf(BYTES) });
    assert.match((await untilState(transfers, 1, "failed")).reason ?? "", reason);
    assert.ok((await Deno.stat(`${folder}/a.part`)).size <= 1_000);
  });
}

Deno.test("Transfers.bytesOf() takes nothing that does not say how long it is", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  const body = "x".repeat(1_000);
  stage.server.liar = () =>
    `HTTP/1.1 200 OK\r\n${TAG}Transfer-Encoding: chunked\r\n\r\n3e8\r\n${body}\r\n3e8\r\n${body}\r\n0\r\n\r\n`;
  const wanted = { messageId: 1, bytes: 1_000, sha256: hashOf(BYTES) };
  await assert.rejects(transfers.bytesOf(wanted), /does not say how long/);
});

/** What servers say to an upload that cannot be right. */
const UPLOAD_LIES: readonly (readonly [string, Liar, RegExp])[] = [
  [
    "no place for it",
    () => "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
    /does not say where/,
  ],
  [
    "a place elsewhere",
    () => "HTTP/1.1 201 Created\r\nLocation: /files/uploads/../../x\r\nContent-Length: 0\r\n\r\n",
    /does not say where/,
  ],
  [
    "that it has more than there is",
    ({ method }) =>
      method === "POST"
        ? undefined
        : "HTTP/1.1 409 No\r\nUpload-Offset: 7\r\nContent-Length: 0\r\n\r\n",
    /409/,
  ],
  [
    "that it is no further than before",
    ({ method }) =>
      method !== "PATCH"
        ? undefined
        : "HTTP/1.1 204 OK\r\nUpload-Offset: 0\r\nUpload-Complete: ?0\r\n\r\n",
    /something else than it was sent/,
  ],
  [
    "that it has no room",
    () =>
      'HTTP/1.1 507 No\r\nContent-Length: 48\r\n\r\n{"error":"storage_full","message":"No room now"}',
    /No room now/,
  ],
];

for (const [what, liar, reason] of UPLOAD_LIES) {
  Deno.test(`Transfers.send() gives up, and says why, when the server says ${what}`, async () => {
    await using stage = await openStage();
    const transfers = stage.client();
    stage.server.liar = liar;
    const path = await stage.file("a", 100_000);
    await transfers.send([{ path, name: "a", to: { room: "general" }, caption: "" }]);
    assert.match((await untilState(transfers, 1, "failed")).reason ?? "", reason);
    assert.equal(stage.said.length, 0);
  });
}

Deno.test("Transfers.send() says no to a server that has no files in its hello", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  stage.server.hello = {};
  const path = await stage.file("a", 10);
  await transfers.send([{ path, name: "a", to: { room: "general" }, caption: "" }]);
  assert.match((await untilState(transfers, 1, "failed")).reason ?? "", /takes no files/);
});

Deno.test("Transfers.get() waits as long as a busy server asks, and goes on", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  stage.server.files.set(1, { name: "a", bytes: BYTES });
  let count = 0;
  const busy = '{"ok":false,"error":"slow_down","message":"Slow down"}';
  stage.server.liar = () =>
    count++ === 0
      ? `HTTP/1.1 429 No\r\nRetry-After: 1\r\nContent-Length: ${busy.length}\r\n\r\n${busy}`
      : undefined;
  await transfers.get({ messageId: 1, folder: stage.folder, name: "a" });
  assert.match((await untilState(transfers, 1, "waiting")).reason ?? "", /Slow down/);
  await untilState(transfers, 1, "done");
});

Deno.test("Transfers.get() begins nothing that does not fit, whatever length is announced", async () => {
  await using stage = await openStage();
  const transfers = stage.client();
  stage.server.liar = () =>
    `HTTP/1.1 200 OK\r\n${TAG}Content-Length: 1000000000000000\r\n\r\n${"x".repeat(10_000)}`;
  await transfers.get({ messageId: 1, folder: `${stage.folder}/new`, name: "a" });
  const { reason } = await untilState(transfers, 1, "failed");
  assert.match(reason ?? "", /There is no room for 909\.5 TiB in/);
  const sizes = Array.from(
    Deno.readDirSync(`${stage.folder}/new`),
    ({ name }) => Deno.statSync(`${stage.folder}/new/${name}`).size,
  );
  assert.ok(sizes.every((size) => size === 0), `${sizes}`);
});

Deno.test("Transfers.get() says that the disk is full, and goes on when there is room", async () => {
  await using stage = await openStage();
  const folder = `${stage.folder}/small`;
  const transfers = stage.client();
  await Deno.mkdir(folder);
  const mounted = await new Deno.Command("mount", {
    args: ["-t", "tmpfs", "-o", "size=256k", "tmpfs", folder],
    stderr: "null",
  }).output().then(({ success }) => success, () => false);
  if (!mounted) return; // no right to do so here
  try {
    const bytes = randomBytes(600_000);
    stage.server.files.set(1, { name: "a", bytes });
    await transfers.get({ messageId: 1, folder, name: "a", bytes: 600_000, sha256: hashOf(bytes) });
    assert.match(
      (await untilState(transfers, 1, "failed")).reason ?? "",
      /There is no room for 585/,
    );
    await new Deno.Command("mount", { args: ["-o", "remount,size=2m", folder] }).output();
    transfers.act(1, "resume");
    const { path = "" } = await untilState(transfers, 1, "done");
    assert.equal(hashOf(await Deno.readFile(path)), hashOf(bytes));
  } finally {
    await new Deno.Command("umount", { args: ["-l", folder] }).output();
  }
});
