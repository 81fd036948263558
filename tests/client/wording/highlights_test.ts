import assert from "node:assert/strict";
import { highlightPattern } from "../../../client/wording/highlights.ts";

const CASES: readonly [text: string, words: readonly string[], isCalled: boolean][] = [
  ["The Deploy is done", ["deploy"], true],
  ["deployed", ["deploy"], false],
  ["redeploy", ["deploy"], false],
  ["deploy!", ["deploy"], true],
  ["(deploy)", ["DEPLOY"], true],
  ["deployed", ["deploy*"], true],
  ["redeploy", ["*deploy"], true],
  ["redeployed", ["*deploy"], false],
  ["redeployed", ["*deploy*"], true],
  ["redeployed, then deploy", ["deploy"], true],
  ["on call now", ["on call"], true],
  ["c++ rocks", ["c++"], true],
  ["größe", ["größ"], false],
  ["𝒜deploy", ["deploy"], false],
  ["anything", ["*"], false],
  ["anything", [], false],
];

for (const [text, words, isCalled] of CASES) {
  Deno.test(`highlightPattern() says ${isCalled} for ${JSON.stringify([text, words])}`, () => {
    assert.equal(highlightPattern(words)?.test(text) ?? false, isCalled);
  });
}
