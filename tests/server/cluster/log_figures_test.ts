import assert from "node:assert/strict";
import { LogFigures } from "../../../server/cluster/log_figures.ts";
import { figuresIn } from "../../../server/cluster/node_figures.ts";

Deno.test("LogFigures.now is about the last seconds, and tells those who observe anyway", () => {
  let nowMs = 1_000;
  const figures = new LogFigures(() => nowMs);
  const told: string[] = [];
  const { commit, log } = figures.beside({
    log: { began: (entries) => (isPlaced) => told.push(`log ${entries} ${isPlaced}`) },
    commit: { began: (entries) => () => told.push(`commit ${entries}`) },
  });
  assert.ok(commit && log);
  for (let batch = 1; batch <= 100; batch++) {
    const placed = log.began(10);
    nowMs += batch;
    placed(true);
    const applied = commit.began(10);
    nowMs += 2;
    applied();
  }
  log.began(1_000)(false);
  assert.deepEqual(told.slice(-3), ["log 10 true", "commit 10", "log 1000 false"]);
  assert.equal(told.length, 201);
  const { apply_ms, batch, log_ms, proposed } = figures.now;
  assert.deepEqual([apply_ms, batch, log_ms, proposed], [[2, 2], 10, [50, 99], 100]);
  nowMs += 60_000;
  assert.equal(figures.now.proposed, 0);
});

Deno.test("figuresIn() takes what makes sense, and nothing beside it", () => {
  const figures = {
    connections: 1,
    accounts: 1,
    proposed: 0,
    batch: 1.5,
    log_ms: [1, 2],
    apply_ms: [1, 2],
    healed: 0,
  };
  assert.deepEqual(figuresIn({ ...figures, more: 1 }), figures);
  for (const wrong of [{ healed: -1 }, { log_ms: [1] }, { apply_ms: [1, "x"] }, { batch: NaN }]) {
    assert.equal(figuresIn({ ...figures, ...wrong }), undefined);
  }
  assert.equal(figuresIn(undefined), undefined);
});
