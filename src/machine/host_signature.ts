/**
 * The parameters of a function that the host serves, written as Python shows them with a kind behind each name:
 *
 *   "path: path_or_fd, *, dir_fd: dir_fd=None, follow_symlinks: bool=True"
 *
 * One declaration gives `__text_signature__`, the names that the machine binds a call to, and how it converts each argument
 * (assembly/modules/host_arguments.ts) before the call is sent here. Argument Clinic's [clinic input] is the counterpart.
 */

/** What the machine makes of an argument, with the letter by which it knows it. */
const KINDS: Readonly<Record<string, string>> = {
  /** plain data of whatever type: the function looks itself */
  object: "O",
  int: "i",
  /** Py_ssize_t */
  size: "n",
  long: "l",
  /** Py_off_t */
  offset: "L",
  /** any int, as bits */
  bits: "I",
  /** a tuple as it is; True for anything else but None */
  tuple_or_none: "r",
  int_or_none: "j",
  /** dev_t */
  device: "v",
  /** any iterable of ints, as a tuple */
  ints: "N",
  ints_or_none: "M",
  offset_or_none: "k",
  /** a time as an int or a float */
  seconds: "t",
  /** a name of sysconf() and its like, or its number */
  configuration_name: "c",
  bool: "b",
  float: "e",
  /** an int or an object with fileno() */
  fildes: "f",
  path: "p",
  path_or_fd: "P",
  path_or_none: "q",
  path_or_fd_or_none: "Q",
  /** None or a descriptor */
  dir_fd: "d",
  /** the same where the host cannot use it: NotImplementedError unless it is None */
  no_dir_fd: "D",
  str: "s",
  str_or_none: "z",
  /** str, bytes or os.PathLike, for the system */
  fs: "S",
  fs_or_none: "T",
  buffer: "y",
  /** a buffer, or a str of ASCII characters */
  ascii_buffer: "a",
  /** the same; None where it is out of range */
  uid_or_key: "x",
  uid: "u",
  gid: "g",
};

/** The same for the machine: "path,*,dir_fd=,follow_symlinks=", one letter a parameter, and the docstring with its signature line. */
export interface Signature {
  readonly spec: string;
  readonly kinds: string;
  readonly doc: string;
}

/** The parts of a parameter list between its outer commas. */
function partsOf(parameters: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const c of parameters) {
    if (c === "(" || c === "{") depth++;
    if (c === ")" || c === "}") depth--;
    if (c === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
    } else part += c;
  }
  if (part.trim() !== "") parts.push(part.trim());
  return parts;
}

/** "name($module, a, /)" with line breaks where Argument Clinic has them. */
function signatureLine(name: string, shown: readonly string[]): string {
  const indent = " ".repeat(name.length + 1);
  let text = `${name}(`;
  let length = text.length;
  shown.forEach((part, i) => {
    let s = (i === 0 ? "" : " ") + part + (i === shown.length - 1 ? "" : ",");
    if (i > 0 && length + s.length >= 72) {
      text += `\n${indent}`;
      length = indent.length;
      s = s.slice(1);
    }
    text += s;
    length += s.length;
  });
  return `${text})`;
}

/** Without `doc` (a service) there is no signature. */
export function signatureOf(name: string, parameters: string, doc: string | undefined): Signature {
  const spec: string[] = [];
  const shown: string[] = [];
  let kinds = "";
  let marked = false;
  for (const part of partsOf(parameters)) {
    if (part === "/" || part === "*") {
      marked ||= part === "/";
      spec.push(part);
      shown.push(part);
      continue;
    }
    const equals = part.indexOf("=");
    const [parameter, kind] = (equals < 0 ? part : part.slice(0, equals)).split(":").map((s) => s.trim());
    const letter = KINDS[kind ?? "object"];
    if (letter === undefined) throw new Error(`${name}: no kind of argument is called ${kind}`);
    kinds += letter;
    spec.push(equals < 0 ? parameter! : `${parameter}=`);
    shown.push(equals < 0 ? parameter! : parameter + part.slice(equals));
  }
  const first = marked ? ["$module"] : ["$module", "/"];
  const text = doc === undefined ? "" : `${signatureLine(name, [...first, ...shown])}\n--\n\n${doc}`;
  return { spec: spec.join(","), kinds, doc: text };
}
