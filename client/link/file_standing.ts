/** How files go to a place: as they are, encrypted, or not at all. */

/** `refused` says to people why, and what to do. */
export type FileStanding = "plain" | "sealed" | { readonly refused: string };
