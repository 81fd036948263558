/** Entries about connections that are made worse than they are; the journal keeps who did so, no more. */
import { isNothing, type SimulationOptions, simulationText } from "../../../net/simulation.ts";
import type { Appliers } from "../../applier.ts";
import { accountNamed, demandServerRight, type NamedAccount } from "../../gate.ts";
import { demandHigherRank } from "../../ranks.ts";
import { announce } from "./announce.ts";
import { audit } from "./audit.ts";
import type { Acting } from "./staff.ts";

/** Somebody's connections pretend to be others from now on. */
export interface Simulated {
  target: NamedAccount;
  by: string;
}

/** Entries about simulations. */
export interface SimulationEntries {
  /** What simulates nothing lifts it. */
  simulate: {
    fields: Acting & { username: string; simulation: SimulationOptions };
    result: Simulated;
  };
}

/** Applies {@linkcode SimulationEntries}. */
export const SIMULATION_APPLIERS: Appliers<SimulationEntries> = {
  simulate(store, { actor: account, address, username, simulation, timeMs }) {
    const actor = demandServerRight(store, account, "observe");
    const target = accountNamed(store, username);
    if (target.id !== account) demandHigherRank(store, actor, target);
    const detail = simulationText(simulation);
    audit(store, { action: "simulate", actor, address, target: target.name, detail, timeMs });
    announce(
      store,
      isNothing(simulation)
        ? `The connections of ${target.name} are what they are again, by ${actor.name}`
        : `The connections of ${target.name} are simulated (${detail}), by ${actor.name}`,
      timeMs,
    );
    return { target, by: actor.name };
  },
};
