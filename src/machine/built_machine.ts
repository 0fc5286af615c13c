/**
 * One build of the machine as dist/ holds it: the compiled Wasm module, and images of freshly booted machines (image.ts): the one that the
 * build made (scripts/make-image.mjs) for the usual strategies, and for others one that this process takes at the second boot of a kind.
 */
import { readFileSync, statSync } from "node:fs";
import { compileModule } from "./compile_module.js";
import { type Image, imageBytes, imageOf, restoreImage, type StoredImage, takeImage, withGlobals } from "./image.js";
import { packIdentity } from "./stdlib.js";

/** The plan (reclaimer, trigger and its size, allocator, interning policy, static ints, immortals), hash seed, memory ceiling, whether site is loaded, what the host grants: what a boot depends on. */
export type BootKey = readonly [
  gc: number,
  trigger: number,
  triggerSize: number,
  alloc: number,
  intern: number,
  smallInts: number,
  immortals: number,
  hashSeed: number,
  memoryLimit: number,
  withSite: number,
  granted: number,
];

export class BuiltMachine {
  readonly module: WebAssembly.Module;
  /** The module's bytes, with access to its globals. */
  private code: Uint8Array;
  private readonly images = new Map<string, Image>();
  private readonly boots = new Map<string, number>();

  constructor(
    private readonly dist: string,
    private readonly build: string,
    stored = true,
  ) {
    const image = stored ? this.stored() : null;
    if (image !== null) this.images.set(image.key, image.image);
    this.code = image === null ? withGlobals(readFileSync(this.wasmPath())) : image.code;
    // the builds for looking into the machine keep one frame for each function of their own
    // the builds whose speed is measured: release, and the one that it is compared with (npm run lab-cost)
    this.module = compileModule(this.code as Uint8Array<ArrayBuffer>, build === "release" || build === "fixed");
  }

  private wasmPath(): string {
    return `${this.dist}krait.${this.build}.wasm`;
  }

  private packPath(): string {
    return `${this.dist}stdlib.pack`;
  }

  private imagePath(): string {
    return `${this.dist}krait.${this.build}.image`;
  }

  /** An image fits this build, this library, and the platform whose constants its modules hold. */
  private stamp(): string {
    return `2 ${process.platform} ${statSync(this.wasmPath()).size} ${packIdentity(this.packPath())}`;
  }

  /** The image in dist/, unless it is older than what it was made of: hashing the module would cost a start more than restoring takes. */
  private stored(): StoredImage | null {
    const made = statSync(this.imagePath(), { throwIfNoEntry: false })?.mtimeMs ?? -1;
    if (made < statSync(this.wasmPath()).mtimeMs || made < statSync(this.packPath()).mtimeMs) return null;
    return imageOf(readFileSync(this.imagePath()), this.stamp());
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
    return imageBytes({ key, image, code: this.code }, this.stamp());
  }
}
