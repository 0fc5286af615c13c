/** A cell and its outputs as plain text, for a terminal. */
import { type Cell, type Output, textOf } from "./nbformat.js";

function outputText(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return textOf(output.text);
    case "error":
      return `${output.traceback.join("\n")}\n`;
    default: {
      const label = output.output_type === "execute_result" ? `Out[${output.execution_count ?? " "}]: ` : "";
      const text = textOf(output.data["text/plain"] ?? "");
      return `${label}${text.includes("\n") ? "\n" : ""}${text}\n`;
    }
  }
}

function withNewline(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

export function cellText(cell: Cell): string {
  const source = textOf(cell.source);
  if (cell.cell_type !== "code") return `${withNewline(source)}\n`;
  const label = `In [${cell.execution_count ?? " "}]: `;
  const code = source.trimEnd().replace(/\n/g, `\n${"...: ".padStart(label.length)}`);
  return `${label}${code}\n${(cell.outputs ?? []).map((output) => withNewline(outputText(output))).join("")}\n`;
}
