import assert from "node:assert/strict";
import type { HttpError } from "../../../../server/doors/web/http_error.ts";
import { parseHead } from "../../../../server/doors/web/http_head.ts";

const encoder = new TextEncoder();

function parsed(...lines: string[]) {
  return parseHead(encoder.encode(lines.join("\r\n")));
}

/** The status with which lines are refused that come after a Host. */
function statusOf(first: string, ...fields: string[]): number {
  try {
    parsed(first, "Host: chat.example", ...fields);
  } catch (error) {
    return (error as HttpError).status;
  }
  return 200;
}

Deno.test("parseHead() understands a request of a browser", () => {
  const head = parsed(
    "GET /a%20b?room=%23general HTTP/1.1",
    "Host: Chat.Example:5000",
    "Accept: text/html",
    "accept: */*;q=0.8",
    "Cookie: chat=1",
    "Cookie: other=2",
    "Connection: keep-alive, Close",
    "X-Empty:",
    "X-Latin: caf\u00e9 \t ",
  );
  assert.equal(head.method, "GET");
  assert.equal(head.path, "/a%20b");
  assert.equal(head.host, "chat.example:5000");
  assert.equal(head.fields.get("accept"), "text/html, */*;q=0.8");
  assert.equal(head.fields.get("cookie"), "chat=1; other=2");
  assert.equal(head.fields.get("x-empty"), "");
  assert.equal(head.isLast, true);
  assert.equal(head.bodyBytes, 0);
  assert.equal(parsed("POST / HTTP/1.1", "Host: [::1]:80", "Content-Length: 12").bodyBytes, 12);
});

Deno.test("parseHead() refuses with the status that says why", () => {
  const cases: [number, string, ...string[]][] = [
    [200, "GET / HTTP/1.1"],
    [200, "GET / HTTP/1.1", "Content-Length: 0"],
    [400, ""],
    [400, "GET /"],
    [400, "GET  / HTTP/1.1"],
    [400, "GET / HTTP/1.1 "],
    [400, "G@T / HTTP/1.1"],
    [400, "GET /\u00e9 HTTP/1.1"],
    [400, "GET http://chat.example/ HTTP/1.1"],
    [400, "GET * HTTP/1.1"],
    [400, "GET / HTTP/1.1", "Host: other.example"],
    [400, "GET / HTTP/1.1", "No colon"],
    [400, "GET / HTTP/1.1", "Space : before the colon"],
    [400, "GET / HTTP/1.1", "A: folded", " value"],
    [400, "GET / HTTP/1.1", "A: bell\u0007"],
    [400, "GET / HTTP/1.1", ": no name"],
    [400, "GET / HTTP/1.1", "Content-Length: 1"],
    [400, "POST / HTTP/1.1", "Content-Length: +1"],
    [400, "POST / HTTP/1.1", "Content-Length: 1", "Content-Length: 1"],
    [400, "POST / HTTP/1.1", "Content-Length: 1", "Transfer-Encoding: chunked"],
    [400, "GET / HTTP/1.1", "Origin: https://a", "Origin: https://b"],
    [405, "OPTIONS / HTTP/1.1"],
    [405, "DELETE / HTTP/1.1"],
    [405, "CONNECT chat.example:443 HTTP/1.1"],
    [411, "POST / HTTP/1.1"],
    [413, "POST / HTTP/1.1", "Content-Length: 1048577"],
    [413, "POST / HTTP/1.1", "Content-Length: 99999999999999999999"],
    [414, `GET /${"a".repeat(8_000)} HTTP/1.1`],
    [431, "GET / HTTP/1.1", ...Array<string>(100).fill("A: b")],
    [501, "BREW / HTTP/1.1"],
    [501, "POST / HTTP/1.1", "Transfer-Encoding: chunked"],
    [505, "GET / HTTP/1.0"],
    [505, "PRI * HTTP/2.0"],
  ];
  for (const [status, ...lines] of cases) assert.equal(statusOf(...lines), status, lines.join("|"));
});

Deno.test("parseHead() wants exactly one host that can be one", () => {
  for (const host of ["", "a b", "a/b", "user@host", "[::1", "host:port", "a,b", "höst"]) {
    assert.throws(() => parsed("GET / HTTP/1.1", `Host: ${host}`), { status: 400 }, host);
  }
  assert.throws(() => parsed("GET / HTTP/1.1"), { status: 400 });
});
