import assert from "node:assert/strict";
import { quietObserver } from "../../../client/top/watch.ts";

Deno.test("quietObserver() says when the server was restored, once", () => {
  const told: string[] = [];
  const observer = quietObserver((text) => void told.push(text));
  observer.back(0);
  observer.restored({ lastId: 10, hasLost: true });
  observer.back(3);
  observer.back(0);
  assert.deepEqual(told, [
    "connected again",
    "connected again; the server was restored from a backup",
    "connected again",
  ]);
});
