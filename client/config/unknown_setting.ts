/** Says that there is no such setting, and which one may be meant. */
import { nearest } from "../../protocol/text/nearest.ts";

/** There is no setting `name` among these. */
export function unknownText(name: string, names: readonly string[]): string {
  const meant = nearest(name.toLowerCase(), names.map((candidate) => candidate.toLowerCase()));
  const known = names.find((candidate) => candidate.toLowerCase() === meant);
  return known === undefined
    ? `There is no setting "${name}"; there are ${names.join(", ")}`
    : `There is no setting "${name}"; did you mean "${known}"?`;
}
