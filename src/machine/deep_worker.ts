/** A thread with a larger stack that compiles one source for deep_compile.ts: marshal data of the code object, or the error's attributes. */
import { parentPort, workerData } from "node:worker_threads";
import { dumpsForMachine } from "../bytecode/marshal.js";
import { compile } from "../compiler/compile.js";
import { PyException, PySyntaxError, WarningList } from "../compiler/errors.js";
import type { DeepAnswer, DeepRequest } from "./deep_compile.js";
import { internedAtStart } from "./interned_file.js";
import { useUnicodeNames } from "./names_file.js";

function answer({ source, filename, mode, options, interned }: DeepRequest): DeepAnswer {
  const sink = new WarningList();
  const done = { warnings: sink.warnings };
  const knows = interned === "none" ? undefined : (text: string): boolean => internedAtStart(text, interned === "dis");
  try {
    useUnicodeNames();
    const code = compile(source, filename, mode, { ...options, warnings: sink, ...(knows && { interned: knows }) });
    return { ...done, code: dumpsForMachine(code) };
  } catch (error) {
    if (error instanceof PySyntaxError) {
      const { type, msg, lineno, offset, end_lineno, end_offset, text } = error;
      return {
        ...done,
        syntaxError: { type, msg, filename: error.filename, lineno, offset, end_lineno, end_offset, text },
      };
    }
    if (error instanceof PyException) return { ...done, error: { type: error.type, msg: error.msg } };
    return {
      ...done,
      error: { type: "SystemError", msg: `internal error of the compiler: ${(error as Error).message}` },
    };
  }
}

const { request, port, signal } = workerData as { request: DeepRequest; port: MessagePort; signal: Int32Array };
port.postMessage(answer(request));
Atomics.store(signal, 0, 1);
Atomics.notify(signal, 0);
parentPort?.close();
