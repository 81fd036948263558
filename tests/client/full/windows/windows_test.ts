import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Area,
  areasOf,
  MIN_WINDOW,
  neighbourIn,
} from "../../../../client/full/windows/areas.ts";
import {
  balanced,
  depthOf,
  leaf,
  MAX_DEPTH,
  MAX_WINDOWS,
  resized,
  treeIn,
  treeWritten,
  windowIds,
  type WindowTree,
  withoutWindow,
  withSplit,
} from "../../../../client/full/windows/tree.ts";

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("columns" as const, "rows" as const),
      at: fc.nat(),
    }),
  },
  fc.record({ kind: fc.constant("close" as const), at: fc.nat() }),
  fc.record({ kind: fc.constantFrom("grow" as const, "shrink" as const), at: fc.nat() }),
);

/** Trees as people make them: split, resized and closed again. */
const trees = fc.array(step, { maxLength: 30 }).map((steps) => {
  let tree: WindowTree = leaf(1);
  let added = 2;
  for (const { at, kind } of steps) {
    const ids = windowIds(tree);
    const id = ids[at % ids.length] ?? 1;
    if (kind === "close") tree = withoutWindow(tree, id) ?? tree;
    else if (kind === "grow" || kind === "shrink") {
      tree = resized(tree, id, kind === "grow" ? 1 : -1);
    } else if (ids.length < MAX_WINDOWS && depthOf(tree) < MAX_DEPTH) {
      tree = withSplit(tree, { id, into: kind, added: added++ });
    }
  }
  return tree;
});

const sizes = fc.record({
  row: fc.nat(3),
  column: fc.nat(30),
  rows: fc.integer({ min: 0, max: 60 }),
  columns: fc.integer({ min: 0, max: 220 }),
});

function cellsOf({ column, columns, row, rows }: Area): string[] {
  return Array.from(
    { length: rows },
    (_, y) => Array.from({ length: columns }, (_, x) => `${row + y} ${column + x}`),
  ).flat();
}

Deno.test("areasOf() gives every cell to one window or to a gap, and none less than the least", () => {
  fc.assert(fc.property(trees, sizes, fc.nat(), (tree, area, chosen) => {
    const ids = windowIds(tree);
    const focused = ids[chosen % ids.length] ?? 1;
    const areas = areasOf(tree, { area, focused, isZoomed: false });
    assert.ok(areas.has(focused));
    assert.ok(areas.size === 1 || areas.size === ids.length);
    if (areas.size === 1) return assert.deepEqual(areas.get(focused), area);
    const all = new Set(cellsOf(area));
    for (const own of areas.values()) {
      assert.ok(own.columns >= MIN_WINDOW.columns && own.rows >= MIN_WINDOW.rows);
      for (const cell of cellsOf(own)) assert.ok(all.delete(cell), `${cell} is given twice`);
    }
    // What is left are the gaps, each right of a window.
    for (const cell of all) {
      const [row = 0, column = 0] = cell.split(" ").map(Number);
      const isGap = [...areas.values()].some((own) =>
        own.column + own.columns === column && row >= own.row && row < own.row + own.rows
      );
      assert.ok(isGap, `${cell} belongs to nobody`);
    }
  }));
});

Deno.test("areasOf() shows the focused window alone where the others do not fit, and when zoomed", () => {
  const tree = withSplit(leaf(1), { id: 1, into: "columns", added: 2 });
  const shown = (columns: number, rows: number, isZoomed = false) => [
    ...areasOf(tree, { area: { row: 0, column: 0, columns, rows }, focused: 2, isZoomed }).keys(),
  ];
  assert.deepEqual(shown(41, 4), [1, 2]);
  assert.deepEqual(shown(40, 4), [2]);
  assert.deepEqual(shown(41, 3), [2]);
  assert.deepEqual(shown(0, 0), [2]);
  assert.deepEqual(shown(200, 50, true), [2]);
});

Deno.test("areasOf() gives all of a window's growth to it, within what the others need", () => {
  let tree = withSplit(leaf(1), { id: 1, into: "columns", added: 2 });
  const area = { row: 0, column: 0, columns: 101, rows: 20 };
  const columns = () =>
    [...areasOf(tree, { area, focused: 1, isZoomed: false }).values()].map((own) => own.columns);
  assert.deepEqual(columns(), [50, 50]);
  tree = resized(tree, 1, 1);
  assert.deepEqual(columns(), [56, 44]);
  for (let times = 0; times < 40; times++) tree = resized(tree, 1, 1);
  assert.deepEqual(columns(), [80, 20]);
  tree = balanced(tree);
  assert.deepEqual(columns(), [50, 50]);
});

Deno.test("withSplit() and withoutWindow() leave all others, and no split within one of its kind", () => {
  const isFlat = (tree: WindowTree): boolean =>
    tree.kind === "window" ||
    (tree.parts.length > 1 && tree.parts.every(({ tree: inner }) =>
      isFlat(inner) && (inner.kind === "window" || inner.into !== tree.into)
    ));
  fc.assert(fc.property(trees, fc.nat(), (tree, at) => {
    assert.ok(isFlat(tree));
    const ids = windowIds(tree);
    const id = ids[at % ids.length] ?? 1;
    const rest = withoutWindow(tree, id);
    assert.deepEqual(rest === undefined ? [] : windowIds(rest), ids.filter((each) => each !== id));
    const split = withSplit(tree, { id, into: "rows", added: 99 });
    assert.deepEqual(windowIds(split), ids.flatMap((each) => each === id ? [each, 99] : [each]));
    assert.deepEqual(treeIn(JSON.parse(JSON.stringify(treeWritten(tree)))), tree);
  }));
});

Deno.test("treeIn() takes nothing that is no tree", () => {
  const window = { tree: 1, weight: 1 };
  const wrong = [
    undefined,
    null,
    0,
    -1,
    1.5,
    "1",
    [],
    {},
    { into: "columns", parts: [] },
    { into: "columns", parts: [window] },
    { into: "columns", parts: [window, window] },
    { into: "diagonal", parts: [window, { tree: 2, weight: 1 }] },
    { into: "rows", parts: [window, { tree: 2 }] },
    { into: "rows", parts: Array.from({ length: 17 }, (_, id) => ({ tree: id + 1, weight: 1 })) },
  ];
  for (const each of wrong) assert.equal(treeIn(each), undefined, JSON.stringify(each));
  let deep: unknown = 1;
  for (let depth = 0; depth < 1_000; depth++) {
    const into = depth % 2 === 0 ? "rows" : "columns";
    deep = { into, parts: [{ tree: deep, weight: 1 }, { tree: depth + 2, weight: 1 }] };
  }
  assert.equal(treeIn(deep), undefined);
});

Deno.test("neighbourIn() finds who stands beside a window", () => {
  // 1 | 2
  //   | 3
  let tree = withSplit(leaf(1), { id: 1, into: "columns", added: 2 });
  tree = withSplit(tree, { id: 2, into: "rows", added: 3 });
  const area = { row: 0, column: 0, columns: 101, rows: 20 };
  const areas = areasOf(tree, { area, focused: 1, isZoomed: false });
  assert.equal(neighbourIn(areas, 1, "right"), 2);
  assert.equal(neighbourIn(areas, 3, "left"), 1);
  assert.equal(neighbourIn(areas, 3, "up"), 2);
  assert.equal(neighbourIn(areas, 2, "down"), 3);
  assert.equal(neighbourIn(areas, 1, "left"), undefined);
  assert.equal(neighbourIn(areas, 1, "up"), undefined);
  fc.assert(fc.property(trees, (tree) => {
    const all = areasOf(tree, {
      area: { ...area, rows: 300, columns: 900 },
      focused: 1,
      isZoomed: false,
    });
    // Who is gone right to has somebody on the left.
    for (const id of all.keys()) {
      const right = neighbourIn(all, id, "right");
      if (right !== undefined) assert.notEqual(neighbourIn(all, right, "left"), undefined);
      const below = neighbourIn(all, id, "down");
      if (below !== undefined) assert.notEqual(neighbourIn(all, below, "up"), undefined);
    }
  }));
});
