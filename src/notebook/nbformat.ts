/**
 * Jupyter's notebook format 4 as data: what a .ipynb holds, read with checks and written as Jupyter writes it.
 * Fields that krait does not know are kept.
 */

/** Text as notebooks store it: whole, or as a list of lines. */
export type MultilineText = string | string[];

export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: MultilineText;
}

export interface ResultOutput {
  output_type: "execute_result" | "display_data";
  data: Record<string, MultilineText>;
  metadata: Record<string, unknown>;
  execution_count?: number | null;
}

export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

export type Output = StreamOutput | ResultOutput | ErrorOutput;

export interface Cell {
  cell_type: "code" | "markdown" | "raw";
  metadata: Record<string, unknown>;
  source: MultilineText;
  execution_count?: number | null;
  outputs?: Output[];
}

export interface Notebook {
  nbformat: 4;
  nbformat_minor: number;
  metadata: Record<string, unknown>;
  cells: Cell[];
}

/** The file is no notebook of format 4; the message says where. */
export class NotebookError extends Error {}

export function textOf(text: MultilineText): string {
  return typeof text === "string" ? text : text.join("");
}

/** A text as a list of lines with their ends, as Jupyter stores it. */
export function toLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is MultilineText {
  return typeof value === "string" || (Array.isArray(value) && value.every((line) => typeof line === "string"));
}

function checkOutput(value: unknown, where: string): void {
  const fail = (what: string): never => {
    throw new NotebookError(`${where}: ${what}`);
  };
  if (!isObject(value)) return fail("an output is an object");
  switch (value["output_type"]) {
    case "stream":
      if (!isText(value["text"])) fail("a stream output needs text");
      return;
    case "execute_result":
    case "display_data":
      if (!isObject(value["data"])) fail("a result output needs data");
      return;
    case "error":
      if (typeof value["ename"] !== "string" || !Array.isArray(value["traceback"]))
        fail("an error output needs ename and traceback");
      return;
    default:
      fail(`unknown output_type ${JSON.stringify(value["output_type"])}`);
  }
}

function checkCell(value: unknown, n: number): void {
  const where = `cell ${n + 1}`;
  if (!isObject(value)) throw new NotebookError(`${where} is not an object`);
  const kind = value["cell_type"];
  if (kind !== "code" && kind !== "markdown" && kind !== "raw") {
    throw new NotebookError(`${where}: unknown cell_type ${JSON.stringify(kind)}`);
  }
  if (!isText(value["source"])) throw new NotebookError(`${where}: source must be text or a list of lines`);
  if (value["metadata"] !== undefined && !isObject(value["metadata"]))
    throw new NotebookError(`${where}: metadata must be an object`);
  const outputs = value["outputs"];
  if (outputs === undefined) return;
  if (!Array.isArray(outputs)) throw new NotebookError(`${where}: outputs must be a list`);
  for (const [i, output] of outputs.entries()) checkOutput(output, `${where}, output ${i + 1}`);
}

/** Reads a notebook; throws NotebookError. */
export function parseNotebook(text: string): Notebook {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new NotebookError(`not JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw new NotebookError("not a notebook: the file holds no JSON object");
  if (value["nbformat"] !== 4) throw new NotebookError(`nbformat must be 4, not ${JSON.stringify(value["nbformat"])}`);
  if (!Array.isArray(value["cells"])) throw new NotebookError("not a notebook: there is no list of cells");
  value["cells"].forEach(checkCell);
  for (const cell of value["cells"] as Record<string, unknown>[]) cell["metadata"] ??= {};
  return value as unknown as Notebook;
}

/** The file's text, as nbformat writes it: one space of indentation and a last newline. */
export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
