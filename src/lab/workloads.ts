/** The workloads: Python files with DIALS and run(**dials), those of src/lab/workloads and any that the user names. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { labFolder } from "./files.js";

const folder = `${labFolder}workloads/`;

export interface Workload {
  readonly name: string;
  readonly path: string;
  readonly source: string;
  /** First line of its docstring. */
  readonly what: string;
  /** Its dials with their values. */
  readonly dials: Readonly<Record<string, number>>;
}

function dialsOf(source: string): Record<string, number> {
  const text = /^DIALS = (\{[^}]*\})/m.exec(source)?.[1];
  if (text === undefined) return {};
  return JSON.parse(text.replaceAll("'", '"').replace(/,\s*\}/, "}")) as Record<string, number>;
}

function read(path: string, name: string): Workload {
  const source = readFileSync(path, "utf8");
  return { name, path, source, what: /^"""([^\n"]*)/.exec(source)?.[1] ?? "", dials: dialsOf(source) };
}

export function ownWorkloads(): Workload[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".py"))
    .sort()
    .map((file) => read(`${folder}${file}`, basename(file, ".py")));
}

/**
 * A workload by name or path, with dials set by "NAME:dial=value,dial=value". A file without run() is a program: it is run from its first line. Throws
 * RangeError with the reason.
 */
export function workloadOf(text: string): Workload {
  const colon = text.lastIndexOf(":");
  const [name, settings] = colon > 1 ? [text.slice(0, colon), text.slice(colon + 1)] : [text, ""];
  const own = `${folder}${name}.py`;
  const path = existsSync(own) ? own : name;
  if (!existsSync(path)) throw new RangeError(`there is no workload or file '${name}' (krait lab list)`);
  const workload = read(path, basename(name, ".py"));
  const dials: Record<string, number> = { ...workload.dials };
  for (const setting of settings === "" ? [] : settings.split(",")) {
    const [dial, value] = setting.split("=") as [string, string | undefined];
    if (!(dial in dials))
      throw new RangeError(`'${name}' has no dial '${dial}': ${Object.keys(dials).join(", ") || "none"}`);
    if (value === undefined || !/^\d+$/.test(value)) throw new RangeError(`the dial '${dial}' needs a number`);
    dials[dial] = Number(value);
  }
  return { ...workload, dials };
}

/** Python source that runs the workload once and leaves repr(result) in `lab_result`. */
export function runnerSource({ source, dials }: Workload): string {
  const values = Object.entries(dials).map(([dial, value]) => `${dial}=${value}`);
  return /^def run\(/m.test(source) ? `lab_result = repr(run(${values.join(", ")}))\n` : 'lab_result = ""\n';
}
