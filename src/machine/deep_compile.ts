/**
 * compile() without the limit of this thread's stack. Node's main thread has 1 MB, which ends some 3,000 levels of nesting earlier than CPython's
 * own limits do (10,000 in the compiler, 6,000 in the parser). A source that overflows it is compiled once more in a thread with a stack large
 * enough that CPython's limits, which the compiler counts itself, decide.
 */
import { fileURLToPath } from "node:url";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { loads } from "../bytecode/marshal.js";
import type { CodeObject } from "../bytecode/values.js";
import { type CompileOptions, compile } from "../compiler/compile.js";
import {
  PyException,
  PySyntaxError,
  type PyWarning,
  StackExhausted,
  type SyntaxErrorType,
  type WarningSink,
} from "../compiler/errors.js";
import { internedAtStart } from "./interned_file.js";

type Mode = "exec" | "eval" | "single";

export interface DeepRequest {
  readonly source: Uint8Array | string;
  readonly filename: string;
  readonly mode: Mode;
  /** What is plain data of the options. */
  readonly options: CompileOptions;
  readonly interned: "none" | "start" | "dis";
}

export interface DeepAnswer {
  readonly warnings: readonly PyWarning[];
  readonly code?: Uint8Array;
  readonly syntaxError?: Pick<
    PySyntaxError,
    "type" | "msg" | "filename" | "lineno" | "offset" | "end_lineno" | "end_offset" | "text"
  >;
  readonly error?: Pick<PyException, "type" | "msg">;
}

/** MB: 10,000 levels of the deepest recursion need 30. */
const STACK_SIZE = 128;

/** Counts the warnings that the first attempt has handed over already. */
class Counter implements WarningSink {
  count = 0;

  constructor(private readonly sink: WarningSink) {}

  warn(warning: PyWarning): boolean {
    this.count++;
    return this.sink.warn(warning);
  }
}

function inThread(request: DeepRequest): DeepAnswer {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(fileURLToPath(new URL("../../dist/machine/deep_worker.js", import.meta.url)), {
    workerData: { request, port: port2, signal },
    transferList: [port2],
    resourceLimits: { stackSizeMb: STACK_SIZE },
    execArgv: [],
  });
  worker.unref();
  Atomics.wait(signal, 0, 0);
  const message = receiveMessageOnPort(port1) as { message: DeepAnswer };
  port1.close();
  return message.message;
}

function raise({ syntaxError, error }: DeepAnswer, options: CompileOptions): never {
  if (syntaxError === undefined) throw new PyException(error!.type, error!.msg);
  const { type, msg, filename, lineno, offset, end_lineno, end_offset } = syntaxError;
  const text = syntaxError.text ?? (lineno === null ? null : (options.programText?.(lineno) ?? null));
  throw new PySyntaxError(type as SyntaxErrorType, msg, filename, lineno, offset, end_lineno, end_offset, text);
}

/** compile(), for any depth that CPython compiles. */
export function compileDeep(
  source: Uint8Array | string,
  filename: string,
  mode: Mode,
  options: CompileOptions,
): CodeObject {
  const sink = options.warnings && new Counter(options.warnings);
  try {
    return compile(source, filename, mode, sink === undefined ? options : { ...options, warnings: sink });
  } catch (error) {
    if (!(error instanceof StackExhausted)) throw error;
  }
  const { interned, programText: _, warnings: __, observe: ___, ...plain } = options;
  const answer = inThread({
    source,
    filename,
    mode,
    options: plain,
    interned: interned === undefined ? "none" : interned === internedAtStart ? "start" : "dis",
  });
  for (const warning of answer.warnings.slice(sink?.count ?? 0)) {
    if (!sink?.warn(warning)) continue;
    throw new PySyntaxError("SyntaxError", warning.msg, filename, warning.lineno, null, null, null, null);
  }
  return answer.code === undefined ? raise(answer, options) : (loads(answer.code) as CodeObject);
}
