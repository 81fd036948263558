/** How a kind of content is written for people. */

/** One kind; a new one is a file like spoken.ts beside this one, and a line in kinds.ts. */
export interface KindWording<C extends { kind: string }> {
  /** Whether the name of who wrote it begins the sentence: `* alice waves`. */
  readonly isNameWithin: boolean;
  /** What stands behind the name, light Markdown; not harmless yet. */
  body(content: C): string;
  /** What its author gets onto the line to change; undefined when it cannot be changed there. */
  editable(content: C): string | undefined;
}
