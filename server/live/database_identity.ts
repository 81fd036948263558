/** Which database this is, as connections are told. */
import type { DatabasePast } from "../journal/write/housekeeping/starts.ts";

/** Says what was committed last about it. */
export class DatabaseIdentity {
  past: DatabasePast;

  constructor(past: DatabasePast) {
    this.past = past;
  }
}
