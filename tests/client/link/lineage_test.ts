import assert from "node:assert/strict";
import { Lineage } from "../../../client/link/lineage.ts";

const FIRST = { start: "first", last_id: 0 };
const SECOND = { start: "second", last_id: 41 };

/** A link that began on the database `a`, at its first start. */
function begun(): Lineage {
  const lineage = new Lineage();
  lineage.begin({ database: "a", starts: [FIRST], lastId: 3 });
  return lineage;
}

Deno.test("Lineage.again() says nothing of a server that goes on, or starts again", () => {
  const lineage = begun();
  assert.equal(lineage.again({ database: "a", starts: [FIRST], lastId: 41 }, 41), undefined);
  const restarted = { database: "a", starts: [SECOND, FIRST], lastId: 50 };
  assert.equal(lineage.again(restarted, 41), undefined);
  assert.equal(lineage.again({ ...restarted, lastId: 60 }, 55), undefined);
});

Deno.test("Lineage.again() notices another start at the same database, however far it is", () => {
  const restored = (lastId: number) =>
    begun().again({
      database: "a",
      starts: [{ start: "other", last_id: 10 }, FIRST],
      lastId,
    }, 41);
  assert.deepEqual(restored(10), { lastId: 10, hasLost: true });
  assert.deepEqual(restored(1_000), { lastId: 10, hasLost: true });
});

Deno.test("Lineage.again() notices ids that go back without a start, and on an older server", () => {
  const back = { lastId: 10, hasLost: true };
  assert.deepEqual(begun().again({ database: "a", starts: [FIRST], lastId: 10 }, 41), back);
  const older = new Lineage();
  older.begin({ database: undefined, starts: undefined, lastId: 3 });
  const told = { database: undefined, starts: undefined };
  assert.equal(older.again({ ...told, lastId: 41 }, 41), undefined);
  assert.deepEqual(older.again({ ...told, lastId: 10 }, 41), back);
});

Deno.test("Lineage.again() tells of another name also where nothing is lost", () => {
  const starts = [{ start: "other", last_id: 41 }, FIRST];
  const renamed = { database: "b", starts, lastId: 100 };
  assert.deepEqual(begun().again(renamed, 41), { lastId: 41, hasLost: false });
});

Deno.test("Lineage.again() begins at the login where nothing is known in common", () => {
  const elsewhere = { database: "b", starts: [{ start: "other", last_id: 0 }], lastId: 7 };
  assert.deepEqual(begun().again(elsewhere, 41), { lastId: 7, hasLost: true });
  const further = begun().again({ ...elsewhere, lastId: 70 }, 41);
  assert.deepEqual(further, { lastId: 70, hasLost: false });
  // Too many starts for the client to know one of them, but the same database.
  const same = { ...elsewhere, database: "a", lastId: 70 };
  assert.equal(begun().again(same, 41), undefined);
});

Deno.test("Lineage.again() compares with the login before, not with the first", () => {
  const lineage = begun();
  const starts = [{ start: "other", last_id: 10 }, FIRST];
  assert.notEqual(lineage.again({ database: "b", starts, lastId: 12 }, 41), undefined);
  assert.equal(lineage.again({ database: "b", starts, lastId: 20 }, 12), undefined);
});
