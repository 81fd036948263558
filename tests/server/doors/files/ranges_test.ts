import assert from "node:assert/strict";
import fc from "fast-check";
import { partOf } from "../../../../server/doors/files/ranges.ts";

Deno.test("partOf() finds the part of a file that a range asks for", () => {
  const cases: [string | undefined, number, ReturnType<typeof partOf>][] = [
    [undefined, 10, undefined],
    ["bytes=0-", 10, { start: 0, end: 10 }],
    ["bytes=0-0", 10, { start: 0, end: 1 }],
    ["bytes=3-5", 10, { start: 3, end: 6 }],
    ["bytes=3-500", 10, { start: 3, end: 10 }],
    ["bytes=-4", 10, { start: 6, end: 10 }],
    ["bytes=-400", 10, { start: 0, end: 10 }],
    ["bytes=10-", 10, "outside"],
    ["bytes=-0", 10, "outside"],
    // Numbers may have any number of digits (RFC 9110, section 14.1.1).
    ["bytes=99999999999999999999-", 10, "outside"],
    ["bytes=3-99999999999999999999", 10, { start: 3, end: 10 }],
    [`bytes=-${"9".repeat(400)}`, 10, { start: 0, end: 10 }],
    ["bytes=0-", 0, "outside"],
    ["bytes=-1", 0, "outside"],
    // What means nothing, or more than one part, is the whole file.
    ["bytes=5-3", 10, undefined],
    ["bytes=-", 10, undefined],
    ["bytes=0-1,3-4", 10, undefined],
    ["lines=0-1", 10, undefined],
    ["bytes=a-b", 10, undefined],
  ];
  for (const [range, size, part] of cases) assert.deepEqual(partOf(range, size), part, range);
});

Deno.test("partOf() never leaves the file, whatever is asked for", () => {
  const texts = fc.stringMatching(/^bytes=\d{0,30}-\d{0,30}$/);
  fc.assert(fc.property(fc.oneof(texts, fc.string()), fc.nat(), (range, size) => {
    const part = partOf(range, size);
    if (part === undefined || part === "outside") return;
    assert.ok(part.start >= 0 && part.start < part.end && part.end <= size);
  }));
});
