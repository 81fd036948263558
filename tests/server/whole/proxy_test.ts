/** Clients behind a proxy that speaks the PROXY protocol. */
import assert from "node:assert/strict";
import { parseNetwork } from "../../../server/access/network.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

function networks(text: string) {
  const network = parseNetwork(text);
  return network === undefined ? [] : [network];
}

/** Writes at once, and reads until the server has said `text` or has closed. */
async function exchange(port: number, written: string, text: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(written));
  const buffer = new Uint8Array(4_096);
  let read = "";
  while (!read.includes(text)) {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) break;
    read += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return read;
}

const WRONG = `${JSON.stringify({ action: "login", username: "nobody", password: "nothing" })}\n`;

Deno.test("serve() takes the address of a client from a trusted proxy", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { trustedProxies: networks("127.0.0.0/8") });
  const header = "PROXY TCP4 192.0.2.7 198.51.100.1 62348 5000\r\n";
  assert.match(await exchange(server.port, header + WRONG, "bad_credentials"), /"event":"hello"/);
  await server.log.line(/^LOGIN_FAILED .* from 192\.0\.2\.7:62348$/);
});

Deno.test("serve() closes what comes from a trusted proxy without a header", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { trustedProxies: networks("127.0.0.1") });
  assert.equal(await exchange(server.port, WRONG, "bad_credentials"), "");
  await server.log.line(/^HANDSHAKE_FAILED 127\.0\.0\.1 \(no PROXY header\)$/);
});

Deno.test("serve() believes no header from anywhere else", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { trustedProxies: networks("192.0.2.0/24") });
  const header = "PROXY TCP4 192.0.2.7 198.51.100.1 62348 5000\r\n";
  const read = await exchange(server.port, header + WRONG, "bad_credentials");
  assert.match(read, /"error":"bad_json"/);
  await server.log.line(/^LOGIN_FAILED .* from 127\.0\.0\.1:\d+$/);
});
