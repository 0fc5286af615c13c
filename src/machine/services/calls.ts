/** `_krait_api`: how lib/_krait_calls.py hands over the results of the embedder's calls, and what it needs for tracebacks. */
import { fn, type HostModule } from "../host_module.js";
import type { HostValue } from "../host_values.js";

export interface CallsHost {
  reply(data: Uint8Array): void;
  /** The text of a source that is no file ("<string>", cells), or null. */
  source(filename: string): string | null;
  /** What _opcode.get_specialization_stats() answers: null where nothing is counted. */
  specialisationStats(): HostValue;
}

export function callsModule(host: CallsHost): HostModule {
  return {
    isInternal: true,
    functions: {
      reply: fn("data", (data: unknown) => {
        if (data instanceof Uint8Array) host.reply(data.slice());
      }),
      source: fn("filename", (name: unknown) => (typeof name === "string" ? host.source(name) : null)),
    },
  };
}
