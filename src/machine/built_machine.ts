/**
 * One build of the machine as dist/ holds it: the compiled Wasm module, and images of freshly booted machines (image.ts): the one that the
 * build made (scripts/make-image.mjs) for the usual strategies, and for others one that this process takes at the second boot of a kind.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { type Image, imageBytes, imageOf, restoreImage, takeImage, withGlobals } from "./image.js";
import { packIdentity } from "./stdlib.js";

/** Collector, interning policy, hash seed, memory ceiling, whether site is loaded, what the host grants: what a boot depends on. */
export type BootKey = readonly [
  gc: number,
  intern: number,
  hashSeed: number,
  memoryLimit: number,
  withSite: number,
  granted: number,
];

export class BuiltMachine {
  readonly module: WebAssembly.Module;
  private readonly identity: string;
  private readonly images = new Map<string, Image>();
  private readonly boots = new Map<string, number>();

  constructor(
    private readonly dist: string,
    private readonly build: string,
    stored = true,
  ) {
    const code = readFileSync(`${dist}krait.${build}.wasm`);
    this.identity = createHash("sha1").update(code).digest("hex");
    this.module = new WebAssembly.Module(withGlobals(code) as Uint8Array<ArrayBuffer>);
    if (stored) this.load();
  }

  private imagePath(): string {
    return `${this.dist}krait.${this.build}.image`;
  }

  /** An image fits this build, this library, and the platform whose constants its modules hold. */
  private stamp(): string {
    return `1 ${process.platform} ${this.identity} ${packIdentity(`${this.dist}stdlib.pack`)}`;
  }

  private load(): void {
    if (!existsSync(this.imagePath())) return;
    const stored = imageOf(readFileSync(this.imagePath()), this.stamp());
    if (stored !== null) this.images.set(stored.key, stored.image);
  }

  /** Makes a fresh instance a booted one, if there is an image for it. */
  restore(instance: WebAssembly.Instance, key: BootKey): boolean {
    const image = this.images.get(key.join());
    if (image === undefined) return false;
    restoreImage(instance, image);
    return true;
  }

  /** Notes that `instance` has booted; the second of its kind leaves its image for those that follow. */
  booted(instance: WebAssembly.Instance, imports: WebAssembly.Imports, key: BootKey): void {
    const name = key.join();
    const times = (this.boots.get(name) ?? 0) + 1;
    this.boots.set(name, times);
    if (times === 2) this.images.set(name, takeImage(instance, new WebAssembly.Instance(this.module, imports)));
  }

  /** The bytes of dist's image file: the one image that this process has taken. */
  storedImage(): Uint8Array {
    const [taken] = this.images;
    if (taken === undefined) throw new Error("krait: no machine has booted twice");
    const [key, image] = taken;
    return imageBytes(image, this.stamp(), key);
  }
}
