/**
 * Names that look like each other, as the skeletons of Unicode TS 39 have it for what names are made
 * of: capital I, 1 and l; 0 and o; rn and m; vv and w; and, for people who tell a name to each other,
 * - and _. What is compared is the name as it is shown.
 */

/** The form that is the same for names which look alike. */
export function nameSkeleton(name: string): string {
  return name.replaceAll("I", "l").replaceAll("1", "l").replaceAll("0", "o").replaceAll("rn", "m")
    .toLowerCase().replaceAll("vv", "w").replaceAll("_", "-");
}

/** That form of the column `name`, in SQL. A migration has it: it cannot be changed in place. */
export const SKELETON_OF_NAME =
  "replace(replace(lower(replace(replace(replace(replace(name, 'I', 'l'), '1', 'l'), '0', 'o'), " +
  "'rn', 'm')), 'vv', 'w'), '_', '-')";
