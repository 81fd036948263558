/** What the reader has chosen for single rooms and people. */
import type { TrafficMode } from "../../config/config.ts";

/** What was chosen for one place; what is missing is as it is everywhere. */
export interface PlaceChoices {
  /** Which comings and goings are shown. */
  readonly traffic?: TrafficMode | undefined;
}

/** By the names of places, which are the same in every run: `alice@chat.example:5000 #ops`. */
export type ChoicesByPlace = ReadonlyMap<string, PlaceChoices>;
