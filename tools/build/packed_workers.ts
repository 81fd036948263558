/** Starts workers from the bundles that the self-extracting executable carries in its code. */
import { gunzipSync } from "node:zlib";

/**
 * Gives the address of each worker's code, out of `bundles` (gzip in base64, by name). It is in
 * memory: the unpacked files may be gone when another worker is needed.
 */
export function packedWorkers(bundles: Readonly<Record<string, string>>): (name: string) => string {
  const addresses = new Map<string, string>();
  return (name) => {
    const bundle = bundles[name];
    if (bundle === undefined) throw new RangeError(`There is no worker "${name}"`);
    const code = addresses.get(name) ?? URL.createObjectURL(
      new Blob([new Uint8Array(gunzipSync(Uint8Array.fromBase64(bundle)))], {
        type: "text/javascript",
      }),
    );
    addresses.set(name, code);
    return code;
  };
}
