/** How it stands with the certificate of an authority, for whoever runs the server. */

/** Times are in milliseconds since 1970. */
export interface AcmeStatus {
  names: readonly string[];
  directory: string;
  /** Whether there is a certificate for these names, of this authority. */
  hasCertificate: boolean;
  /** When something is tried next; 0 for now. */
  nextMs: number;
  /** Attempts that have failed since the last one that has not. */
  failures: number;
  lastFailure: { atMs: number; reason: string } | undefined;
}

/** What somebody should look at. */
export function acmeWarnings({ lastFailure, names, nextMs }: AcmeStatus): string[] {
  if (lastFailure === undefined) return [];
  const when = nextMs === 0 ? "at once" : `at ${new Date(nextMs).toISOString()}`;
  return [
    `There is no new certificate for ${
      names.join(", ")
    }. ${lastFailure.reason}. It is tried again ` +
    `${when}, or when the server gets SIGHUP`,
  ];
}
