import assert from "node:assert/strict";
import { addressIn, supportsLinks } from "../../../../client/full/sequences/link_support.ts";

for (
  const [environment, isKnown] of [
    [{ TERM: "xterm-256color" }, false],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "WezTerm" }, true],
    [{ TERM: "xterm-256color", VTE_VERSION: "7600" }, true],
    [{ TERM: "xterm-256color", VTE_VERSION: "4600" }, false],
    [{ TERM: "xterm-kitty" }, true],
    [{ TERM: "tmux-256color", TERM_PROGRAM: "WezTerm" }, false],
    [{ WT_SESSION: "1" }, true],
    [{}, false],
  ] as const
) {
  Deno.test(`supportsLinks() is ${isKnown} for ${JSON.stringify(environment)}`, () => {
    assert.equal(
      supportsLinks((name) => (environment as Record<string, string>)[name]),
      isKnown,
    );
  });
}

for (
  const [text, address] of [
    ["https://a.example/b", "https://a.example/b"],
    ["docs (https://a.example/b)", "https://a.example/b"],
    ["https://ä.example/ö", "https://xn--4ca.example/%C3%B6"],
    ["https://a.example/\u001b]8;;", "https://a.example/%1B]8;;"],
    [`https://a.example/${"x".repeat(3_000)}`, undefined],
    ["no address", undefined],
    ["https://", undefined],
  ] as const
) {
  Deno.test(`addressIn() finds ${address} in ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.equal(addressIn(text), address);
  });
}
