import assert from "node:assert/strict";
import fc from "fast-check";
import { layoutOf } from "../../../../client/full/view/layout.ts";

const NO_WISHES = { inputRows: 1, questionRows: 0, isBare: false, isWide: false };

Deno.test("layoutOf() shows side panes where there is space", () => {
  const panes = (columns: number) => {
    const { peopleColumns, roomsColumns } = layoutOf({ columns, rows: 30 }, NO_WISHES);
    return [roomsColumns > 0, peopleColumns > 0];
  };
  assert.deepEqual(panes(79), [false, false]);
  assert.deepEqual(panes(80), [true, false]);
  assert.deepEqual(panes(99), [true, false]);
  assert.deepEqual(panes(100), [true, true]);
});

Deno.test("layoutOf() keeps at least three rows of messages on 20×5", () => {
  const { bodyRows, inputRows, statusRows } = layoutOf({ columns: 20, rows: 5 }, {
    ...NO_WISHES,
    inputRows: 5,
  });
  assert.deepEqual([bodyRows, statusRows, inputRows], [3, 1, 1]);
});

Deno.test("layoutOf() has nothing but messages in the bare view", () => {
  const layout = layoutOf({ columns: 200, rows: 50 }, { ...NO_WISHES, isBare: true });
  assert.equal(layout.middleColumns, 200);
  assert.equal(layout.bodyRows, 50);
});

Deno.test("layoutOf() fills every screen exactly", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 50 }),
      (columns, rows, inputRows, questionRows) => {
        const layout = layoutOf({ columns, rows }, { ...NO_WISHES, inputRows, questionRows });
        const borders = (layout.roomsColumns > 0 ? 1 : 0) + (layout.peopleColumns > 0 ? 1 : 0);
        assert.equal(
          layout.roomsColumns + layout.middleColumns + layout.peopleColumns + borders,
          columns,
        );
        const parts = [
          layout.topicRows,
          layout.bodyRows,
          layout.footRows,
          layout.statusRows,
          layout.questionRows,
          layout.inputRows,
        ];
        assert.ok(parts.every((part) => part >= 0), String(parts));
        assert.equal(parts.reduce((sum, part) => sum + part, 0), rows, String(parts));
        assert.ok(layout.inputRows >= 1 && layout.inputRows <= 5);
      },
    ),
  );
});
