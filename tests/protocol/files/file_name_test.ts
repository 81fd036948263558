import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_FILE_NAME_BYTES, safeFileName } from "../../../protocol/files/file_name.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

Deno.test("safeFileName() leaves names alone that can be stored everywhere", () => {
  for (
    const name of ["photo.png", "Bericht – März.pdf", "写真.jpg", "תמונה.png", "👩‍👩‍👧.gif", "a  b"]
  ) {
    assert.equal(safeFileName(name), name.replace("  ", " "));
  }
});

Deno.test("safeFileName() takes paths, dots at the start and devices out of a name", () => {
  for (
    const [given, name] of [
      ["../../etc/passwd", "passwd"],
      ["C:\\Users\\alice\\photo.png", "photo.png"],
      ["/", "file"],
      ["a/..", "a"],
      ["..", "file"],
      [".bashrc", "bashrc"],
      ["", "file"],
      ["name. . ", "name"],
      ["CON", "_CON"],
      ["nul.txt", "_nul.txt"],
      ["COM¹.log", "_COM¹.log"],
      ["console.txt", "console.txt"],
      ["file.txt:stream", "file.txt_stream"],
      ['what?<>*|".txt', "what______.txt"],
      ["line\none\ttwo", "line one two"],
    ] as const
  ) {
    assert.equal(safeFileName(given), name, given);
  }
});

Deno.test("safeFileName() leaves nothing in a name that misleads the eye", () => {
  assert.equal(safeFileName("photo\u202egnp.exe"), "photognp.exe");
  assert.equal(safeFileName("a\u0000b\u001b[2J\u200b\ufeff\u{e0041}.txt"), "ab[2J.txt");
  assert.equal(safeFileName("\u3164\u2060"), "file");
  // What composes with what was before something unseen, too.
  assert.equal(safeFileName("Cafe\u200b\u0301.txt"), "Café.txt");
  assert.equal(safeFileName("Cafe\u0301.txt"), "Caf\u00e9.txt");
});

Deno.test("safeFileName() bounds a name and keeps its ending", () => {
  assert.equal(safeFileName(`${"x".repeat(10_000)}.png`), `${"x".repeat(251)}.png`);
  assert.equal(safeFileName(`${"é".repeat(200)}.png`), `${"é".repeat(125)}.png`);
  assert.equal(bytesOf(safeFileName(`a.${"y".repeat(10_000)}`)), MAX_FILE_NAME_BYTES);
});

Deno.test("safeFileName() makes a safe name of anything, and leaves that as it is", () => {
  const hard = fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.array(
      fc.constantFrom(
        ..."./\\: \t\u202e\u200b\u0301eCONaux1_é🦄\ud800\u212b\u1100\u1161".split(""),
      ),
      { maxLength: 300 },
    ).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(hard, (given) => {
      const name = safeFileName(given);
      assert.ok(name.length > 0 && bytesOf(name) <= MAX_FILE_NAME_BYTES);
      assert.ok(!/[/\\\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069<>:"|?*]|^[.\s]|[.\s]$/u.test(name));
      assert.equal(name.normalize("NFC"), name);
      assert.equal(safeFileName(name), name);
    }),
    { numRuns: 2_000 },
  );
});
