import assert from "node:assert/strict";
import { cookiesFor, noCookies, tokenIn } from "../../../../server/doors/web/cookies.ts";

const TOKEN = "a".repeat(43);
const OTHER = "b".repeat(43);

Deno.test("tokenIn() finds the token, and takes none that another host can have set", () => {
  assert.equal(tokenIn(`x=1; __Host-chat=${TOKEN}`, true), TOKEN);
  assert.equal(tokenIn(`chat=${TOKEN}`, true), undefined);
  assert.equal(tokenIn(`chat=${TOKEN}`, false), TOKEN);
  assert.equal(tokenIn(`chat=${OTHER};__Host-chat=${TOKEN}`, false), TOKEN);
  for (const cookie of [undefined, "", "chat", "chat=", "chat=short", `chat="${TOKEN}"`]) {
    assert.equal(tokenIn(cookie, false), undefined, cookie);
  }
});

Deno.test("cookiesFor() gives cookies that scripts and other pages do not get", () => {
  const [secure = ""] = cookiesFor(TOKEN, true);
  assert.match(
    secure,
    /^__Host-chat=a{43}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Strict; Secure$/,
  );
  assert.equal(tokenIn(secure.split(";")[0], true), TOKEN);
  assert.equal(tokenIn(cookiesFor(TOKEN, false)[0]?.split(";")[0], false), TOKEN);
  assert.ok(noCookies().every((cookie) => cookie.includes("=; Path=/; Max-Age=0;")));
});
