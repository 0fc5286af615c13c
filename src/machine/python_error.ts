/** What a machine throws: a Python exception that left the program, and the end of a machine whose time is over. */

/**
 * An exception of the Python program.
 *
 * @example
 * try {
 *   machine.call("divide", 1, 0);
 * } catch (error) {
 *   if (error instanceof PythonError && error.type === "ZeroDivisionError") console.log(error.traceback);
 * }
 */
export class PythonError extends Error {
  override readonly name = "PythonError";

  constructor(
    /** The class: "ValueError"; of another module than builtins with its name: "json.decoder.JSONDecodeError". */
    readonly type: string,
    /** str() of the exception. */
    readonly value: string,
    /** What python prints for it, from "Traceback (most recent call last):" to its last line end. */
    readonly traceback: string,
    /** What a SystemExit asks for as the status of the process; null for every other exception. */
    readonly exitStatus: number | null = null,
  ) {
    super(value === "" ? type : `${type}: ${value}`);
  }
}

/** A run took longer than `timeLimit`. The program was stopped where it was, without its `finally` clauses; its machine cannot be used again. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";

  constructor(
    /** In seconds. */
    readonly limit: number,
  ) {
    super(`the program took longer than ${limit} s`);
  }
}
