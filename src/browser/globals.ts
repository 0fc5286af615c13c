/** The globals of Node that the machine's own code uses, for a browser: scripts/browser.mjs gives them to the bundle. */

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

class Bytes extends Uint8Array {
  override toString(encoding?: string): string {
    return encoding === "hex" ? hex(this) : encoding === "base64" ? base64(this) : new TextDecoder().decode(this);
  }
}

export const Buffer = {
  from(data: ArrayBuffer | Uint8Array | string, offset: unknown = 0, length?: number): Bytes {
    if (data instanceof ArrayBuffer) return new Bytes(data, Number(offset), length);
    if (typeof data !== "string") return new Bytes(data);
    if (offset === "base64") return new Bytes(Array.from(atob(data), (char) => char.charCodeAt(0)));
    return new Bytes(new TextEncoder().encode(data));
  },
  concat(parts: readonly Uint8Array[]): Bytes {
    const whole = new Bytes(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  },
  compare(a: Uint8Array, b: Uint8Array): number {
    if (a.length !== b.length) return a.length - b.length;
    return a.findIndex((byte, i) => byte !== b[i]) + 1;
  },
};

export const process = {
  platform: "linux",
  execArgv: ["--stack-size"],
  execPath: "",
  env: {},
  pid: 1,
  versions: { node: "0.0.0" },
  cpuUsage: () => ({ user: performance.now() * 1000, system: 0 }),
  uptime: () => performance.now() / 1000,
};
