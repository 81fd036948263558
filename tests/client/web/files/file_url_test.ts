import assert from "node:assert/strict";
import { fileUrl, showingOf, shownSize } from "../../../../client/web/files/file_url.ts";

Deno.test("fileUrl() is an address of the page's own server, whatever the name", () => {
  assert.equal(fileUrl(7, "a b.png"), "/files/7/a%20b.png");
  assert.equal(fileUrl(7, "../x?y#z"), "/files/7/..%2Fx%3Fy%23z");
  assert.equal(fileUrl(7, "\ud800"), "/files/7/%EF%BF%BD");
});

Deno.test("showingOf() shows nothing that a browser would run", () => {
  assert.deepEqual(
    ["image/png", "audio/mpeg", "video/webm"].map(showingOf),
    ["image", "audio", "video"],
  );
  for (const type of ["text/html", "image/svg+xml", "application/pdf", "image/pngx", ""]) {
    assert.equal(showingOf(type), "none", type);
  }
});

Deno.test("shownSize() keeps to the shape of an image and to a bound", () => {
  assert.deepEqual(shownSize({ width: 800, height: 400 }), { width: 384, height: 192 });
  assert.deepEqual(shownSize({ width: 100, height: 50 }), { width: 100, height: 50 });
  assert.deepEqual(shownSize({ width: 10, height: 1_000_000 }), { width: 24, height: 320 });
  assert.deepEqual(shownSize({}), shownSize({ width: 0, height: 10 }));
});
