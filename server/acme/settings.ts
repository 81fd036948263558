/** What a server is told about the authority that its certificate comes from. */

/** Let's Encrypt. */
export const DEFAULT_DIRECTORY = "https://acme-v02.api.letsencrypt.org/directory";

/** Where the authority looks with HTTP-01, unless something stands in front. */
export const HTTP_CHALLENGE_PORT = 80;

/** What is wanted, and of whom. */
export interface AcmeSettings {
  /** Host names in lower case, each once. */
  names: readonly string[];
  /** Address of the authority's directory. */
  directory: string;
  /** Where the authority can write to. */
  contact: string | undefined;
  /** A file with certificates in PEM of those who vouch for the authority's own TLS; else everybody's. */
  rootsFile: string | undefined;
  /** Where HTTP-01 is answered. */
  http: { host: string; port: number };
}
