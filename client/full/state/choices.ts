/** What the reader has chosen for single rooms and people. */
import type { TrafficMode } from "../../config/config.ts";

/** What was chosen for one place; what is missing is as it is everywhere. */
export interface PlaceChoices {
  /** Which comings and goings are shown. */
  readonly traffic?: TrafficMode | undefined;
  /** By which keys call it, and by which the list is ordered; from 1. */
  readonly number?: number | undefined;
  /** Whether it stands above the others. */
  readonly isFavourite?: true | undefined;
}

/** By the names of places, which are the same in every run: `alice@chat.example:5000 #ops`. */
export type ChoicesByPlace = ReadonlyMap<string, PlaceChoices>;
