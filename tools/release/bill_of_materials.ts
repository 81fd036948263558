/** Says what a release is made of: a bill of materials in the format of CycloneDX 1.6 (ECMA-424). */
import { join } from "node:path";
import { BuildError } from "../build/build_error.ts";
import { WORKER_MODULES } from "../build/worker_modules.ts";
import { firstError, runCommand } from "../build/run_command.ts";
import { RUNTIME_PACKAGES, RUNTIME_VERSION } from "../build/runtime_packages.ts";

/** Where the imports begin: the program, its workers, the page and its worker. */
const ENTRIES = [
  "main.ts",
  ...Object.values(WORKER_MODULES),
  "client/web/main.tsx",
  "client/web/worker/worker.ts",
];

/** The part of `deno info --json` that names packages. */
interface ModuleGraph {
  modules: { npmPackage?: string }[];
  npmPackages: Record<
    string,
    { name: string; version: string; dependencies: string[]; localPath?: string }
  >;
}

/** A package that the program holds. */
interface Component {
  type: "library" | "platform";
  "bom-ref": string;
  name: string;
  version: string;
  purl: string;
  licenses?: { license: { id: string } }[] | { expression: string }[];
  hashes?: { alg: "SHA-512"; content: string }[];
}

/**
 * Returns the bill of materials, as JSON, of the program in `root`: every package of npm that a module
 * of it reaches, with version, license and checksum, and the runtime.
 *
 * @throws {BuildError} when the modules cannot be listed, with what deno said.
 */
export async function billOfMaterials(
  root: string,
  { version, seconds }: { version: string; seconds: number },
): Promise<string> {
  const lock = JSON.parse(await Deno.readTextFile(join(root, "deno.lock"))) as {
    npm: Record<string, { integrity?: string }>;
  };
  const components: Component[] = [runtimeComponent()];
  for (const [key, { name, version, localPath }] of await packagesOf(root)) {
    const license = localPath === undefined ? undefined : await licenseIn(localPath);
    const integrity = lock.npm[key]?.integrity;
    components.push({
      type: "library",
      "bom-ref": packageUrl(name, version),
      name,
      version,
      purl: packageUrl(name, version),
      ...(license === undefined ? {} : { licenses: licensesOf(license) }),
      ...(integrity === undefined ? {} : { hashes: [hashOf(integrity)] }),
    });
  }
  return JSON.stringify(
    {
      $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      version: 1,
      metadata: {
        timestamp: new Date(seconds * 1_000).toISOString(),
        component: {
          type: "application",
          "bom-ref": "chat",
          name: "chat",
          version,
          licenses: [{ license: { id: "MIT" } }],
        },
      },
      components,
    },
    undefined,
    2,
  ) + "\n";
}

/** Every package that is reached, in the order of their names. */
async function packagesOf(root: string): Promise<[string, ModuleGraph["npmPackages"][string]][]> {
  const found: ModuleGraph["npmPackages"] = {};
  for (const entry of ENTRIES) {
    const listed = await runCommand([Deno.execPath(), "info", "--json", entry], { cwd: root });
    if (listed.code !== 0) {
      throw new BuildError(`The modules of ${entry} cannot be listed. ${firstError(listed)}`);
    }
    const { modules, npmPackages } = JSON.parse(listed.stdout) as ModuleGraph;
    const waiting = modules.flatMap(({ npmPackage }) => npmPackage ?? []);
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      const known = npmPackages[key];
      if (known === undefined || found[key] !== undefined) continue;
      found[key] = known;
      waiting.push(...known.dependencies);
    }
  }
  return Object.entries(found).sort(([one], [other]) => one < other ? -1 : 1);
}

function runtimeComponent(): Component {
  const { name, integrity } = RUNTIME_PACKAGES["x86_64-unknown-linux-gnu"];
  return {
    type: "platform",
    "bom-ref": "deno",
    name: "deno",
    version: RUNTIME_VERSION,
    purl: packageUrl(name, RUNTIME_VERSION),
    licenses: licensesOf("MIT"),
    hashes: [hashOf(integrity)],
  };
}

/** A package URL (https://github.com/package-url/purl-spec). */
function packageUrl(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function licensesOf(license: string): NonNullable<Component["licenses"]> {
  return /^[\w.-]+$/.test(license) ? [{ license: { id: license } }] : [{ expression: license }];
}

function hashOf(integrity: string): { alg: "SHA-512"; content: string } {
  const digest = Uint8Array.fromBase64(integrity.replace("sha512-", ""));
  return { alg: "SHA-512", content: digest.toHex() };
}

async function licenseIn(folder: string): Promise<string | undefined> {
  const text = await Deno.readTextFile(join(folder, "package.json"));
  const { license } = JSON.parse(text) as { license?: unknown };
  return typeof license === "string" ? license : undefined;
}
