import assert from "node:assert/strict";
import {
  checkedProxy,
  hasPassword,
  parseProxy,
  proxyFor,
  UNREAD_PROXY,
  withoutPassword,
} from "../../../../client/net/proxy/proxy.ts";

const NOBODY = { username: undefined, password: undefined };

Deno.test("parseProxy() takes what people write, and port 1080 or 8080 by default", () => {
  assert.deepEqual(parseProxy("socks5://Proxy.example"), {
    kind: "socks5",
    host: "proxy.example",
    port: 1080,
    ...NOBODY,
  });
  assert.deepEqual(parseProxy("socks5h://[::1]:9050"), {
    kind: "socks5",
    host: "::1",
    port: 9050,
    ...NOBODY,
  });
  assert.deepEqual(parseProxy("http://me:p%40ss@proxy:80"), {
    kind: "http",
    host: "proxy",
    port: 80,
    username: "me",
    password: "p@ss",
  });
  assert.deepEqual(parseProxy("proxy:3128"), {
    kind: "http",
    host: "proxy",
    port: 3128,
    ...NOBODY,
  });
  assert.equal(parseProxy("http://proxy")?.port, 8080);
  assert.equal(parseProxy("none"), undefined);
});

Deno.test("parseProxy() refuses what is none", () => {
  for (
    const text of [
      "",
      "ftp://x",
      "https://x:443",
      "socks4://x",
      "socks5://",
      "http://x:99999",
      "a b",
    ]
  ) {
    assert.throws(() => parseProxy(text), SyntaxError, text);
  }
  assert.throws(() => parseProxy("http://x/path"), SyntaxError);
  assert.throws(() => parseProxy("http://:secret@x"), /stands behind a name/);
  assert.throws(() => parseProxy(`socks5://${"u".repeat(256)}:p@x`), /255 bytes/);
});

Deno.test("checkedProxy() takes no password, which everybody could read", () => {
  assert.throws(() => checkedProxy("socks5://me:secret@x"), /ALL_PROXY/);
  assert.throws(() => checkedProxy("socks5://:secret@x"), /stands behind a name/);
  assert.equal(checkedProxy("socks5://me@x")?.username, "me");
});

/** The port of the proxy that is used for a server. */
function portFor(
  host: string,
  { env = {}, option, setting = "" }: {
    env?: Record<string, string>;
    option?: string;
    setting?: string;
  } = {},
): number | undefined {
  const environment = (name: string) => env[name];
  return proxyFor({ host, port: 5000 }, { environment, option, setting })?.port;
}

Deno.test("proxyFor() asks the command line, then the config file, then the environment", () => {
  const env = { ALL_PROXY: "socks5://p:3" };
  assert.equal(portFor("chat.example", { env, option: "socks5://p:1", setting: "http://p:2" }), 1);
  assert.equal(portFor("chat.example", { env, setting: "http://p:2" }), 2);
  assert.equal(portFor("chat.example", { env }), 3);
  assert.equal(portFor("chat.example", { env: { all_proxy: "socks5://p:4" } }), 4);
  assert.equal(portFor("chat.example"), undefined);
  assert.equal(portFor("chat.example", { env, setting: "none" }), undefined);
  assert.equal(portFor("chat.example", { env, option: "none" }), undefined);
  assert.throws(
    () => portFor("chat.example", { env: { ALL_PROXY: "x://y" } }),
    /ALL_PROXY names no/,
  );
});

Deno.test("proxyFor() connects to nothing while it cannot be known which proxy is wanted", () => {
  const env = { ALL_PROXY: "socks5://p:3" };
  const setting = UNREAD_PROXY;
  assert.throws(() => portFor("chat.example", { setting }), /is not understood, so nothing/);
  assert.throws(() => portFor("chat.example", { env, setting }), /is not understood, so nothing/);
  assert.equal(portFor("chat.example", { setting, option: "socks5://p:1" }), 1);
  assert.equal(portFor("chat.example", { setting, option: "none" }), undefined);
  assert.equal(portFor("localhost", { setting }), undefined);
});

Deno.test("proxyFor() leaves out this machine and what NO_PROXY names, unless it was asked for", () => {
  for (const host of ["localhost", "127.0.0.1", "::1", "a.localhost"]) {
    assert.equal(portFor(host, { env: { ALL_PROXY: "socks5://p:3" } }), undefined, host);
    assert.equal(portFor(host, { option: "socks5://p:1" }), 1, host);
  }
  for (
    const [list, host, isLeftOut] of [
      ["example", "chat.example", true],
      [".example", "chat.example", true],
      ["*.example", "chat.example", true],
      ["Chat.Example", "chat.example", true],
      ["hat.example", "chat.example", false],
      ["other, chat.example", "chat.example", true],
      ["chat.example:5000", "chat.example", true],
      ["chat.example:5001", "chat.example", false],
      ["*", "chat.example", true],
      ["192.0.2.1", "192.0.2.1", true],
      ["2001:db8::7", "2001:db8::7", true],
      ["[2001:db8::7]:5000", "2001:db8::7", true],
      [",", "chat.example", false],
    ] as const
  ) {
    const env = { ALL_PROXY: "socks5://p:3", NO_PROXY: list };
    assert.equal(portFor(host, { env }) === undefined, isLeftOut, `${list} ${host}`);
  }
});

Deno.test("withoutPassword() hides it", () => {
  assert.equal(withoutPassword("socks5://me:secret@x:1"), "socks5://me:…@x:1");
  assert.equal(withoutPassword("me:se:cret@x:1"), "me:…@x:1");
  assert.equal(withoutPassword("socks5://x:1"), "socks5://x:1");
  assert.equal(withoutPassword("http://u:p@ss@host"), "http://u:…@host");
  assert.equal(withoutPassword("u:p/a://b@ss@host:1"), "u:…@host:1");
  assert.equal(withoutPassword("socks5://me@x:1"), "socks5://me@x:1");
  assert.deepEqual(["http://u:p@h", "u:p@h", "http://h:1", "me@h:1"].map(hasPassword), [
    true,
    true,
    false,
    false,
  ]);
});
