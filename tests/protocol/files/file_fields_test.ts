import assert from "node:assert/strict";
import { checkSaidFile, readSharedFile } from "../../../protocol/files/file_fields.ts";
import { mediaTypeOf } from "../../../protocol/files/media_type.ts";
import { PICTURE } from "../../support/shared_file.ts";

const UPLOAD = "A".repeat(22);

Deno.test("readSharedFile() takes what a server says of a file", () => {
  assert.deepEqual(readSharedFile(PICTURE), PICTURE);
  assert.deepEqual(readSharedFile({ ...PICTURE, newer: 1 }), PICTURE);
});

Deno.test("readSharedFile() leaves out what is wrong with a picture, and makes names and types safe", () => {
  const { height: _height, preview: _preview, width: _width, ...plain } = PICTURE;
  const odd = { ...PICTURE, name: "../\u202ea.txt", type: "<b>", width: -1, preview: "<script>" };
  assert.deepEqual(readSharedFile(odd), {
    ...plain,
    name: "a.txt",
    type: "application/octet-stream",
  });
  assert.deepEqual(readSharedFile({ size: 0, sha256: PICTURE.sha256 }), {
    name: "file",
    size: 0,
    type: "application/octet-stream",
    sha256: PICTURE.sha256,
  });
});

Deno.test("readSharedFile() takes no file without its size or its hash", () => {
  for (
    const file of [
      null,
      [],
      "file",
      { ...PICTURE, size: -1 },
      { ...PICTURE, size: 1.5 },
      { ...PICTURE, size: "5" },
      { ...PICTURE, sha256: "AB".repeat(32) },
      { ...PICTURE, sha256: "../../passwd" },
    ]
  ) {
    assert.equal(readSharedFile(file), undefined);
  }
});

Deno.test("checkSaidFile() takes an upload with what is said of it", () => {
  const given = { upload: UPLOAD, name: "a/b.PNG", type: "Image/PNG; x=y", width: 1, height: 2 };
  assert.deepEqual(checkSaidFile(given), {
    upload: UPLOAD,
    name: "b.PNG",
    type: "image/png",
    width: 1,
    height: 2,
  });
  assert.deepEqual(checkSaidFile({ upload: UPLOAD, name: "a", size: 5, sha256: "x" }), {
    upload: UPLOAD,
    name: "a",
    type: "application/octet-stream",
  });
});

Deno.test("checkSaidFile() refuses every other form", () => {
  for (
    const file of [
      5,
      [],
      {},
      { upload: 5, name: "a" },
      { upload: UPLOAD },
      { upload: UPLOAD, name: 5 },
      { upload: UPLOAD, name: "a", type: 5 },
      { upload: UPLOAD, name: "a", width: 5 },
      { upload: UPLOAD, name: "a", width: 0, height: 5 },
      { upload: UPLOAD, name: "a", width: 5, height: 1e9 },
      { upload: UPLOAD, name: "a", preview: "x".repeat(65) },
      { upload: UPLOAD, name: "a", preview: "not base64url" },
    ]
  ) {
    assert.throws(() => checkSaidFile(file), { code: "bad_file" });
  }
  for (const upload of ["", "../../x", "A".repeat(21), "A".repeat(65), "A".repeat(21) + "/"]) {
    assert.throws(() => checkSaidFile({ upload, name: "a" }), { code: "no_such_upload" });
  }
});

Deno.test("mediaTypeOf() knows media types and takes everything else for bytes", () => {
  for (const type of ["image/png", "application/vnd.api+json", "text/x-c++", "a/b"]) {
    assert.equal(mediaTypeOf(type), type);
  }
  assert.equal(mediaTypeOf("TEXT/HTML; charset=utf-8"), "text/html");
  const none = [
    "",
    "png",
    "image/",
    "/png",
    "a/b/c",
    "im age/png",
    "a/\n",
    "é/x",
    `a/${"b".repeat(126)}`,
  ];
  for (const type of [...none, undefined, 5, `a/b;${"x".repeat(5_000)}`]) {
    assert.equal(mediaTypeOf(type), "application/octet-stream");
  }
});
