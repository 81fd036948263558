import assert from "node:assert/strict";
import { NO_SIMULATION, simulationText } from "../../../server/net/simulation.ts";
import { MAX_SIMULATIONS, Simulations } from "../../../server/live/simulations.ts";

const LATE = { ...NO_SIMULATION, delayMs: 50 };

Deno.test("Simulations.of() is what was set for the account, and else what is usual", () => {
  const usual = { ...NO_SIMULATION, dropShare: 0.5 };
  const simulations = new Simulations(usual);
  simulations.set(7, LATE);
  assert.equal(simulations.of(7), LATE);
  assert.equal(simulations.of(8), usual);
  assert.equal(simulations.of(), usual);
  simulations.set(7, NO_SIMULATION);
  assert.equal(simulations.of(7), usual);
});

Deno.test("Simulations.set() takes no more accounts than its bound, but changes those it has", () => {
  const simulations = new Simulations(NO_SIMULATION);
  for (let account = 1; account <= MAX_SIMULATIONS; account++) simulations.set(account, LATE);
  assert.equal(simulations.isFull, true);
  simulations.set(MAX_SIMULATIONS + 1, LATE);
  assert.equal(simulations.of(MAX_SIMULATIONS + 1), NO_SIMULATION);
  const later = { ...LATE, delayMs: 60 };
  simulations.set(1, later);
  assert.equal(simulations.of(1), later);
  simulations.set(1, NO_SIMULATION);
  assert.equal(simulations.isFull, false);
});

Deno.test("simulationText() names what is simulated, or nothing", () => {
  assert.equal(simulationText(NO_SIMULATION), "nothing");
  assert.equal(
    simulationText({ delayMs: 50, jitterMs: 5, bandwidth: 64_000, dropShare: 0.005 }),
    "delay 50 ms, jitter 5 ms, bandwidth 64000 bit/s, 0.5 % left out",
  );
});
